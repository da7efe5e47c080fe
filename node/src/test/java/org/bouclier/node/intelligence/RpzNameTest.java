package org.bouclier.node.intelligence;

import static org.assertj.core.api.Assertions.assertThat;

import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorKind;
import org.junit.jupiter.api.Test;

class RpzNameTest {

  @Test
  void a_name_that_a_resolver_would_read_as_addresses_is_never_written() {
    assertThat(RpzName.of(new Indicator(IndicatorKind.DOMAIN, "1.0.0.0.0.rpz-ip"))).isEmpty();
    assertThat(RpzName.of(new Indicator(IndicatorKind.DOMAIN, "rpz-ip.example")))
        .containsExactly("rpz-ip.example", "*.rpz-ip.example");
  }
}

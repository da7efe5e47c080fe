package org.bouclier.node.web;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LiveStreamTest {

  @Test
  void a_pulse_that_nobody_hears_costs_nothing() {
    assertThatNoException().isThrownBy(() -> new LiveStream().pulse("alerts"));
  }

  @Test
  void there_is_an_end_to_the_pages_that_listen() {
    var live = new LiveStream();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 600; i++) {
                live.open(() -> true);
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("500");
  }
}

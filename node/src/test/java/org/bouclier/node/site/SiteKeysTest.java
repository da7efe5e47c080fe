package org.bouclier.node.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiteKeysTest {

  private static final Map<String, String> NIAMEY =
      Map.of(
          "bouclier.state", "NE",
          "bouclier.name", "Nœud national du Niger",
          "bouclier.city", "Niamey",
          "bouclier.data", "/var/lib/bouclier",
          "bouclier.listen", "localhost:8080",
          "bouclier.federation-listen", "192.0.2.7:8444",
          "bouclier.federation-url", "https://noeud.example.ne:8444",
          "bouclier.zone", "Africa/Niamey");

  @Test
  void what_is_written_is_read_again() {
    Site site = SiteKeys.read(NIAMEY::get);

    assertThat(SiteKeys.write(site)).containsExactlyInAnyOrderEntriesOf(NIAMEY);
    assertThat(SiteKeys.read(SiteKeys.write(site)::get)).isEqualTo(site);
    assertThat(site.pagesAreLocal()).isTrue();
    var sixth = SiteKeys.address("[::1]:8444");
    assertThat(sixth.getAddress().isLoopbackAddress()).isTrue();
    assertThat(sixth.getPort()).isEqualTo(8444);
  }

  @ParameterizedTest
  @CsvSource({
    "bouclier.state, ne",
    "bouclier.state, ''",
    "bouclier.name, ''",
    "bouclier.name, 'a\tb'",
    "bouclier.listen, 8080",
    "bouclier.listen, localhost:x",
    "bouclier.listen, localhost:70000",
    "bouclier.federation-listen, :8444",
    "bouclier.federation-url, http://noeud.example.ne",
    "bouclier.federation-url, noeud.example.ne",
    "bouclier.zone, Afrique/Niamey"
  })
  void a_value_that_cannot_be_read_is_refused(String key, String value) {
    var keys = new HashMap<>(NIAMEY);
    keys.put(key, value);

    assertThatThrownBy(() -> SiteKeys.read(keys::get)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:8080", "[::]:8080", "192.0.2.7:8080"})
  void an_address_that_others_reach_is_not_local(String listen) {
    var keys = new HashMap<>(NIAMEY);
    keys.put("bouclier.listen", listen);

    assertThat(SiteKeys.read(keys::get).pagesAreLocal()).isFalse();
  }

  @Test
  void a_certificate_names_the_loopback_and_the_host_given() {
    assertThat(Site.ownNames(SiteKeys.address("192.0.2.7:1")))
        .containsExactly("192.0.2.7", "localhost", "127.0.0.1", "::1");
    assertThat(Site.ownNames(SiteKeys.address("0.0.0.0:1")))
        .contains("localhost")
        .doesNotContain("0.0.0.0");
  }
}

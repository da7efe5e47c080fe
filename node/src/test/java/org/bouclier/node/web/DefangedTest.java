package org.bouclier.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DefangedTest {

  @Test
  void an_address_cannot_be_followed_and_its_path_stays_readable() {
    assertThat(Defanged.of("http://evil.tld/a.php")).isEqualTo("hxxp://evil[.]tld/a.php");
    assertThat(Defanged.of("https://evil.tld")).isEqualTo("hxxps://evil[.]tld");
    assertThat(Defanged.of("evil.tld")).isEqualTo("evil[.]tld");
    assertThat(Defanged.of("10.0.0.0/8")).isEqualTo("10[.]0[.]0[.]0/8");
    assertThat(Defanged.of("agent@evil.tld")).isEqualTo("agent[at]evil[.]tld");
  }

  @Test
  void a_hash_stays_as_it_is() {
    assertThat(Defanged.of("d41d8cd98f00b204e9800998ecf8427e"))
        .isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
  }
}

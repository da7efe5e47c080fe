package org.bouclier.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashTest {

  private static final String OF_NOTHING = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

  @Test
  void every_form_reads_back_as_the_same_hash() {
    var random = new Random(7);
    for (int i = 0; i < 200; i++) {
      var bytes = new byte[32];
      random.nextBytes(bytes);
      var hash = new Hash(bytes);
      assertThat(Hash.ofHex(hash.hex())).isEqualTo(hash).hasSameHashCodeAs(hash);
      assertThat(Hash.ofBase64(hash.base64())).isEqualTo(hash);
      assertThat(Hash.at(bytes, 0)).isEqualTo(hash);
      assertThat(hash.bytes()).isEqualTo(bytes).isNotSameAs(hash.bytes());
    }
  }

  @Test
  void pieces_hash_as_the_whole() {
    assertThat(Hash.sha256().base64()).isEqualTo(OF_NOTHING);
    assertThat(Hash.sha256(new byte[] {1}, new byte[0], new byte[] {2, 3}))
        .isEqualTo(Hash.sha256(new byte[] {1, 2, 3}));
  }

  @Test
  void order_is_that_of_unsigned_bytes() {
    var small = Hash.ofHex("7f".repeat(32));
    var large = Hash.ofHex("80".repeat(32));
    assertThat(small).isLessThan(large);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", // no padding
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=", // stray low bits
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==", // 31 bytes
        "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=", // the alphabet of URLs
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
      })
  void base64_has_one_spelling(String other) {
    assertThatThrownBy(() -> Hash.ofBase64(other)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "zz", "İ"})
  void what_is_not_64_digits_is_refused(String other) {
    assertThatThrownBy(() -> Hash.ofHex(other)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Hash.ofHex("AB".repeat(32)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_length_other_than_32_is_refused() {
    assertThatThrownBy(() -> new Hash(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Hash.at(new byte[40], 9))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}

package org.bouclier.ledger.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of keys, with the example of the age specification. */
class SealKeysTest {

  private static final String IDENTITY =
      "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR";

  private static String exampleRecipient() throws IOException {
    try (var in = SealKeysTest.class.getResourceAsStream("recipient.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), US_ASCII).strip();
    }
  }

  @Test
  void the_identity_of_the_specification_has_the_recipient_it_says() throws IOException {
    var identity = SealIdentity.parse(IDENTITY);
    assertThat(identity.recipient().text()).isEqualTo(exampleRecipient());
    assertThat(identity.privateKey()).isEqualTo(IDENTITY);
    assertThat(SealRecipient.parse(exampleRecipient())).isEqualTo(identity.recipient());
    assertThat(identity.toString()).doesNotContain(IDENTITY.substring(20));
  }

  @Test
  void new_keys_read_back_and_differ() {
    var one = SealIdentity.generate(new SecureRandom());
    var other = SealIdentity.generate(new SecureRandom());
    assertThat(SealIdentity.parse(one.privateKey()).recipient()).isEqualTo(one.recipient());
    assertThat(one.recipient()).isNotEqualTo(other.recipient());
    assertThat(SealRecipient.parse(one.recipient().text())).isEqualTo(one.recipient());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AGE-SECRET-KEY-PQ-1",
        "age-secret-key-pq-1xx76jralnlxdmew0crk45qmcch4x06se84un3vpm33w6hwdx0h3sk3zqfr",
        "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFQ",
        "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQF",
        "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQBR",
        "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR\n",
        "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
      })
  void what_is_not_an_identity_is_refused_without_being_quoted(String text) {
    assertThatThrownBy(() -> SealIdentity.parse(text))
        .isInstanceOf(SealException.class)
        .hasMessageNotContaining("MCCH4X06SE84UN3VPM33W6");
  }

  @Test
  void what_is_not_a_recipient_is_refused() throws IOException {
    var text = exampleRecipient();
    var refused =
        new String[] {
          "",
          "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
          text.toUpperCase(Locale.ROOT),
          text.substring(0, text.length() - 1),
          text.replace('x', 'X'),
          text + "q",
          Bech32.encode("age1pq", new byte[1215]),
          Bech32.encode("age1pq", fill(1216)), // ML-KEM coefficients beyond the modulus
        };
    for (String other : refused) {
      assertThatThrownBy(() -> SealRecipient.parse(other)).isInstanceOf(SealException.class);
    }
  }

  private static byte[] fill(int length) {
    var bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0xFF);
    return bytes;
  }

  @Test
  void bech32_reads_back_any_bytes_and_notices_any_changed_character() {
    var random = new Random(1);
    for (int i = 0; i < 500; i++) {
      var bytes = new byte[random.nextInt(100)];
      random.nextBytes(bytes);
      var text = Bech32.encode("age", bytes);
      assertThat(Bech32.decode("age", text)).isEqualTo(bytes);
      assertThat(Bech32.decode("age", text.toUpperCase(Locale.ROOT))).isEqualTo(bytes);
      int at = 4 + random.nextInt(text.length() - 4);
      char other = text.charAt(at) == 'q' ? 'p' : 'q';
      var changed = text.substring(0, at) + other + text.substring(at + 1);
      assertThatThrownBy(() -> Bech32.decode("age", changed)).isInstanceOf(SealException.class);
    }
  }
}

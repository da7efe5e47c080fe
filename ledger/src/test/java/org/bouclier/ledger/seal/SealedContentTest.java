package org.bouclier.ledger.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.seal.SealException.Family;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedContentTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SealIdentity NIGER = SealIdentity.generate(RANDOM);

  private final ByteArrayOutputStream sealed = new ByteArrayOutputStream();

  private SealedContent.Sealed seal(byte[] content) throws IOException {
    return SealedContent.seal(
        List.of(NIGER.recipient()), new ByteArrayInputStream(content), sealed, RANDOM);
  }

  private byte[] open(Hash commitment) throws IOException {
    var content = new ByteArrayOutputStream();
    SealedContent.open(NIGER, new ByteArrayInputStream(sealed.toByteArray()), content, commitment);
    return content.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_504, 65_505, 300_000})
  void the_opener_finds_the_content_and_the_commitment_of_the_leaf(int length) throws IOException {
    var content = new byte[length];
    new Random(length).nextBytes(content);
    var what = seal(content);
    assertThat(what.ciphertext()).isEqualTo(Hash.sha256(sealed.toByteArray()));
    assertThat(what.ciphertextBytes()).isEqualTo(sealed.size());
    assertThat(open(what.commitment())).isEqualTo(content);

    var plain = new ByteArrayOutputStream();
    Envelope.open(NIGER, new ByteArrayInputStream(sealed.toByteArray()), plain);
    var salt = Arrays.copyOf(plain.toByteArray(), 32);
    assertThat(Commitment.of(salt, content)).isEqualTo(what.commitment());
    assertThat(what.commitment())
        .isEqualTo(Hash.sha256("bouclier/v1".getBytes(UTF_8), plain.toByteArray()));
  }

  @Test
  void the_same_content_has_another_commitment_each_time() throws IOException {
    var content = "+223 76 00 00 00".getBytes(UTF_8);
    assertThat(seal(content).commitment()).isNotEqualTo(seal(content).commitment());
  }

  @Test
  void a_content_that_the_leaf_does_not_commit_to_is_refused() throws IOException {
    seal(new byte[100]);
    var refused = catchThrowableOfType(SealException.class, () -> open(Hash.sha256()));
    assertThat(refused.family()).isEqualTo(Family.COMMITMENT);
    assertThat(refused.code()).isEqualTo("pli-engagement");
  }

  @Test
  void an_envelope_too_short_for_a_salt_is_refused() throws IOException {
    Envelope.seal(List.of(NIGER.recipient()), new ByteArrayInputStream(new byte[31]), sealed);
    var refused = catchThrowableOfType(SealException.class, () -> open(Hash.sha256()));
    assertThat(refused.family()).isEqualTo(Family.COMMITMENT);
  }

  @Test
  void a_salt_of_another_length_is_a_mistake_of_the_caller() {
    assertThatThrownBy(() -> Commitment.of(new byte[31], new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

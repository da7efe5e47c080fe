package org.bouclier.ledger.seal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bouclier.ledger.seal.SealException.Family;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {

  private static final SealIdentity MALI = SealIdentity.generate(new SecureRandom());
  private static final SealIdentity BURKINA = SealIdentity.generate(new SecureRandom());
  private static final SealIdentity NIGER = SealIdentity.generate(new SecureRandom());
  private static final List<SealRecipient> BOTH = List.of(MALI.recipient(), BURKINA.recipient());

  private static byte[] seal(List<SealRecipient> recipients, byte[] plain) throws IOException {
    var sealed = new ByteArrayOutputStream();
    Envelope.seal(recipients, new ByteArrayInputStream(plain), sealed);
    return sealed.toByteArray();
  }

  private static byte[] open(SealIdentity identity, byte[] sealed) throws IOException {
    var plain = new ByteArrayOutputStream();
    Envelope.open(identity, new ByteArrayInputStream(sealed), plain);
    return plain.toByteArray();
  }

  private static byte[] bytes(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 200_000})
  void each_recipient_opens_what_was_sealed_and_no_other_does(int length) throws IOException {
    var plain = bytes(length);
    var sealed = seal(BOTH, plain);
    assertThat(open(MALI, sealed)).isEqualTo(plain);
    assertThat(open(BURKINA, sealed)).isEqualTo(plain);
    assertThat(catchThrowableOfType(SealException.class, () -> open(NIGER, sealed)).family())
        .isEqualTo(Family.NOT_FOR_US);
  }

  @Test
  void sealing_twice_gives_nothing_in_common_and_names_no_recipient() throws IOException {
    var one = new String(seal(BOTH, bytes(100)), ISO_8859_1).lines().toList();
    var other = new String(seal(BOTH, bytes(100)), ISO_8859_1).lines().toList();
    assertThat(one.getFirst()).isEqualTo("age-encryption.org/v1");
    assertThat(one.get(1)).startsWith("-> mlkem768x25519 ").isNotEqualTo(other.get(1));
    assertThat(one.stream().filter(line -> line.startsWith("->"))).hasSize(2);
  }

  @Test
  void as_many_recipients_as_promised_fit_and_one_more_or_none_is_refused() throws IOException {
    var many = Collections.nCopies(Envelope.MAX_RECIPIENTS, NIGER.recipient());
    assertThat(open(NIGER, seal(many, bytes(70_000)))).isEqualTo(bytes(70_000));
    assertThatThrownBy(() -> seal(Collections.nCopies(33, NIGER.recipient()), bytes(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> seal(List.of(), bytes(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void any_cut_and_any_changed_bit_is_noticed() throws IOException {
    var sealed = seal(BOTH, bytes(70_000));
    var random = new Random(9);
    for (int i = 0; i < 150; i++) {
      // half of the hits on the header, which is the shorter part
      int at = i % 2 == 0 ? random.nextInt(3_400) : random.nextInt(sealed.length);
      var cut = Arrays.copyOf(sealed, at);
      assertThatThrownBy(() -> open(MALI, cut)).isInstanceOf(SealException.class);
      var changed = sealed.clone();
      changed[at] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> open(MALI, changed)).isInstanceOf(SealException.class);
    }
    var longer = Arrays.copyOf(sealed, sealed.length + 1);
    assertThatThrownBy(() -> open(MALI, longer)).isInstanceOf(SealException.class);
    assertThat(open(MALI, sealed)).hasSize(70_000);
  }

  @Test
  void hostile_headers_are_refused_and_never_crash_the_reader() {
    for (String header :
        List.of(
            "",
            "a",
            "age-encryption.org/v1",
            "age-encryption.org/v1\n",
            "age-encryption.org/v1\n-",
            "age-encryption.org/v1\n->",
            "age-encryption.org/v1\n-> ",
            "age-encryption.org/v1\n---",
            "age-encryption.org/v1\n--- ",
            "age-encryption.org/v1\n-> mlkem768x25519\n\n--- AAAA\n",
            "age-encryption.org/v1\n-> " + "x".repeat(100_000),
            "age-encryption.org/v1\n" + "-> a b\n\n".repeat(20_000),
            "age-encryption.org/v1\n-> a " + "é".repeat(10) + "\n\n--- ")) {
      var refused =
          catchThrowableOfType(SealException.class, () -> open(MALI, header.getBytes(ISO_8859_1)));
      assertThat(refused).as(header.substring(0, Math.min(40, header.length()))).isNotNull();
    }
  }

  @Test
  void a_source_that_breaks_leaves_no_valid_envelope() {
    var sealed = new ByteArrayOutputStream();
    var broken =
        new FilterInputStream(new ByteArrayInputStream(bytes(100_000))) {
          @Override
          public int read(byte[] target, int from, int length) throws IOException {
            int read = super.read(target, from, length);
            if (read < 0) {
              throw new IOException("the source broke");
            }
            return read;
          }
        };
    assertThatThrownBy(() -> Envelope.seal(BOTH, broken, sealed)).hasMessage("the source broke");
    assertThat(sealed.size()).isGreaterThan(60_000);
    assertThatThrownBy(() -> open(MALI, sealed.toByteArray())).isInstanceOf(SealException.class);
  }

  @Test
  void streams_of_the_caller_stay_open_and_their_errors_are_theirs() throws IOException {
    var closed = new boolean[2];
    var out =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    var in =
        new ByteArrayInputStream(bytes(10)) {
          @Override
          public void close() {
            closed[1] = true;
          }
        };
    Envelope.seal(BOTH, in, out);
    Envelope.open(MALI, new ByteArrayInputStream(out.toByteArray()), new ByteArrayOutputStream());
    assertThat(closed).containsOnly(false);
    var full =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    assertThatThrownBy(() -> Envelope.open(MALI, new ByteArrayInputStream(out.toByteArray()), full))
        .isExactlyInstanceOf(IOException.class);
    assertThatThrownBy(() -> Envelope.seal(BOTH, new ByteArrayInputStream(bytes(10)), full))
        .isExactlyInstanceOf(IOException.class);
  }
}

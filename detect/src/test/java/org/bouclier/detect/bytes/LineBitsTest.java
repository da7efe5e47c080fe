package org.bouclier.detect.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LineBitsTest {

  private static final String FREQUENT = "..::@\"\"/-_aZ09{~\n\u0000";

  static ByteClassifier[] classifiers() {
    return new ByteClassifier[] {new TableClassifier(), new VectorClassifier()};
  }

  @Test
  void the_tests_run_where_vectors_are() {
    assertThat(ByteClassifier.FASTEST).isInstanceOf(WarmingClassifier.class);
  }

  @ParameterizedTest
  @MethodSource("classifiers")
  void every_byte_is_of_the_classes_that_one_look_at_it_tells(ByteClassifier classifier) {
    var random = new Random(7);
    var bits = new LineBits(classifier);
    for (int round = 0; round < 4_000; round++) {
      byte[] buffer = buffer(random);
      int from = random.nextInt(buffer.length);
      int to = from + 1 + random.nextInt(buffer.length - from);

      bits.read(buffer, from, to);

      for (int at = from; at < to; at++) {
        int group = bits.group(at);
        int bit = at - bits.first(group);
        byte b = buffer[at];
        boolean colon = b == ':' && (at == from || buffer[at - 1] != '"');
        assertThat(bits.tokens(group) >>> bit & 1).isEqualTo(isToken(b) ? 1 : 0);
        assertThat(bits.marks(group) >>> bit & 1).isEqualTo(colon || b == '.' || b == '@' ? 1 : 0);
      }
      int last = bits.group(to - 1);
      int used = to - bits.first(last);
      assertThat(used == 64 ? 0 : (bits.tokens(last) | bits.marks(last)) >>> used)
          .as("nothing after the end")
          .isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("classifiers")
  void ends_of_tokens_are_where_a_walk_finds_them(ByteClassifier classifier) {
    var random = new Random(8);
    var bits = new LineBits(classifier);
    for (int round = 0; round < 2_000; round++) {
      byte[] buffer = buffer(random);
      int from = random.nextInt(buffer.length);
      int to = from + 1 + random.nextInt(buffer.length - from);
      bits.read(buffer, from, to);
      for (int at = from; at < to; at++) {
        int first = at;
        while (first > from && isToken(buffer[first - 1])) {
          first--;
        }
        int end = at;
        while (end < to && isToken(buffer[end])) {
          end++;
        }
        int dot = at - 1;
        while (dot >= from && buffer[dot] != '.') {
          dot--;
        }
        assertThat(bits.tokenFrom(at)).isEqualTo(first);
        assertThat(bits.tokenTo(at)).isEqualTo(end);
        assertThat(bits.lastDot(at, from)).isEqualTo(dot < from ? -1 : dot);
        assertThat(bits.lastDot(at, Math.max(from, at - 3)))
            .isEqualTo(dot < Math.max(from, at - 3) ? -1 : dot);
        int feed = at;
        while (feed < to && buffer[feed] != '\n') {
          feed++;
        }
        assertThat(bits.lineEnd(at, to)).isEqualTo(feed);
        long colons = 0;
        for (int i = at; i < Math.min(to, at + 64); i++) {
          if (buffer[i] == ':' && (i == from || buffer[i - 1] != '"')) {
            colons |= 1L << (i - at);
          }
        }
        assertThat(bits.colonsFrom(at)).isEqualTo(colons);
      }
    }
  }

  /** Long runs of token bytes and thick marks, so that both cross the ends of groups. */
  private static byte[] buffer(Random random) {
    byte[] buffer = new byte[1 + random.nextInt(400)];
    int mode = random.nextInt(3);
    for (int i = 0; i < buffer.length; i++) {
      buffer[i] =
          switch (mode) {
            case 0 -> (byte) random.nextInt(256);
            case 1 -> (byte) FREQUENT.charAt(random.nextInt(FREQUENT.length()));
            default -> (byte) (random.nextInt(90) == 0 ? ' ' : random.nextInt(40) == 0 ? '.' : 'a');
          };
    }
    return buffer;
  }

  private static boolean isToken(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '.'
        || b == '-'
        || b == '_';
  }
}

package org.bouclier.detect.sigma;

import java.util.Arrays;
import org.bouclier.detect.bytes.Swar;
import org.bouclier.detect.sigma.ValueTest.Anchor;

/** Whether a value is, starts with, ends with or contains given bytes. */
final class TextTest extends ValueTest {

  private static final long ONES = 0x0101_0101_0101_0101L;

  private final Anchor anchor;
  private final byte[] bytes;
  private final boolean folded;

  TextTest(Anchor anchor, byte[] bytes, boolean folded) {
    this.anchor = anchor;
    this.bytes = bytes;
    this.folded = folded;
  }

  @Override
  boolean test(byte[] value, int from, int to) {
    int length = bytes.length;
    if (to - from < length) {
      return false;
    }
    return switch (anchor) {
      case EXACT -> to - from == length && Arrays.equals(value, from, to, bytes, 0, length);
      case PREFIX -> Arrays.equals(value, from, from + length, bytes, 0, length);
      case SUFFIX -> Arrays.equals(value, to - length, to, bytes, 0, length);
      case INSIDE -> indexOf(value, from, to, bytes) >= 0;
    };
  }

  /** Where bytes first occur, or -1. Looks for the first and the last of them, eight at once. */
  static int indexOf(byte[] value, int from, int to, byte[] bytes) {
    int length = bytes.length;
    if (length == 0) {
      return from;
    }
    long first = (bytes[0] & 0xFF) * ONES;
    long last = (bytes[length - 1] & 0xFF) * ONES;
    int i = from;
    for (; i + 8 + length - 1 <= to; i += 8) {
      long found =
          Swar.equal((long) Swar.LONG.get(value, i), first)
              & Swar.equal((long) Swar.LONG.get(value, i + length - 1), last);
      while (found != 0) {
        int at = i + (Long.numberOfTrailingZeros(found) >>> 3);
        if (Arrays.equals(value, at, at + length, bytes, 0, length)) {
          return at;
        }
        found &= found - 1;
      }
    }
    for (; i + length <= to; i++) {
      if (value[i] == bytes[0] && Arrays.equals(value, i, i + length, bytes, 0, length)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  boolean isFolded() {
    return folded;
  }

  @Override
  Literal literal() {
    return new Literal(anchor, folded ? bytes : StringTests.fold(bytes));
  }
}

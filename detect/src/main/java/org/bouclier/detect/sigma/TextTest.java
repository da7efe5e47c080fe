package org.bouclier.detect.sigma;

import java.util.Arrays;
import org.bouclier.detect.sigma.ValueTest.Anchor;

/** Whether a value is, starts with, ends with or contains given bytes. */
final class TextTest extends ValueTest {

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

  /** Where bytes first occur, or -1. */
  static int indexOf(byte[] value, int from, int to, byte[] bytes) {
    if (bytes.length == 0) {
      return from;
    }
    byte first = bytes[0];
    int last = to - bytes.length;
    for (int i = from; i <= last; i++) {
      if (value[i] == first && Arrays.equals(value, i, i + bytes.length, bytes, 0, bytes.length)) {
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

package org.bouclier.detect.sigma;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.bouclier.detect.bytes.Utf8;

/** Chooses the cheapest test for a string value. */
final class StringTests {

  private StringTests() {}

  /** The test of a value with wildcards; {@code cased} makes case count. */
  static ValueTest of(SigmaString pattern, boolean cased) {
    int length = pattern.length();
    int from = 0;
    int to = length;
    while (from < to && pattern.part(from) == SigmaString.MANY) {
      from++;
    }
    while (to > from && pattern.part(to - 1) == SigmaString.MANY) {
      to--;
    }
    if (from == to) {
      return length == 0
          ? new TextTest(ValueTest.Anchor.EXACT, new byte[0], true)
          : new AnyValueTest();
    }
    var bytes = new ByteArrayOutputStream();
    byte[] utf8 = new byte[4];
    for (int i = from; i < to; i++) {
      int part = pattern.part(i);
      if (SigmaString.isRawByte(part)) {
        bytes.write(SigmaString.rawByte(part));
      } else if (part < 0) {
        return new GlobTest(pattern, !cased);
      } else {
        bytes.write(utf8, 0, Utf8.write(cased ? part : Fold.point(part), utf8, 0));
      }
    }
    boolean before = from > 0;
    boolean after = to < length;
    ValueTest.Anchor anchor =
        before
            ? after ? ValueTest.Anchor.INSIDE : ValueTest.Anchor.SUFFIX
            : after ? ValueTest.Anchor.PREFIX : ValueTest.Anchor.EXACT;
    return new TextTest(anchor, bytes.toByteArray(), !cased);
  }

  /** The folded form of UTF-8 text. */
  static byte[] fold(byte[] text) {
    byte[] folded = new byte[Fold.maxBytes(text.length)];
    return Arrays.copyOf(folded, Fold.write(text, 0, text.length, folded, 0));
  }
}

package org.bouclier.detect.sigma;

import org.bouclier.detect.bytes.Octets;
import org.bouclier.detect.bytes.Swar;
import org.bouclier.detect.bytes.Utf8;

/**
 * Takes the case out of UTF-8 text, the same way for rules and for events, in no one's language:
 * code points become their simple lower case, bytes that are no UTF-8 stay.
 */
final class Fold {

  private static final int LONG_S = 0x17F; // RE2 takes it for an s where case does not count

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long TOPS = 0x8080_8080_8080_8080L;

  private Fold() {}

  static int point(int codePoint) {
    return codePoint == LONG_S ? 's' : Character.toLowerCase(codePoint);
  }

  /** Most bytes that the folded form of so many can take: a few letters grow from two to three. */
  static int maxBytes(int bytes) {
    return bytes + (bytes >> 1) + 4;
  }

  /** Writes the folded form of a range; returns where it ends. */
  static int write(byte[] text, int from, int to, byte[] into, int at) {
    int out = at;
    int i = from;
    for (; i + 8 <= to; i += 8, out += 8) {
      long eight = (long) Swar.LONG.get(text, i);
      if ((eight & TOPS) != 0) {
        return writeWide(text, i, to, into, out);
      }
      Swar.LONG.set(into, out, lower(eight));
    }
    for (; i < to; i++) {
      byte b = text[i];
      if (b < 0) {
        return writeWide(text, i, to, into, out);
      }
      into[out++] = Octets.LOWER[b];
    }
    return out;
  }

  /** Eight ASCII bytes in lower case: the top bits of two sums bracket the capitals. */
  static long lower(long eight) {
    long fromA = eight + (0x80 - 'A') * ONES;
    long beyondZ = eight + (0x80 - 'Z' - 1) * ONES;
    return eight | ((fromA ^ beyondZ) & TOPS) >>> 2;
  }

  private static int writeWide(byte[] text, int from, int to, byte[] into, int at) {
    int out = at;
    int i = from;
    while (i < to) {
      byte b = text[i];
      int length = b >= 0 ? 1 : Utf8.length(text, i, to);
      if (length <= 1) {
        into[out++] = Octets.LOWER[b & 0xFF];
        i++;
      } else {
        out = Utf8.write(point(Utf8.read(text, i, length)), into, out);
        i += length;
      }
    }
    return out;
  }
}

package org.bouclier.detect;

import java.util.Arrays;
import org.bouclier.detect.bytes.Octets;
import org.bouclier.detect.bytes.Utf8;

/**
 * A text with its escapes undone, as JSON has them; a backslash before another byte stands for
 * itself. Holds scratch memory: one thread at a time.
 */
final class TextBytes {

  private byte[] bytes = new byte[512];
  private int length;

  /** Valid until the next {@link #read}. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void read(byte[] line, int from, int to) {
    if (bytes.length < to - from) {
      bytes = new byte[2 * (to - from)];
    }
    length = 0;
    int i = from;
    while (i < to) {
      int unit = line[i] == '\\' ? escape(line, i, to) : -1;
      if (unit < 0) {
        bytes[length++] = line[i++];
        continue;
      }
      i += escapeBytes(line, i);
      int point = unit;
      if (Character.isHighSurrogate((char) unit) && i < to && line[i] == '\\') {
        int low = escape(line, i, to);
        if (low >= 0 && Character.isLowSurrogate((char) low)) {
          point = Character.toCodePoint((char) unit, (char) low);
          i += escapeBytes(line, i);
        }
      }
      boolean half = Character.isBmpCodePoint(point) && Character.isSurrogate((char) point);
      length = Utf8.write(half ? 0xFFFD : point, bytes, length);
    }
  }

  /** The unit of UTF-16 that the escape at a backslash stands for; -1 if it is none. */
  static int escape(byte[] line, int at, int to) {
    if (at + 1 >= to) {
      return -1;
    }
    return switch (line[at + 1]) {
      case '"', '\\', '/' -> line[at + 1];
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> unit(line, at + 2, to);
      default -> -1;
    };
  }

  private static int unit(byte[] line, int from, int to) {
    if (from + 4 > to) {
      return -1;
    }
    int unit = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = Octets.hex(line[i]);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  /** How many bytes an escape takes. */
  static int escapeBytes(byte[] line, int at) {
    return line[at + 1] == 'u' ? 6 : 2;
  }

  /** Whether these bytes are the same. */
  boolean is(byte[] other) {
    return Arrays.equals(bytes, 0, length, other, 0, other.length);
  }
}

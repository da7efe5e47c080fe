package org.bouclier.detect.evtx;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouclier.detect.bytes.Utf8;

/**
 * JSON text under construction, in UTF-8. It says when it is full and trusts its writers to stop
 * adding values then and to close what they opened: a text that was cut by its bound is still JSON.
 */
final class JsonBytes {

  private static final byte[] HEX_LOWER = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HEX_UPPER = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
  private static final int REPLACEMENT = 0xFFFD;

  /** What follows the backslash for each ASCII character: 0 for none, 'u' for a number. */
  private static final byte[] ESCAPE = escapes();

  private byte[] bytes = new byte[4_096];
  private int length;
  private int limit = Integer.MAX_VALUE;

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Starts anew, with a bound. */
  void clear(int newLimit) {
    length = 0;
    limit = newLimit;
  }

  boolean isFull() {
    return length >= limit;
  }

  void add(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
  }

  void add(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  void addAscii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
  }

  void addNumber(long number) {
    if (number >= 0) {
      addUnsigned(number, 1);
    } else {
      addAscii(Long.toString(number));
    }
  }

  /** Adds an unsigned number in decimal, with zeros before it up to a width. */
  void addUnsigned(long number, int width) {
    if (number < 0) {
      addAscii(Long.toUnsignedString(number));
      return;
    }
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    int all = Math.max(digits, width);
    reserve(all);
    long rest = number;
    for (int i = all - 1; i >= 0; i--) {
      bytes[length + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += all;
  }

  /** Adds {@code 0x} and the number in lower case, without leading zeros. */
  void addHex(long number) {
    reserve(18);
    bytes[length++] = '0';
    bytes[length++] = 'x';
    int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(number)) / 4);
    for (int i = digits - 1; i >= 0; i--) {
      bytes[length++] = HEX_LOWER[(int) (number >>> (4 * i)) & 0xF];
    }
  }

  /** Adds bytes in upper case hexadecimal. */
  void addHex(byte[] from, int at, int size) {
    reserve(2 * size);
    for (int i = at; i < at + size; i++) {
      addHexByte(from[i]);
    }
  }

  private void addHexByte(byte b) {
    bytes[length++] = HEX_UPPER[(b >> 4) & 0xF];
    bytes[length++] = HEX_UPPER[b & 0xF];
  }

  /** Adds a GUID of 16 bytes in the form that registries use, without braces. */
  void addGuid(byte[] from, int at) {
    reserve(36);
    for (int i = 3; i >= 0; i--) {
      addHexByte(from[at + i]);
    }
    bytes[length++] = '-';
    addHexByte(from[at + 5]);
    addHexByte(from[at + 4]);
    bytes[length++] = '-';
    addHexByte(from[at + 7]);
    addHexByte(from[at + 6]);
    bytes[length++] = '-';
    addHexByte(from[at + 8]);
    addHexByte(from[at + 9]);
    bytes[length++] = '-';
    for (int i = 10; i < 16; i++) {
      addHexByte(from[at + i]);
    }
  }

  /** Adds UTF-16 as the inside of a JSON string; lone surrogates become U+FFFD. */
  void addUtf16(byte[] from, int at, int size) {
    int end = at + (size & ~1);
    reserve(3 * (end - at)); // six bytes for a unit: \\u001F
    int i = at;
    while (i < end) {
      int unit = (from[i] & 0xFF) | (from[i + 1] & 0xFF) << 8;
      i += 2;
      if (unit < 0x80) {
        if (ESCAPE[unit] == 0) {
          bytes[length++] = (byte) unit;
        } else {
          escape(unit);
        }
      } else if (!Character.isSurrogate((char) unit)) {
        length = Utf8.write(unit, bytes, length);
      } else {
        int point = REPLACEMENT;
        if (Character.isHighSurrogate((char) unit) && i < end) {
          int low = LittleEndian.u16(from, i);
          if (Character.isLowSurrogate((char) low)) {
            point = Character.toCodePoint((char) unit, (char) low);
            i += 2;
          }
        }
        length = Utf8.write(point, bytes, length);
      }
    }
  }

  /** Adds one code point as the inside of a JSON string. */
  void addPoint(int point) {
    reserve(6);
    if (point < 0x80 && ESCAPE[point] != 0) {
      escape(point);
    } else {
      boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      length = Utf8.write(surrogate ? REPLACEMENT : point, bytes, length);
    }
  }

  private void escape(int ascii) {
    bytes[length++] = '\\';
    bytes[length++] = ESCAPE[ascii];
    if (ESCAPE[ascii] == 'u') {
      bytes[length++] = '0';
      bytes[length++] = '0';
      bytes[length++] = HEX_LOWER[ascii >> 4];
      bytes[length++] = HEX_LOWER[ascii & 0xF];
    }
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  private static byte[] escapes() {
    byte[] escapes = new byte[0x80];
    Arrays.fill(escapes, 0, 0x20, (byte) 'u');
    escapes['\b'] = 'b';
    escapes['\t'] = 't';
    escapes['\n'] = 'n';
    escapes['\f'] = 'f';
    escapes['\r'] = 'r';
    escapes['"'] = '"';
    escapes['\\'] = '\\';
    return escapes;
  }
}

package org.bouclier.detect.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes while they are written: numbers of seven bits a byte, low bits first, top bit = more. */
final class Packed {

  private byte[] bytes = new byte[256];
  private int length;

  int length() {
    return length;
  }

  byte[] bytes() {
    return bytes;
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  void clear() {
    length = 0;
  }

  void octet(int b) {
    grow(1);
    bytes[length++] = (byte) b;
  }

  /** A number that is not negative. */
  void number(long value) {
    grow(10);
    long rest = value;
    while (rest >= 128) {
      bytes[length++] = (byte) (rest | 128);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /** A number of either sign. */
  void signed(long value) {
    long zigzag = (value << 1) ^ (value >> 63);
    grow(10);
    while ((zigzag & ~127L) != 0) {
      bytes[length++] = (byte) (zigzag | 128);
      zigzag >>>= 7;
    }
    bytes[length++] = (byte) zigzag;
  }

  /** Eight bytes, the high ones first. */
  void int64(long value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      octet((int) (value >>> shift));
    }
  }

  void raw(byte[] from, int start, int count) {
    grow(count);
    System.arraycopy(from, start, bytes, length, count);
    length += count;
  }

  /** A text after its length; null is a length of 0, an empty text of 1. */
  void text(@Nullable String text) {
    if (text == null) {
      octet(0);
    } else {
      byte[] utf8 = text.getBytes(UTF_8);
      number(utf8.length + 1);
      raw(utf8, 0, utf8.length);
    }
  }

  private void grow(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}

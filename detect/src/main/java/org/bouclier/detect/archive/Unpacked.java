package org.bouclier.detect.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** Reads what {@link Packed} writes, and believes none of it: every number has a bound. */
final class Unpacked {

  private final String key;
  private final byte[] bytes;
  private final int to;
  private int at;

  /**
   * @param key the file, for whoever hears of a fault
   */
  Unpacked(String key, byte[] bytes, int from, int to) {
    this.key = key;
    this.bytes = bytes;
    this.at = from;
    this.to = to;
  }

  int at() {
    return at;
  }

  int left() {
    return to - at;
  }

  int octet() throws ArchiveCorruptException {
    if (at >= to) {
      throw corrupt("ends too early");
    }
    return bytes[at++] & 0xFF;
  }

  long number(long max) throws ArchiveCorruptException {
    long value = bits();
    if (value < 0 || value > max) {
      throw corrupt("a number is out of bounds: " + value);
    }
    return value;
  }

  int count(int max) throws ArchiveCorruptException {
    return (int) number(max);
  }

  long signed() throws ArchiveCorruptException {
    long zigzag = bits();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  private long bits() throws ArchiveCorruptException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = octet();
      value |= (b & 127L) << shift;
      if (b < 128) {
        return value;
      }
    }
    throw corrupt("a number is too long");
  }

  long int64() throws ArchiveCorruptException {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | octet();
    }
    return value;
  }

  byte[] raw(int count) throws ArchiveCorruptException {
    if (count > left()) {
      throw corrupt("ends too early");
    }
    byte[] part = new byte[count];
    System.arraycopy(bytes, at, part, 0, count);
    at += count;
    return part;
  }

  @Nullable String textOrNull(int maxBytes) throws ArchiveCorruptException {
    int length = count(maxBytes + 1);
    return length == 0 ? null : new String(raw(length - 1), UTF_8);
  }

  String text(int maxBytes) throws ArchiveCorruptException {
    String text = textOrNull(maxBytes);
    if (text == null) {
      throw corrupt("a text is missing");
    }
    return text;
  }

  ArchiveCorruptException corrupt(String fault) {
    return new ArchiveCorruptException(key, fault + ", at byte " + at);
  }
}

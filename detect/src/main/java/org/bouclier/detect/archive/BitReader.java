package org.bouclier.detect.archive;

import org.bouclier.detect.bytes.Swar;

/**
 * Reads what {@link BitWriter} writes. Eight bytes must follow the last one that is read; whoever
 * reads on past the end gets an {@link IndexOutOfBoundsException}.
 */
final class BitReader {

  private byte[] bytes = new byte[8];
  private long at; // in bits

  void begin(byte[] from, int offset) {
    bytes = from;
    at = 8L * offset;
  }

  /** How many bytes were read of in part or in whole, counted from the array's first. */
  long endOffset() {
    return (at + 7) >>> 3;
  }

  private long peek() {
    return (long) Swar.LONG.get(bytes, Math.toIntExact(at >>> 3)) >>> (at & 7);
  }

  long bits(int count) {
    long value = peek() & ((1L << count) - 1);
    at += count;
    return value;
  }

  long rice(int lowBits, int width) {
    int high = Long.numberOfTrailingZeros(~peek());
    if (high >= BitWriter.ESCAPE) {
      at += BitWriter.ESCAPE;
      return bits(width);
    }
    at += high + 1;
    return (long) high << lowBits | bits(lowBits);
  }

  int gamma() {
    int low = Math.min(30, Long.numberOfTrailingZeros(~peek()));
    at += low + 1;
    return 1 << low | (int) bits(low);
  }
}

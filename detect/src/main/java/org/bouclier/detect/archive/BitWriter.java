package org.bouclier.detect.archive;

import java.util.Arrays;

/** Bits one after the other, low bits of each byte first. */
final class BitWriter {

  /** Quotients from here on are written as they are: a rare gap costs 8 bytes, not its size. */
  static final int ESCAPE = 24;

  private byte[] bytes = new byte[1 << 12];
  private int length; // whole bytes
  private long pending;
  private int pendingBits;

  /** The low bits of a value, at most 40. */
  void bits(long value, int count) {
    pending |= value << pendingBits;
    pendingBits += count;
    while (pendingBits >= 8) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * length);
      }
      bytes[length++] = (byte) pending;
      pending >>>= 8;
      pendingBits -= 8;
    }
  }

  /**
   * A number of at most {@code width} bits in Golomb-Rice code: its high part in unary, its {@code
   * lowBits} as they are.
   */
  void rice(long value, int lowBits, int width) {
    long high = value >>> lowBits;
    if (high >= ESCAPE) {
      bits((1L << ESCAPE) - 1, ESCAPE);
      bits(value, width);
    } else {
      bits((1L << high) - 1, (int) high + 1);
      bits(value & ((1L << lowBits) - 1), lowBits);
    }
  }

  /** A number from 1 on, in Elias' gamma code. */
  void gamma(int value) {
    int low = 31 - Integer.numberOfLeadingZeros(value);
    bits((1L << low) - 1, low + 1);
    bits(value & ((1L << low) - 1), low);
  }

  /** Fills the last byte with zeros; returns how many bytes there are since the last call. */
  int end(Packed into) {
    if (pendingBits > 0) {
      bits(0, 8 - pendingBits);
    }
    int count = length;
    into.raw(bytes, 0, count);
    length = 0;
    return count;
  }
}

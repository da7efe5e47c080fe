package org.bouclier.detect;

import org.bouclier.detect.bytes.Octets;

/**
 * The 64-bit hashes under which indicators are filed.
 *
 * <p>A domain is hashed from its last byte to its first, so the hash of {@code bad.ml} is met on
 * the way to that of {@code a.b.bad.ml}: one pass answers for a name and all its parents. Other
 * keys are hashed forwards, so that the hash of a URL's beginning is met on the way to that of the
 * whole. Each kind starts from its own state: {@code 1.2.3.4} listed as an address is not a domain.
 */
final class Keys {

  static final long MULTIPLIER = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio, odd

  private Keys() {}

  /** The state before the first byte of a key of this kind. */
  static long start(long seed, Tag tag) {
    return finish(seed + (tag.code() + 1) * MULTIPLIER);
  }

  static long step(long state, byte b) {
    return (state ^ b) * MULTIPLIER;
  }

  /** Spreads the state over all 64 bits. */
  static long finish(long state) {
    long mixed = (state ^ state >>> 32) * MULTIPLIER;
    mixed = (mixed ^ mixed >>> 29) * MULTIPLIER;
    return mixed ^ mixed >>> 32;
  }

  static long domain(long start, byte[] name, int from, int to) {
    long state = start;
    for (int i = to - 1; i >= from; i--) {
      state = step(state, Octets.LOWER[name[i] & 0xFF]);
    }
    return finish(state);
  }

  static long forward(long start, byte[] key, int from, int to) {
    long state = start;
    for (int i = from; i < to; i++) {
      state = step(state, key[i]);
    }
    return finish(state);
  }

  static long address4(long start, int address) {
    return finish(start + (address & 0xFFFF_FFFFL) * MULTIPLIER);
  }

  static long block4(long start, int network, int prefix) {
    return finish(start + (((long) prefix << 32) | (network & 0xFFFF_FFFFL)) * MULTIPLIER);
  }
}

package org.bouclier.detect;

import static org.bouclier.detect.bytes.Swar.LONG;

import org.bouclier.detect.bytes.Swar;

/**
 * The 64-bit hashes under which indicators are filed.
 *
 * <p>A domain is hashed from its end, eight bytes at a time, so that the hash of {@code bad.ml} is
 * nearly done on the way to that of {@code a.b.bad.ml}: one pass answers for a name and all its
 * parents.
 *
 * <pre>{@code
 * w w w . m a i l | i n . b a d . m l      words of eight bytes, counted from the end
 *   last(3) -> ^ ^      ^ <- last(6)       at each dot: finish(words so far, rest of the word)
 * }</pre>
 *
 * <p>Other keys are hashed forwards, byte by byte, so that the hash of a URL's beginning is met on
 * the way to that of the whole. Each kind starts from its own state: {@code 1.2.3.4} listed as an
 * address is not a domain.
 */
final class Keys {

  static final long MULTIPLIER = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio, odd

  /** Sets the bit that tells ASCII cases apart; all bytes of a name stay different without it. */
  private static final long CASE = 0x2020_2020_2020_2020L;

  private Keys() {}

  /** The state before the first byte of a key of this kind. */
  static long start(long seed, Tag tag) {
    return finish(seed + (tag.code() + 1) * MULTIPLIER);
  }

  /** The start of every tag, by its code. */
  static long[] starts(long seed) {
    long[] starts = new long[Tag.values().length];
    for (Tag tag : Tag.values()) {
      starts[tag.code()] = start(seed, tag);
    }
    return starts;
  }

  static long step(long state, byte b) {
    return (state ^ b) * MULTIPLIER;
  }

  /** Spreads the state over all 64 bits. */
  static long finish(long state) {
    long mixed = (state ^ (state >>> 32)) * MULTIPLIER;
    mixed = (mixed ^ (mixed >>> 29)) * MULTIPLIER;
    return mixed ^ (mixed >>> 32);
  }

  static long foldWord(long word) {
    return word | CASE;
  }

  static long stepWord(long state, long folded) {
    long mixed = (state ^ folded) * MULTIPLIER;
    return mixed ^ (mixed >>> 29);
  }

  /** The hash of a name whose first bytes are these, at most seven, in the low bits. */
  static long finishWord(long state, long folded) {
    long mixed = (state ^ folded) * MULTIPLIER;
    mixed = (mixed ^ (mixed >>> 32)) * MULTIPLIER;
    return mixed ^ (mixed >>> 29);
  }

  /** The last {@code count} bytes of a word, in the low bits. */
  static long last(long word, int count) {
    return count == 0 ? 0 : word >>> (64 - 8 * count);
  }

  /** The eight bytes before {@code end}; zeros for those before the array. */
  static long wordBefore(byte[] bytes, int end) {
    if (end >= 8) {
      return (long) LONG.get(bytes, end - 8);
    }
    long word = 0;
    for (int i = end - 1; i >= 0; i--) {
      word = (word << 8) | (bytes[i] & 0xFF);
    }
    return end == 0 ? 0 : word << (64 - 8 * end);
  }

  static long domain(long start, byte[] name, int from, int to) {
    long state = start;
    int end = to;
    while (end - 8 >= from) {
      state = stepWord(state, foldWord(wordBefore(name, end)));
      end -= 8;
    }
    return finishWord(state, last(foldWord(wordBefore(name, end)), end - from));
  }

  /** Tells the host of a URL, of which this is the hash, from the last labels of a domain. */
  static long host(long hash) {
    return hash ^ MULTIPLIER;
  }

  /** Takes the hashes of a name's parents. */
  interface Suffixes {

    /** The name's bytes from {@code from} on have this hash, as {@link #domain} computes it. */
    void suffix(long hash, int from);
  }

  /** Hashes a name and all its parents in one pass; but for the last label, which no list has. */
  static void suffixes(long start, byte[] line, int from, int to, Suffixes suffixes) {
    boolean topLevel = true;
    long state = start;
    int end = to;
    while (true) {
      int bytes = Math.min(8, end - from);
      long word = foldWord(wordBefore(line, end));
      for (long dots = dots(word, bytes); dots != 0; topLevel = false) {
        int after = Long.numberOfLeadingZeros(dots) >>> 3; // bytes of the word after its last dot
        if (!topLevel) {
          suffixes.suffix(finishWord(state, last(word, after)), end - after);
        }
        dots &= (1L << (63 - 8 * after)) - 1;
      }
      if (bytes < 8) {
        if (!topLevel) {
          suffixes.suffix(finishWord(state, last(word, bytes)), from);
        }
        return;
      }
      state = stepWord(state, word);
      end -= 8;
    }
  }

  /** The top bit of each dot among the last {@code count} bytes of a word. */
  private static long dots(long word, int count) {
    return Swar.equal(word, Swar.DOTS) & (count == 8 ? -1L : ~(-1L >>> (8 * count)));
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

package org.bouclier.detect;

/**
 * Says "surely not" about most keys that were never added, with one read of memory.
 *
 * <p>A Bloom filter whose keys each live in one 64-bit word: the word is chosen by the low bits of
 * the key's hash, four bits inside it by the high bits. At 16 bits a key about one absent key in
 * 200 passes, at 8 bits one in 25, and then costs a probe of the real table; two or more words a
 * key would let fewer pass and make all the others slower.
 *
 * <p>Bits are only ever set. A reader that uses an older snapshot of the indicators while a writer
 * adds keys sees a few more false candidates, never a missing one, so snapshots may share a filter.
 */
final class WordFilter {

  private final long[] words;
  private final int mask;
  private final int capacity;
  private int added;

  /** A filter for so many keys; the bits for each are rounded up to a power of two in all. */
  WordFilter(int keys, int bitsPerKey) {
    this.capacity = keys;
    long bits = Math.max(4_096, (long) keys * bitsPerKey);
    int length = Integer.highestOneBit((int) (bits / 64 - 1)) << 1;
    this.words = new long[length];
    this.mask = length - 1;
  }

  /** Whether the key may have been added. */
  boolean mayHold(long hash) {
    long bits = bits(hash);
    return (words[(int) hash & mask] & bits) == bits;
  }

  synchronized void add(long hash) {
    long bits = bits(hash);
    int word = (int) hash & mask;
    if ((words[word] & bits) != bits) {
      words[word] |= bits;
      added++;
    }
  }

  /** Whether so many keys came and went since it was built that too few absent ones are stopped. */
  synchronized boolean isWorn() {
    return added > capacity + (capacity >> 1);
  }

  private static long bits(long hash) {
    return 1L << (hash >>> 58) | 1L << (hash >>> 52) | 1L << (hash >>> 46) | 1L << (hash >>> 40);
  }

  long sizeBytes() {
    return 8L * words.length;
  }
}

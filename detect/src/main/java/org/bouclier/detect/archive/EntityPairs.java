package org.bouclier.detect.archive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Collects (entity, page) pairs in the order of pages and gives them back in the order of entities,
 * each once. What is collected is sorted half a million at a time and kept as differences, about
 * four bytes a pair, so that a segment of a gigabyte costs some thirty megabytes and not ten times
 * that. One thread at a time.
 */
final class EntityPairs {

  /** High bits of an entity's hash that are kept. */
  static final int KEY_BITS = 40;

  /** Bits of a page's number. */
  static final int PAGE_BITS = 23;

  /** Above this, a segment is sealed whatever its size: lines made of dots must not fill memory. */
  static final int MAX_PAIRS = 32 << 20;

  private static final int BATCH = 1 << 19;
  private static final int RECENT = 1 << 12;

  private final long[] batch = new long[BATCH];
  private final long[] recent = new long[RECENT];
  private final List<byte[]> sorted = new ArrayList<>();
  private final Packed packing = new Packed();
  private int inBatch;
  private long size;
  private long page;

  EntityPairs() {
    Arrays.fill(recent, -1);
  }

  /** The high bits of a hash: what the index knows of an entity. */
  static long key(long hash) {
    return hash >>> (64 - KEY_BITS);
  }

  /** The page of the entities that follow. */
  void page(int number) {
    page = number;
  }

  void add(long hash) {
    long pair = key(hash) << PAGE_BITS | page;
    int slot = (int) (hash >>> 52);
    if (recent[slot] != pair) { // most repetitions follow each other
      recent[slot] = pair;
      if (inBatch == BATCH) {
        sort();
      }
      batch[inBatch++] = pair;
      size++;
    }
  }

  /** Whether no more pairs should come. */
  boolean isFull() {
    return size >= MAX_PAIRS;
  }

  private void sort() {
    Arrays.sort(batch, 0, inBatch);
    packing.clear();
    long last = -1;
    for (int i = 0; i < inBatch; i++) {
      if (batch[i] != last) {
        packing.number(batch[i] - Math.max(last, 0));
        last = batch[i];
      }
    }
    sorted.add(packing.toArray());
    inBatch = 0;
  }

  /** Gives all pairs to an index; nothing may be added afterwards. */
  void drainTo(EntityIndexWriter index) {
    sort();
    var queue = new PriorityQueue<Cursor>();
    for (byte[] batchBytes : sorted) {
      var cursor = new Cursor(batchBytes);
      if (cursor.next()) {
        queue.add(cursor);
      }
    }
    long last = -1;
    while (!queue.isEmpty()) {
      Cursor cursor = queue.remove();
      long bound = queue.isEmpty() ? Long.MAX_VALUE : queue.element().pair;
      boolean more = true;
      while (more && cursor.pair <= bound) {
        if (cursor.pair != last) {
          last = cursor.pair;
          index.add(last >>> PAGE_BITS, (int) (last & ((1L << PAGE_BITS) - 1)));
        }
        more = cursor.next();
      }
      if (more) {
        queue.add(cursor);
      }
    }
  }

  /** One sorted batch while it is merged. */
  private static final class Cursor implements Comparable<Cursor> {

    private final byte[] bytes;
    private int at;
    private long pair;

    Cursor(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean next() {
      if (at == bytes.length) {
        return false;
      }
      long step = 0;
      int shift = 0;
      byte b;
      do {
        b = bytes[at++];
        step |= (b & 127L) << shift;
        shift += 7;
      } while (b < 0);
      pair += step;
      return true;
    }

    @Override
    public int compareTo(Cursor other) {
      return Long.compare(pair, other.pair);
    }
  }
}

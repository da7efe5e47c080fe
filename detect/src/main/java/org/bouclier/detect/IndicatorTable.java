package org.bouclier.detect;

import java.util.Arrays;
import org.bouclier.detect.bytes.Octets;
import org.jspecify.annotations.Nullable;

/**
 * The exact table behind the filter: every key's bytes, and a hash table that leads to them.
 *
 * <pre>{@code
 * slots    long[2^n]  fingerprint (high 32 bits of the hash) | entry + 1; 0 = free; linear probing
 * offsets  int[]      entry -> where its key starts in the arena
 * ids      long[]     entry -> the caller's number
 * next     int[]      entry -> the entry filed before it under the same key, or -1
 * arena    byte[]     tag and flags | length, 7 bits a byte, low bits first | key bytes
 * }</pre>
 *
 * <p>That is 24 to 36 bytes an indicator beside its own bytes. A fingerprint that fits is a
 * candidate; the bytes decide, so a hit is never a collision. Immutable once built.
 */
final class IndicatorTable {

  private static final int HTTPS = 0x40;

  private final long[] slots;
  private final int[] offsets;
  private final long[] ids;
  private int @Nullable [] next; // absent as long as no key has two entries
  private final byte[] arena;
  private final int size;

  IndicatorTable(long[] hashes, int[] offsets, long[] ids, byte[] arena, int size) {
    this.size = size;
    this.offsets = offsets;
    this.ids = ids;
    this.arena = arena;
    this.slots =
        new long[Math.max(2, Integer.highestOneBit(Math.max(2, size + size / 2) - 1) << 1)];
    for (int entry = 0; entry < size; entry++) {
      file(hashes[entry], entry);
    }
  }

  private void file(long hash, int entry) {
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0) {
      int other = (int) slots[slot] - 1;
      if (slots[slot] >>> 32 == hash >>> 32 && sameKey(other, entry)) {
        link(entry, other);
        break;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = (hash & 0xFFFF_FFFF_0000_0000L) | (entry + 1);
  }

  private void link(int entry, int other) {
    if (next == null) {
      next = new int[size];
      Arrays.fill(next, -1);
    }
    next[entry] = other;
  }

  private boolean sameKey(int one, int other) {
    int a = offsets[one];
    int b = offsets[other];
    int aFrom = keyFrom(a);
    int bFrom = keyFrom(b);
    return ((arena[a] ^ arena[b]) & ~HTTPS) == 0
        && Arrays.equals(arena, aFrom, aFrom + keyLength(a), arena, bFrom, bFrom + keyLength(b));
  }

  /**
   * Finds a key.
   *
   * @return the last entry filed under it, or -1; {@link #next} leads to the others
   */
  int find(Tag tag, long hash, byte[] key, int from, int to) {
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0) {
      if (slots[slot] >>> 32 == hash >>> 32) {
        int entry = (int) slots[slot] - 1;
        if (matches(offsets[entry], tag, key, from, to)) {
          return entry;
        }
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  private boolean matches(int offset, Tag tag, byte[] key, int from, int to) {
    if ((arena[offset] & ~HTTPS) != tag.code() || keyLength(offset) != to - from) {
      return false;
    }
    int stored = keyFrom(offset);
    if (tag != Tag.DOMAIN && tag != Tag.EMAIL && tag != Tag.FILE_NAME) {
      return Arrays.equals(arena, stored, stored + to - from, key, from, to);
    }
    for (int i = from; i < to; i++) {
      if (arena[stored++] != Octets.LOWER[key[i] & 0xFF]) {
        return false;
      }
    }
    return true;
  }

  private int keyLength(int offset) {
    int low = arena[offset + 1];
    return low >= 0 ? low : (low & 127) | (arena[offset + 2] << 7);
  }

  private int keyFrom(int offset) {
    return offset + (arena[offset + 1] >= 0 ? 2 : 3);
  }

  /** The entry filed under the same key before this one, or -1. */
  int next(int entry) {
    return next == null ? -1 : next[entry];
  }

  long id(int entry) {
    return ids[entry];
  }

  int size() {
    return size;
  }

  /** The key of an entry, read back from the arena. */
  IndicatorKey key(int entry) {
    int offset = offsets[entry];
    int from = keyFrom(offset);
    return new IndicatorKey(
        Tag.of(arena[offset] & ~HTTPS),
        (arena[offset] & HTTPS) != 0,
        Arrays.copyOfRange(arena, from, from + keyLength(offset)));
  }

  /** Tells a shape and a filter of every key. */
  void describe(long seed, IndicatorShape shape, WordFilter surroundings) {
    long domainStart = Keys.start(seed, Tag.DOMAIN);
    for (int entry = 0; entry < size; entry++) {
      int offset = offsets[entry];
      Tag tag = Tag.of(arena[offset] & ~HTTPS);
      int from = keyFrom(offset);
      int to = from + keyLength(offset);
      shape.add(tag, arena, from, to);
      if (tag == Tag.DOMAIN) {
        surroundings.add(Keys.domain(domainStart, arena, lastLabels(from, to), to));
      } else if (tag == Tag.PORT4) {
        surroundings.add(Keys.address4(Keys.start(seed, tag), IndicatorKey.int32(arena, from)));
      } else if (tag == Tag.PORT6) {
        surroundings.add(Keys.forward(Keys.start(seed, tag), arena, from, from + 16));
      } else if (tag == Tag.URL || tag == Tag.HOST_PATH) {
        int hostFrom = UrlText.hostFrom(arena, from, to);
        int hostTo = UrlText.hostTo(arena, hostFrom, to);
        surroundings.add(Keys.host(Keys.domain(domainStart, arena, hostFrom, hostTo)));
      }
    }
  }

  /** Where the last two labels of a name start. */
  private int lastLabels(int from, int to) {
    int start = to;
    for (int dots = 0; start > from && (arena[start - 1] != '.' || ++dots < 2); start--) {
      // to the first byte after the last dot but one
    }
    return start;
  }

  long sizeBytes() {
    return 8L * slots.length + 12L * size + arena.length + (next == null ? 0 : 4L * size);
  }

  /**
   * Writes an arena entry's head.
   *
   * @return where the key's bytes go
   */
  static int writeHead(byte[] arena, int offset, Tag tag, boolean https, int length) {
    arena[offset] = (byte) (tag.code() | (https ? HTTPS : 0));
    if (length < 128) {
      arena[offset + 1] = (byte) length;
      return offset + 2;
    }
    arena[offset + 1] = (byte) ((length & 127) | 128);
    arena[offset + 2] = (byte) (length >>> 7);
    return offset + 3;
  }
}

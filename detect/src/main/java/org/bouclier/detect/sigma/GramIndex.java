package org.bouclier.detect.sigma;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouclier.detect.sigma.ValueTest.Anchor;
import org.jspecify.annotations.Nullable;

/**
 * Finds which of many literals a value contains, in one pass over the value.
 *
 * <p>Each literal is filed under four of its bytes, those that the fewest literals share. At every
 * position of the value its four bytes are looked up in a table of bits, which nearly always ends
 * the matter; what passes is compared as a whole. The table takes 8 KB and stays in the nearest
 * cache. An automaton over all literals would read each byte once too, but its states would not
 * stay there.
 *
 * <p>Literals of less than four bytes are few and are searched one by one. Immutable.
 */
final class GramIndex {

  private static final int GRAM = 4;
  private static final int BITS = 16;
  private static final int MULTIPLIER = 0x9E3779B1;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final long[] bits = new long[1 << (BITS - 6)];
  private final int[] grams; // open addressing; the entry list of a gram is in heads
  private final int[] heads; // entry + 1; 0 = free
  private final Entry[] entries;
  private final Entry[] shorts;

  /** One literal. */
  private static final class Entry {
    private final byte[] bytes;
    private final Anchor anchor;
    private final int[] rules;
    private int offset; // of the gram in the bytes
    private int next = -1; // entry under the same gram

    private Entry(byte[] bytes, Anchor anchor, int[] rules) {
      this.bytes = bytes;
      this.anchor = anchor;
      this.rules = rules;
    }

    private boolean isAt(byte[] value, int at, int from, int to) {
      int end = at + bytes.length;
      return at >= from
          && end <= to
          && (anchor != Anchor.PREFIX || at == from)
          && (anchor != Anchor.SUFFIX || end == to)
          && Arrays.equals(value, at, end, bytes, 0, bytes.length);
    }
  }

  /**
   * @param literals what to find, each with the numbers of its rules
   */
  GramIndex(Map<Key, int[]> literals) {
    List<Entry> filed = new ArrayList<>();
    List<Entry> few = new ArrayList<>();
    Map<Integer, Integer> shared = new HashMap<>();
    literals.forEach((key, rules) -> {
      var entry = new Entry(key.bytes, key.anchor, rules);
      (key.bytes.length < GRAM ? few : filed).add(entry);
      for (int i = 0; i + GRAM <= key.bytes.length; i++) {
        shared.merge((int) INT.get(key.bytes, i), 1, Integer::sum);
      }
    });
    entries = filed.toArray(new Entry[0]);
    shorts = few.toArray(new Entry[0]);
    int capacity = Integer.highestOneBit(Math.max(2, 2 * entries.length) - 1) << 1;
    grams = new int[capacity];
    heads = new int[capacity];
    for (int i = 0; i < entries.length; i++) {
      file(i, shared);
    }
  }

  private void file(int index, Map<Integer, Integer> shared) {
    Entry entry = entries[index];
    int fewest = Integer.MAX_VALUE;
    for (int i = 0; i + GRAM <= entry.bytes.length; i++) {
      int others = shared.getOrDefault((int) INT.get(entry.bytes, i), 0);
      if (others < fewest) {
        fewest = others;
        entry.offset = i;
      }
    }
    int gram = (int) INT.get(entry.bytes, entry.offset);
    int hash = gram * MULTIPLIER;
    int bit = hash >>> (32 - BITS);
    bits[bit >>> 6] |= 1L << bit;
    int at = slot(gram);
    entry.next = heads[at] - 1;
    grams[at] = gram;
    heads[at] = index + 1;
  }

  private int slot(int gram) {
    int mask = heads.length - 1;
    int at = ((gram * MULTIPLIER) >>> 7) & mask;
    while (heads[at] != 0 && grams[at] != gram) {
      at = (at + 1) & mask;
    }
    return at;
  }

  /** Adds the rules of every literal that the value has, where it must have it. */
  void find(byte[] value, int from, int to, Candidates candidates) {
    long[] table = bits;
    for (int i = from; i <= to - GRAM; i++) {
      int gram = (int) INT.get(value, i);
      int bit = (gram * MULTIPLIER) >>> (32 - BITS);
      if ((table[bit >>> 6] & (1L << bit)) != 0) {
        compare(gram, value, i, from, to, candidates);
      }
    }
    for (Entry entry : shorts) {
      if (hasShort(entry, value, from, to)) {
        candidates.add(entry.rules);
      }
    }
  }

  private void compare(int gram, byte[] value, int at, int from, int to, Candidates candidates) {
    for (int next = heads[slot(gram)] - 1; next >= 0; next = entries[next].next) {
      Entry entry = entries[next];
      if (entry.isAt(value, at - entry.offset, from, to)) {
        candidates.add(entry.rules);
      }
    }
  }

  private static boolean hasShort(Entry entry, byte[] value, int from, int to) {
    return switch (entry.anchor) {
      case PREFIX -> entry.isAt(value, from, from, to);
      case SUFFIX -> entry.isAt(value, to - entry.bytes.length, from, to);
      default -> TextTest.indexOf(value, from, to, entry.bytes) >= 0;
    };
  }

  /** A literal, as long as the index is prepared. */
  static final class Key {
    private final byte[] bytes;
    private final Anchor anchor;

    Key(byte[] bytes, Anchor anchor) {
      this.bytes = bytes;
      this.anchor = anchor;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && anchor == key.anchor && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(bytes) + anchor.hashCode();
    }
  }
}

package org.bouclier.detect.sigma;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.bouclier.detect.sigma.ValueTest.Anchor;
import org.jspecify.annotations.Nullable;

/**
 * Finds which of many literals a value contains, in one pass over the value.
 *
 * <p>Each literal is filed under four of its bytes, those that the fewest literals share. At every
 * position of the value its four bytes are looked up in a table of bits, which nearly always ends
 * the matter; what passes is compared as a whole. The table takes 8 KB at most and stays in the
 * nearest cache. An automaton over all literals would read each byte once too, but its states would
 * not stay there.
 *
 * <p>A few literals, all of seven bytes or more, are each filed under four grams that follow each
 * other: one of them is met if every fourth position is looked at. With many, the grams that values
 * share with them would cost more than the positions do.
 *
 * <p>Literals of two or three bytes are filed in the same way under their first two. Single bytes
 * are few and are searched one by one. Immutable.
 */
final class GramIndex {

  private static final int MAX_BITS = 16;
  private static final int STEP = 4;
  private static final int FEW = 64;
  private static final int MULTIPLIER = 0x9E3779B1;
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final Table fours;
  private final int step; // positions from one look to the next
  private final Table pairs;
  private final Entry[] singles;

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

    /** The same literal under another of its grams. */
    private Entry at(int otherOffset) {
      var other = new Entry(bytes, anchor, rules);
      other.offset = otherOffset;
      return other;
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
    List<Entry> longs = new ArrayList<>();
    List<Entry> shorts = new ArrayList<>();
    List<Entry> bytes = new ArrayList<>();
    Map<Long, Integer> shared = new HashMap<>();
    literals.forEach((key, rules) -> {
      int length = key.bytes.length;
      (length >= 4 ? longs : length >= 2 ? shorts : bytes)
          .add(new Entry(key.bytes, key.anchor, rules));
      for (int i = 0; i + 4 <= length; i++) {
        shared.merge(spread((int) INT.get(key.bytes, i)), 1, Integer::sum);
      }
    });
    boolean steps =
        longs.size() <= FEW && longs.stream().allMatch(entry -> entry.bytes.length >= STEP + 3);
    step = steps ? STEP : 1;
    for (Entry entry : List.copyOf(longs)) {
      entry.offset = rarest(entry.bytes, step, shared);
      for (int i = 1; i < step; i++) {
        longs.add(entry.at(entry.offset + i));
      }
    }
    fours = new Table(longs, entry -> (int) INT.get(entry.bytes, entry.offset));
    pairs = new Table(shorts, entry -> (short) SHORT.get(entry.bytes, 0));
    singles = bytes.toArray(new Entry[0]);
  }

  /** Where so many grams in a row begin that the fewest literals share. */
  private static int rarest(byte[] bytes, int row, Map<Long, Integer> shared) {
    int fewest = Integer.MAX_VALUE;
    int offset = 0;
    for (int i = 0; i + row + 3 <= bytes.length; i++) {
      int others = 0;
      for (int j = i; j < i + row; j++) {
        others += shared.getOrDefault(spread((int) INT.get(bytes, j)), 0);
      }
      if (others < fewest) {
        fewest = others;
        offset = i;
      }
    }
    return offset;
  }

  /** Grams of text differ in few bits, and would share the buckets of a hash map. */
  private static long spread(int gram) {
    return (gram & 0xFFFF_FFFFL) * 0x9E37_79B9_7F4A_7C15L;
  }

  /** Adds the rules of every literal that the value has, where it must have it. */
  void find(byte[] value, int from, int to, Candidates candidates) {
    if (fours.entries.length > 0) {
      long[] bits = fours.bits;
      int shift = fours.bitShift;
      for (int i = from; i <= to - 4; i += step) {
        int gram = (int) INT.get(value, i);
        int bit = (gram * MULTIPLIER) >>> shift;
        if ((bits[bit >>> 6] & (1L << bit)) != 0) {
          fours.compare(gram, value, i, from, to, candidates);
        }
      }
    }
    if (pairs.entries.length > 0) {
      long[] bits = pairs.bits;
      int shift = pairs.bitShift;
      for (int i = from; i <= to - 2; i++) {
        int gram = (short) SHORT.get(value, i);
        int bit = (gram * MULTIPLIER) >>> shift;
        if ((bits[bit >>> 6] & (1L << bit)) != 0) {
          pairs.compare(gram, value, i, from, to, candidates);
        }
      }
    }
    for (Entry entry : singles) {
      boolean found =
          switch (entry.anchor) {
            case PREFIX -> entry.isAt(value, from, from, to);
            case SUFFIX -> entry.isAt(value, to - 1, from, to);
            default -> TextTest.indexOf(value, from, to, entry.bytes) >= 0;
          };
      if (found) {
        candidates.add(entry.rules);
      }
    }
  }

  /** Entries by a few of their bytes: bits first, then open addressing, then a list. */
  private static final class Table {
    private final long[] bits;
    private final int bitShift;
    private final int[] grams;
    private final int[] heads; // first entry of the gram + 1; 0 = free
    private final int shift;
    private final Entry[] entries;

    private Table(List<Entry> filed, ToIntFunction<Entry> gramOf) {
      entries = filed.toArray(new Entry[0]);
      int capacity = Integer.highestOneBit(Math.max(2, 2 * entries.length) - 1) << 1;
      grams = new int[capacity];
      heads = new int[capacity];
      shift = Integer.numberOfLeadingZeros(capacity - 1);
      int log = 32 - Integer.numberOfLeadingZeros(32 * capacity - 1); // one bit in 64 is set
      bitShift = 32 - Math.min(MAX_BITS, log);
      bits = new long[1 << (Math.min(MAX_BITS, log) - 6)];
      for (int i = 0; i < entries.length; i++) {
        int gram = gramOf.applyAsInt(entries[i]);
        int bit = (gram * MULTIPLIER) >>> bitShift;
        bits[bit >>> 6] |= 1L << bit;
        int at = slot(gram);
        entries[i].next = heads[at] - 1;
        grams[at] = gram;
        heads[at] = i + 1;
      }
    }

    private int slot(int gram) {
      int mask = heads.length - 1;
      int at = (gram * MULTIPLIER) >>> shift;
      while (heads[at] != 0 && grams[at] != gram) {
        at = (at + 1) & mask;
      }
      return at;
    }

    private void compare(int gram, byte[] value, int at, int from, int to, Candidates candidates) {
      for (int next = heads[slot(gram)] - 1; next >= 0; next = entries[next].next) {
        Entry entry = entries[next];
        if (entry.isAt(value, at - entry.offset, from, to)) {
          candidates.add(entry.rules);
        }
      }
    }
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

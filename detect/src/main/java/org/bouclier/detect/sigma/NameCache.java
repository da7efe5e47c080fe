package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Remembers, for each name seen in events, the numbers of the rules' fields it stands for: logs
 * repeat few names, and finding out takes strings. Bounded: when it is full it starts anew, so an
 * event with invented names costs time, not memory. One thread at a time.
 */
final class NameCache {

  private static final int CAPACITY = 1 << 12;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int[] NONE = new int[0];

  private final FieldNames rulesNames;
  private final FieldTable table;
  private final byte[][] names = new byte[CAPACITY][];
  private final int[][] slots = new int[CAPACITY][];
  private int used;

  NameCache(FieldNames rulesNames, FieldTable table) {
    this.rulesNames = rulesNames;
    this.table = table;
  }

  /** The numbers of the fields that a name stands for; not to be changed. */
  int[] slots(byte[] name, int from, int to) {
    int at = (int) (hash(name, from, to) >>> 52);
    while (names[at] != null) {
      if (Arrays.equals(names[at], 0, names[at].length, name, from, to)) {
        return slots[at];
      }
      at = (at + 1) & (CAPACITY - 1);
    }
    return add(name, from, to, at);
  }

  private int[] add(byte[] name, int from, int to, int free) {
    int at = free;
    if (used == CAPACITY / 2) {
      Arrays.fill(names, null);
      used = 0;
      at = (int) (hash(name, from, to) >>> 52);
    }
    int[] known = table.known(rulesNames.of(new String(name, from, to - from, UTF_8)));
    names[at] = Arrays.copyOfRange(name, from, to);
    slots[at] = known.length == 0 ? NONE : known;
    used++;
    return slots[at];
  }

  private static long hash(byte[] name, int from, int to) {
    long hash = (long) to - from;
    int i = from;
    while (i + 8 <= to) {
      hash = (hash ^ (long) LONG.get(name, i)) * MULTIPLIER;
      hash ^= hash >>> 32;
      i += 8;
    }
    while (i < to) {
      hash = (hash ^ name[i++]) * MULTIPLIER;
    }
    return (hash ^ (hash >>> 29)) * MULTIPLIER;
  }
}

package org.bouclier.detect.sigma;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts different values: a multiset, in which each value knows how many events of the window have
 * it. Few values are found by looking at the window; a table comes with the ninth event, since most
 * groups never have so many.
 *
 * <p>The table is open addressing, at most half full. A value that no event has any more stays in
 * it until it is full, and is left out when it is made anew: values mostly come back, and to look
 * one up only to take it out would cost as much as all the rest.
 */
final class ValueTally extends Tally {

  private static final int FEW = 8;

  private @Nullable Distinct @Nullable [] table;
  private int used; // slots of the table, by values that events have or had
  private int distinct;

  /** A value, shared by the events that have it. */
  static final class Distinct {
    private final byte[] bytes;
    private final int hash;
    private int events;

    private Distinct(GroupKey key) {
      this.bytes = key.bytes();
      this.hash = key.hashCode();
    }

    private boolean is(GroupKey key) {
      return hash == key.hashCode() && Arrays.equals(bytes, key.bytes());
    }

    GroupKey key() {
      return new GroupKey(bytes);
    }
  }

  @Override
  Distinct kept(@Nullable Object value, Window window) {
    if (!(value instanceof GroupKey key)) {
      throw new IllegalStateException("a value is counted: " + value);
    }
    if (table == null && window.size() < FEW) {
      for (int i = 0; i < window.size(); i++) {
        if (window.value(i) instanceof Distinct one && one.is(key)) {
          return one;
        }
      }
      return new Distinct(key);
    }
    if (table == null || 2 * used >= table.length) {
      table = made(window);
    }
    int at = place(table, key);
    Distinct known = table[at];
    if (known == null) {
      known = new Distinct(key);
      table[at] = known;
      used++;
    }
    return known;
  }

  /** A table of the window's values, with room for as many again. */
  private @Nullable Distinct[] made(Window window) {
    var made = new @Nullable Distinct[Integer.highestOneBit(4 * Math.max(FEW, distinct)) << 1];
    used = 0;
    for (int i = 0; i < window.size(); i++) {
      if (window.value(i) instanceof Distinct one) {
        int at = place(made, one.key());
        if (made[at] == null) {
          made[at] = one;
          used++;
        }
      }
    }
    return made;
  }

  /** Where a value is, or would be. */
  private static int place(@Nullable Distinct[] table, GroupKey key) {
    int mask = table.length - 1;
    int at = key.hashCode() & mask;
    Distinct one;
    while ((one = table[at]) != null && !one.is(key)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  @Override
  void add(Window window, int leg, @Nullable Object kept, boolean last) {
    if (kept instanceof Distinct one && one.events++ == 0) {
      distinct++;
    }
  }

  @Override
  void remove(int leg, @Nullable Object kept) {
    if (kept instanceof Distinct one && --one.events == 0) {
      distinct--;
    }
  }

  @Override
  boolean holds(Bounds bounds, Window window) {
    return bounds.hold(distinct);
  }

  @Override
  BigDecimal measure(Window window) {
    return BigDecimal.valueOf(distinct);
  }
}

package org.bouclier.detect.sigma;

import java.math.BigDecimal;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts different values: a multiset, in which each value knows how many events of the window have
 * it. Few values are found by looking at the window; a map comes with the ninth event, since most
 * groups never have so many.
 */
final class ValueTally extends Tally {

  private static final int FEW = 8;

  private @Nullable HashMap<GroupKey, Distinct> known;
  private int distinct;

  /** A value, shared by the events that have it. */
  static final class Distinct {
    private final GroupKey key;
    private int events;

    private Distinct(GroupKey key) {
      this.key = key;
    }

    GroupKey key() {
      return key;
    }
  }

  @Override
  Distinct kept(@Nullable Object value, Window window) {
    if (!(value instanceof GroupKey key)) {
      throw new IllegalStateException("a value is counted: " + value);
    }
    if (known == null && window.size() < FEW) {
      for (int i = 0; i < window.size(); i++) {
        if (window.value(i) instanceof Distinct one && one.key.equals(key)) {
          return one;
        }
      }
      return new Distinct(key);
    }
    HashMap<GroupKey, Distinct> map = known;
    if (map == null) {
      map = new HashMap<>(4 * FEW);
      for (int i = 0; i < window.size(); i++) {
        if (window.value(i) instanceof Distinct one) {
          map.put(one.key, one);
        }
      }
      known = map;
    }
    return map.computeIfAbsent(key, Distinct::new);
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
      if (known != null) {
        known.remove(one.key);
        if (known.isEmpty()) {
          known = null;
        }
      }
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

package org.bouclier.detect.sigma;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Counts the rules by which events came. */
final class RuleTally extends Tally {

  private final int[] events; // by leg
  private int occurring;

  RuleTally(int legs) {
    this.events = new int[legs];
  }

  @Override
  void add(Window window, int leg, @Nullable Object kept, boolean last) {
    if (events[leg]++ == 0) {
      occurring++;
    }
  }

  @Override
  void remove(int leg, @Nullable Object kept) {
    if (--events[leg] == 0) {
      occurring--;
    }
  }

  @Override
  boolean holds(Bounds bounds, Window window) {
    return bounds.hold(occurring);
  }

  @Override
  BigDecimal measure(Window window) {
    return BigDecimal.valueOf(occurring);
  }
}

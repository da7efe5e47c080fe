package org.bouclier.detect.sigma;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts the rules that occurred one after the other, in their order: the longest such row that
 * begins within the window.
 *
 * <p>For each length and each rule it keeps when the row that begins last began, of all rows of
 * that length which end by that rule. An event by rule {@code r} continues the rows that end by an
 * earlier rule:
 *
 * <pre>{@code
 * start[1][r] = time of the event
 * start[n][r] = max(start[n][r], max over e < r of start[n - 1][e])
 * }</pre>
 *
 * <p>A row that began later outlives one that began earlier, so nothing need be undone when events
 * leave the window. Events of the same time have no order: each may come before the other. An event
 * that comes late may stand between others, and all is computed again.
 */
final class OrderTally extends Tally {

  private static final long NEVER = Long.MIN_VALUE;

  private final int legs;
  private final long spanMillis;
  private final long[] start; // [length - 1][leg]
  private long now = NEVER;
  private long legsNow; // those that occurred at the newest time, a bit each

  OrderTally(int legs, long spanMillis) {
    this.legs = legs;
    this.spanMillis = spanMillis;
    this.start = new long[legs * legs];
    Arrays.fill(start, NEVER);
  }

  @Override
  void add(Window window, int leg, @Nullable Object kept, boolean last) {
    if (last) {
      append(window.newest(), leg);
      return;
    }
    Arrays.fill(start, NEVER);
    now = NEVER;
    for (int i = 0; i < window.size(); i++) {
      append(window.time(i), window.leg(i));
    }
  }

  private void append(long time, int leg) {
    if (time != now) {
      now = time;
      legsNow = 0;
    }
    legsNow |= 1L << leg;
    for (int one = leg; one < legs; one++) {
      if ((legsNow & 1L << one) != 0) {
        extend(time, one);
      }
    }
  }

  private void extend(long time, int leg) {
    start[leg] = Math.max(start[leg], time);
    for (int length = 1; length <= leg; length++) {
      long best = start[length * legs + leg];
      for (int before = 0; before < leg; before++) {
        best = Math.max(best, start[(length - 1) * legs + before]);
      }
      start[length * legs + leg] = best;
    }
  }

  @Override
  void remove(int leg, @Nullable Object kept) {}

  private int longest(Window window) {
    long oldest = window.newest() - spanMillis;
    for (int length = legs; length > 1; length--) {
      for (int leg = length - 1; leg < legs; leg++) {
        if (start[(length - 1) * legs + leg] >= oldest) {
          return length;
        }
      }
    }
    return 1; // the newest event by itself
  }

  @Override
  boolean holds(Bounds bounds, Window window) {
    return bounds.hold(longest(window));
  }

  @Override
  BigDecimal measure(Window window) {
    return BigDecimal.valueOf(longest(window));
  }
}

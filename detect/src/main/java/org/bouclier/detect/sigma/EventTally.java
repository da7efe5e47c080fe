package org.bouclier.detect.sigma;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Counts events: the window does. */
final class EventTally extends Tally {

  static final EventTally INSTANCE = new EventTally();

  private EventTally() {}

  @Override
  void add(Window window, int leg, @Nullable Object kept, boolean last) {}

  @Override
  void remove(int leg, @Nullable Object kept) {}

  @Override
  boolean holds(Bounds bounds, Window window) {
    return bounds.hold(window.size());
  }

  @Override
  BigDecimal measure(Window window) {
    return BigDecimal.valueOf(window.size());
  }
}

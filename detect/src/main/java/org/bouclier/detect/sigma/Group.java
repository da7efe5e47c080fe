package org.bouclier.detect.sigma;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The events of one correlation that have the same values in its {@code group-by}. One thread at a
 * time.
 */
final class Group {

  private final Correlation correlation;
  private final Window window = new Window();
  private final Tally tally;

  // Whether the condition held at the last event, and when that was last told.
  boolean holding;
  long toldAt;

  Group(Correlation correlation) {
    this.correlation = correlation;
    this.tally = Tally.of(correlation);
  }

  Correlation correlation() {
    return correlation;
  }

  Window window() {
    return window;
  }

  /** Start of the window that ends by the newest event; the window is not empty. */
  long oldestAllowed() {
    return window.newest() - correlation.spanMillis();
  }

  void add(long time, long reference, int leg, @Nullable Object value) {
    Object kept = tally.kept(value, window);
    boolean last = window.add(time, reference, leg, kept);
    tally.add(window, leg, kept, last);
  }

  /** Removes what the window has passed, and what is more than so many events. */
  int trim(int most) {
    long oldest = oldestAllowed();
    while (window.time(0) < oldest) {
      removeFirst();
    }
    int evicted = 0;
    while (window.size() > most) {
      removeFirst();
      evicted++;
    }
    return evicted;
  }

  void removeFirst() {
    int leg = window.leg(0);
    Object kept = window.value(0);
    window.removeFirst();
    tally.remove(leg, kept);
  }

  boolean holds() {
    return tally.holds(correlation.bounds(), window);
  }

  BigDecimal measure() {
    return tally.measure(window);
  }
}

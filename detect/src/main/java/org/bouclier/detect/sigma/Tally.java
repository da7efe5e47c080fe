package org.bouclier.detect.sigma;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What one group has measured, kept up as events come and go: no event costs a look at the others,
 * but for one that comes out of order where order is what is measured. One thread at a time.
 */
abstract sealed class Tally permits EventTally, ValueTally, RuleTally, OrderTally, NumberTally {

  /** A tally of what a correlation measures. */
  static Tally of(Correlation correlation) {
    return switch (correlation.type()) {
      case EVENT_COUNT -> EventTally.INSTANCE;
      case VALUE_COUNT -> new ValueTally();
      case TEMPORAL -> new RuleTally(correlation.legs().size());
      case TEMPORAL_ORDERED -> new OrderTally(correlation.legs().size(), correlation.spanMillis());
      case VALUE_SUM, VALUE_AVG, VALUE_PERCENTILE ->
          NumberTally.of(correlation.type(), correlation.percentile());
    };
  }

  /** What is kept with an event for a measured value: perhaps one shared with others. */
  @Nullable Object kept(@Nullable Object value, Window window) {
    return value;
  }

  /** Takes in an event that was added to the window. */
  abstract void add(Window window, int leg, @Nullable Object kept, boolean last);

  /** Takes out an event that was the window's oldest. */
  abstract void remove(int leg, @Nullable Object kept);

  /** Whether what is measured satisfies the condition; the window is not empty. */
  abstract boolean holds(Bounds bounds, Window window);

  /** What is measured. */
  abstract BigDecimal measure(Window window);
}

package org.bouclier.detect.sigma;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sums numbers, or keeps them sorted. Decimals, so that adding and taking away a million times
 * leaves no error: a sum of doubles would drift, and depend on the order of events.
 */
abstract sealed class NumberTally extends Tally {

  static NumberTally of(CorrelationType type, BigDecimal percentile) {
    return switch (type) {
      case VALUE_SUM -> new Sum(false);
      case VALUE_AVG -> new Sum(true);
      case VALUE_PERCENTILE -> new Rank(percentile);
      default -> throw new IllegalArgumentException(type.word());
    };
  }

  private static BigDecimal number(@Nullable Object kept) {
    if (kept instanceof BigDecimal number) {
      return number;
    }
    throw new IllegalStateException("a number is measured: " + kept);
  }

  /** The sum, or the mean. */
  private static final class Sum extends NumberTally {
    private final boolean mean;
    private BigDecimal sum = BigDecimal.ZERO;

    Sum(boolean mean) {
      this.mean = mean;
    }

    @Override
    void add(Window window, int leg, @Nullable Object kept, boolean last) {
      sum = sum.add(number(kept));
    }

    @Override
    void remove(int leg, @Nullable Object kept) {
      sum = sum.subtract(number(kept));
    }

    @Override
    boolean holds(Bounds bounds, Window window) {
      return mean ? bounds.holdMean(sum, window.size()) : bounds.hold(sum);
    }

    @Override
    BigDecimal measure(Window window) {
      return mean ? sum.divide(BigDecimal.valueOf(window.size()), MathContext.DECIMAL64) : sum;
    }
  }

  /**
   * A percentile, between the two nearest numbers in proportion: of 10, 20, 30, 40 the 50th is 25.
   * Inserting moves the numbers behind by a block copy, a few microseconds at 50,000.
   */
  private static final class Rank extends NumberTally {
    private final BigDecimal fraction; // exact: a hundredth has a decimal form
    private final List<BigDecimal> sorted = new ArrayList<>(1);

    Rank(BigDecimal percentile) {
      this.fraction = percentile.movePointLeft(2);
    }

    @Override
    void add(Window window, int leg, @Nullable Object kept, boolean last) {
      BigDecimal number = number(kept);
      int at = Collections.binarySearch(sorted, number);
      sorted.add(at < 0 ? -at - 1 : at, number);
    }

    @Override
    void remove(int leg, @Nullable Object kept) {
      sorted.remove(Collections.binarySearch(sorted, number(kept)));
    }

    @Override
    boolean holds(Bounds bounds, Window window) {
      return bounds.hold(measure(window));
    }

    @Override
    BigDecimal measure(Window window) {
      BigDecimal rank = fraction.multiply(BigDecimal.valueOf(sorted.size() - 1L));
      int below = rank.intValue();
      BigDecimal low = sorted.get(below);
      if (below + 1 == sorted.size()) {
        return low;
      }
      BigDecimal high = sorted.get(below + 1);
      return low.add(high.subtract(low).multiply(rank.subtract(BigDecimal.valueOf(below))));
    }
  }
}

package org.bouclier.detect.sigma;

import java.math.BigDecimal;
import java.util.List;

/**
 * The numbers that satisfy a correlation's condition: several bounds are a range. Immutable.
 *
 * @param all each must hold; at least one
 */
record Bounds(List<Bound> all) {

  Bounds {
    all = List.copyOf(all);
  }

  /** How a measure must compare to a limit. */
  enum Order {
    /** Greater. */
    GT,
    /** Greater or equal. */
    GTE,
    /** Less. */
    LT,
    /** Less or equal. */
    LTE,
    /** Equal. */
    EQ,
    /** Different. */
    NEQ;

    private boolean holds(int compared) {
      return switch (this) {
        case GT -> compared > 0;
        case GTE -> compared >= 0;
        case LT -> compared < 0;
        case LTE -> compared <= 0;
        case EQ -> compared == 0;
        case NEQ -> compared != 0;
      };
    }
  }

  /** One comparison. */
  record Bound(Order order, BigDecimal limit) {}

  /** At least so many. */
  static Bounds atLeast(int count) {
    return new Bounds(List.of(new Bound(Order.GTE, BigDecimal.valueOf(count))));
  }

  /** Whether a count is within; limits of counts are whole numbers. */
  boolean hold(long count) {
    for (int i = 0; i < all.size(); i++) {
      Bound bound = all.get(i);
      if (!bound.order.holds(Long.compare(count, bound.limit.longValue()))) {
        return false;
      }
    }
    return true;
  }

  boolean hold(BigDecimal measure) {
    for (Bound bound : all) {
      if (!bound.order.holds(measure.compareTo(bound.limit))) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code sum / count} is within, without rounding. */
  boolean holdMean(BigDecimal sum, int count) {
    BigDecimal divisor = BigDecimal.valueOf(count);
    for (Bound bound : all) {
      if (!bound.order.holds(sum.compareTo(bound.limit.multiply(divisor)))) {
        return false;
      }
    }
    return true;
  }

  BigDecimal largest() {
    return all.stream().map(Bound::limit).max(BigDecimal::compareTo).orElseThrow();
  }
}

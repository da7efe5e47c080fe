package org.bouclier.detect.sigma;

import java.math.BigDecimal;
import java.util.List;

/**
 * A compiled correlation. Immutable.
 *
 * @param index its place among the correlations of its rules; those it listens to come before it
 * @param info what it says of itself
 * @param type what it measures
 * @param legs the rules it listens to, in its order
 * @param groupBy names of the fields that make a group
 * @param fields how many fields are measured
 * @param spanMillis length of the window
 * @param bounds when it fires
 * @param percentile from 0 to 100
 * @param silent whether other correlations hear of it, and nobody else
 * @param fingerprint of its meaning: state is kept for another version of the rules only if it is
 *     the same
 */
record Correlation(
    int index,
    RuleInfo info,
    CorrelationType type,
    List<RuleInfo> legs,
    List<String> groupBy,
    int fields,
    long spanMillis,
    Bounds bounds,
    BigDecimal percentile,
    boolean silent,
    String fingerprint) {

  Correlation {
    legs = List.copyOf(legs);
    groupBy = List.copyOf(groupBy);
  }

  /** How many events a group must be able to keep, lest the condition can never be satisfied. */
  int neededEvents() {
    return type == CorrelationType.EVENT_COUNT || type == CorrelationType.VALUE_COUNT
        ? bounds.largest().intValue() + 1
        : legs.size();
  }
}

package org.bouclier.detect.sigma;

import java.util.List;

/**
 * What correlations want to know of the events that satisfy one rule. Immutable.
 *
 * @param slots numbers of the fields
 * @param steps the correlations that hear of it at once
 */
@SuppressWarnings("ArrayRecordComponent") // compared by no one
record Listening(int[] slots, List<Step> steps) {

  /** Whether no correlation hears of those that hear of the event. */
  boolean isFlat() {
    for (int i = 0; i < steps.size(); i++) {
      if (!steps.get(i).next().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /**
   * One correlation that hears of an event, by the rule itself or by a correlation before it.
   *
   * @param correlation which
   * @param leg by which of its rules
   * @param group where the fields of the group stand among {@link #slots}
   * @param fields where the measured fields stand
   * @param next the correlations that hear of this one
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Step(Correlation correlation, int leg, int[] group, int[] fields, List<Step> next) {}
}

package org.bouclier.detect.sigma;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a correlation measures (sigma-correlation-rules-specification 2.1, "Correlation Types"). */
public enum CorrelationType {
  /** How many events. */
  EVENT_COUNT,
  /** How many different values of a field, or different tuples of several. */
  VALUE_COUNT,
  /** How many of the rules occurred. */
  TEMPORAL,
  /** How many of the rules occurred one after the other, in the order in which they are listed. */
  TEMPORAL_ORDERED,
  /** The sum of a field's numbers. */
  VALUE_SUM,
  /** The mean of a field's numbers. */
  VALUE_AVG,
  /** A percentile of a field's numbers. */
  VALUE_PERCENTILE;

  /** The word of the specification. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static @Nullable CorrelationType of(String word) {
    for (CorrelationType type : values()) {
      if (type.word().equals(word)) {
        return type;
      }
    }
    return null;
  }

  /** Whether it looks at a field's values. */
  boolean hasField() {
    return switch (this) {
      case VALUE_COUNT, VALUE_SUM, VALUE_AVG, VALUE_PERCENTILE -> true;
      case EVENT_COUNT, TEMPORAL, TEMPORAL_ORDERED -> false;
    };
  }

  /** Whether that field must hold numbers. */
  boolean isNumeric() {
    return hasField() && this != VALUE_COUNT;
  }

  boolean isTemporal() {
    return this == TEMPORAL || this == TEMPORAL_ORDERED;
  }

  /**
   * Whether the same event twice would be wrong: what it measures grows with each event. The others
   * ask whether something occurred.
   */
  boolean addsUp() {
    return this == EVENT_COUNT || isNumeric();
  }
}

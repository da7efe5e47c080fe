package org.bouclier.stix;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Which observations a pattern asks for, and in which order (STIX 2.1, section 9.5). */
public sealed interface ObservationExpression {

  /**
   * One observation.
   *
   * @param comparison what it must contain
   */
  record Observed(ComparisonExpression comparison) implements ObservationExpression {}

  /**
   * All of them, each on a different observation.
   *
   * @param operands two or more
   */
  record And(List<ObservationExpression> operands) implements ObservationExpression {

    /** Copies the list. */
    public And {
      operands = List.copyOf(operands);
    }
  }

  /**
   * At least one of them.
   *
   * @param operands two or more
   */
  record Or(List<ObservationExpression> operands) implements ObservationExpression {

    /** Copies the list. */
    public Or {
      operands = List.copyOf(operands);
    }
  }

  /**
   * All of them, each after the one before.
   *
   * @param operands two or more
   */
  record FollowedBy(List<ObservationExpression> operands) implements ObservationExpression {

    /** Copies the list. */
    public FollowedBy {
      operands = List.copyOf(operands);
    }
  }

  /**
   * All within a span of time.
   *
   * @param inner what
   * @param seconds length of the span, above 0
   */
  record Within(ObservationExpression inner, double seconds) implements ObservationExpression {}

  /**
   * Several times over, each time on other observations.
   *
   * @param inner what
   * @param times 1 or more
   */
  record Repeats(ObservationExpression inner, long times) implements ObservationExpression {}

  /**
   * All in a given span of time.
   *
   * @param inner what
   * @param start first instant of the span
   * @param stop first instant after it
   */
  record StartStop(ObservationExpression inner, Instant start, Instant stop)
      implements ObservationExpression {}

  /** The canonical text form. */
  default String text() {
    return switch (this) {
      case Observed(var comparison) -> "[" + comparison.text() + "]";
      case And(var operands) -> joined(operands, " AND ");
      case Or(var operands) -> joined(operands, " OR ");
      case FollowedBy(var operands) -> joined(operands, " FOLLOWEDBY ");
      case Within(var inner, var seconds) ->
          nested(inner) + " WITHIN " + new PatternLiteral.Decimal(seconds).text() + " SECONDS";
      case Repeats(var inner, var times) -> nested(inner) + " REPEATS " + times + " TIMES";
      case StartStop(var inner, var start, var stop) ->
          nested(inner)
              + " START "
              + new PatternLiteral.Time(start).text()
              + " STOP "
              + new PatternLiteral.Time(stop).text();
    };
  }

  private static String joined(List<ObservationExpression> operands, String separator) {
    return operands.stream()
        .map(ObservationExpression::nested)
        .collect(Collectors.joining(separator));
  }

  private static String nested(ObservationExpression inner) {
    return switch (inner) {
      case And and -> "(" + and.text() + ")";
      case Or or -> "(" + or.text() + ")";
      case FollowedBy followedBy -> "(" + followedBy.text() + ")";
      case Observed observed -> observed.text();
      case Within within -> within.text();
      case Repeats repeats -> repeats.text();
      case StartStop startStop -> startStop.text();
    };
  }
}

package org.bouclier.stix;

import java.util.LinkedHashSet;
import java.util.Set;

/** Collects the properties that a pattern looks at. */
final class PatternNames {

  private PatternNames() {}

  /** Each path once, in the order of the text. */
  static Set<ObjectPath> of(StixPattern pattern) {
    var paths = new LinkedHashSet<ObjectPath>();
    observation(pattern.root(), paths);
    return paths;
  }

  private static void observation(ObservationExpression expression, Set<ObjectPath> paths) {
    switch (expression) {
      case ObservationExpression.Observed(var comparison) -> comparison(comparison, paths);
      case ObservationExpression.And(var operands) -> operands.forEach(o -> observation(o, paths));
      case ObservationExpression.Or(var operands) -> operands.forEach(o -> observation(o, paths));
      case ObservationExpression.FollowedBy(var operands) ->
          operands.forEach(o -> observation(o, paths));
      case ObservationExpression.Within(var inner, var seconds) -> observation(inner, paths);
      case ObservationExpression.Repeats(var inner, var times) -> observation(inner, paths);
      case ObservationExpression.StartStop(var inner, var start, var stop) ->
          observation(inner, paths);
    }
  }

  private static void comparison(ComparisonExpression expression, Set<ObjectPath> paths) {
    switch (expression) {
      case ComparisonExpression.And(var operands) -> operands.forEach(o -> comparison(o, paths));
      case ComparisonExpression.Or(var operands) -> operands.forEach(o -> comparison(o, paths));
      case ComparisonExpression.Exists(var path) -> paths.add(path);
      case ComparisonExpression.PropertyTest test -> paths.add(test.path());
    }
  }
}

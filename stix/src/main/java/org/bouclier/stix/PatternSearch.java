package org.bouclier.stix;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Predicate;

/*
 * A pattern holds if every bracket can be given an observation of its own, such that the operators
 * and qualifiers are satisfied. That is a search: bindings are tried one after the other, and each
 * one found is handed to a continuation, which tries to complete it; its "no" means "try another".
 *
 * What prunes it:
 *   - a span (WITHIN, START STOP) that some observations already break stays broken by more of
 *     them, so it is asked at each step and not only at the end;
 *   - the n sightings of one observed-data are alike: only how many are taken matters;
 *   - repetitions are alike: only increasing sequences are tried.
 *
 * Some patterns still cost more than any list of observations is worth: past MAX_STEPS the search
 * gives up with an exception, which is neither yes nor no.
 */
final class PatternSearch {

  private static final int MAX_STEPS = 5_000_000;
  private static final long MAX_REPEATS = 1_000;

  private final List<Observation> observations;
  private final long[] used;
  private final IdentityHashMap<ComparisonExpression, boolean[]> answers = new IdentityHashMap<>();
  private int steps;

  private PatternSearch(List<Observation> observations) {
    this.observations = observations;
    this.used = new long[observations.size()];
  }

  /** Whether the observations satisfy the expression. */
  static boolean matches(ObservationExpression root, List<Observation> observations) {
    return new PatternSearch(observations).find(root, binding -> true, binding -> true);
  }

  /**
   * Tries the bindings of an expression.
   *
   * @param holds whether a part of a binding may still be completed
   * @param then what to do with a whole one; its yes ends the search
   */
  private boolean find(
      ObservationExpression expression,
      Predicate<List<Integer>> holds,
      Predicate<List<Integer>> then) {
    return switch (expression) {
      case ObservationExpression.Observed(var comparison) -> observed(comparison, holds, then);
      case ObservationExpression.Or(var operands) -> {
        for (var operand : operands) {
          if (find(operand, holds, then)) {
            yield true;
          }
        }
        yield false;
      }
      case ObservationExpression.And(var operands) ->
          all(operands, 0, List.of(), false, holds, then);
      case ObservationExpression.FollowedBy(var operands) ->
          all(operands, 0, List.of(), true, holds, then);
      case ObservationExpression.Within(var inner, var seconds) ->
          find(inner, binding -> holds.test(binding) && isWithin(binding, seconds), then);
      case ObservationExpression.StartStop(var inner, var start, var stop) ->
          find(inner, binding -> holds.test(binding) && isIn(binding, start, stop), then);
      case ObservationExpression.Repeats(var inner, var times) -> {
        if (times > MAX_REPEATS) {
          throw tooCostly();
        }
        yield repeats(inner, times, List.of(), List.of(), holds, then);
      }
    };
  }

  private boolean observed(
      ComparisonExpression comparison,
      Predicate<List<Integer>> holds,
      Predicate<List<Integer>> then) {
    boolean[] matching = answers.computeIfAbsent(comparison, this::answers);
    for (int i = 0; i < matching.length; i++) {
      if (++steps > MAX_STEPS) {
        throw tooCostly();
      }
      if (matching[i] && used[i] < observations.get(i).count()) {
        var binding = List.of(i);
        used[i]++;
        boolean found = holds.test(binding) && then.test(binding);
        used[i]--;
        if (found) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean[] answers(ComparisonExpression comparison) {
    var matching = new boolean[observations.size()];
    for (int i = 0; i < matching.length; i++) {
      matching[i] = !PatternComparison.roots(comparison, observations.get(i)).isEmpty();
    }
    return matching;
  }

  private boolean all(
      List<ObservationExpression> operands,
      int next,
      List<Integer> before,
      boolean ordered,
      Predicate<List<Integer>> holds,
      Predicate<List<Integer>> then) {
    if (next == operands.size()) {
      return then.test(before);
    }
    return find(
        operands.get(next),
        holds,
        binding -> {
          var joined = joined(before, binding);
          return (!ordered || before.isEmpty() || isFollowed(before, binding))
              && holds.test(joined)
              && all(operands, next + 1, joined, ordered, holds, then);
        });
  }

  private boolean repeats(
      ObservationExpression inner,
      long times,
      List<Integer> before,
      List<Integer> last,
      Predicate<List<Integer>> holds,
      Predicate<List<Integer>> then) {
    if (times == 0) {
      return then.test(before);
    }
    return find(
        inner,
        holds,
        binding -> {
          var joined = joined(before, binding);
          return compare(last, binding) <= 0
              && holds.test(joined)
              && repeats(inner, times - 1, joined, binding, holds, then);
        });
  }

  private static List<Integer> joined(List<Integer> before, List<Integer> binding) {
    var joined = new ArrayList<Integer>(before.size() + binding.size());
    joined.addAll(before);
    joined.addAll(binding);
    return joined;
  }

  private static int compare(List<Integer> one, List<Integer> other) {
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      int compared = one.get(i).compareTo(other.get(i));
      if (compared != 0) {
        return compared;
      }
    }
    return 0; // of different lengths: no order, both are tried
  }

  /** Whether instants can be chosen, one in each observation, those before not after the others. */
  private boolean isFollowed(List<Integer> before, List<Integer> after) {
    return !latestFirst(before).isAfter(earliestLast(after));
  }

  /** Whether instants can be chosen, one in each observation, all within that span. */
  private boolean isWithin(List<Integer> binding, double seconds) {
    var span =
        Duration.ofNanos(
            new BigDecimal(seconds)
                .min(new BigDecimal(Long.MAX_VALUE / 1_000_000_000L))
                .movePointRight(9)
                .longValue());
    return Duration.between(earliestLast(binding), latestFirst(binding)).compareTo(span) <= 0;
  }

  /** Whether an instant of each observation lies in the span, its end excluded. */
  private boolean isIn(List<Integer> binding, Instant start, Instant stop) {
    return start.isBefore(stop)
        && binding.stream()
            .map(observations::get)
            .allMatch(seen -> !seen.last().isBefore(start) && seen.first().isBefore(stop));
  }

  private Instant latestFirst(List<Integer> binding) {
    return binding.stream()
        .map(i -> observations.get(i).first())
        .max(Instant::compareTo)
        .orElseThrow();
  }

  private Instant earliestLast(List<Integer> binding) {
    return binding.stream()
        .map(i -> observations.get(i).last())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  private static StixPatternException tooCostly() {
    return new StixPatternException(0, "motif trop coûteux à chercher dans ces observations");
  }
}

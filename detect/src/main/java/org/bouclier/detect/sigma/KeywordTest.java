package org.bouclier.detect.sigma;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Words that may stand in any field: one of them, or all under the modifier {@code all}.
 *
 * @param tests at least one
 * @param all whether all must be found, each wherever it is
 */
record KeywordTest(List<ValueTest> tests, boolean all) implements Condition {

  KeywordTest {
    tests = List.copyOf(tests);
  }

  @Override
  public boolean test(EventView event) {
    for (int i = 0; i < tests.size(); i++) {
      if ((find(event, tests.get(i)) >= 0) != all) {
        return !all;
      }
    }
    return all;
  }

  private static int find(EventView event, ValueTest test) {
    for (int field = 0; field < event.fieldCount(); field++) {
      if (event.satisfies(field, test)) {
        return field;
      }
    }
    return -1;
  }

  @Override
  public void explain(EventView event, List<Evidence> evidence) {
    for (ValueTest test : tests) {
      int field = find(event, test);
      if (field >= 0) {
        Evidence.add(evidence, "", event.fields().value(field));
      }
    }
  }

  @Override
  public @Nullable Witness witness() {
    Witness best = null;
    Witness union = Witness.NONE;
    for (ValueTest test : tests) {
      Witness one = Witness.of(Witness.ANY_FIELD, "", test.literal());
      if (one == null && !all) {
        return null;
      }
      if (one != null) {
        union = union.or(one);
        best = best == null || one.frequency() < best.frequency() ? one : best;
      }
    }
    return all ? best : union;
  }
}

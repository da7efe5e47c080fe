package org.bouclier.detect.sigma;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field and what its value may be. Each test asks whether some value of the field satisfies it;
 * one test must hold, or all of them under the modifier {@code all}.
 *
 * @param slot number of the field
 * @param name its name in the rule
 * @param tests at least one
 * @param all whether all must hold
 */
record FieldTest(int slot, String name, List<ValueTest> tests, boolean all) implements Condition {

  FieldTest {
    tests = List.copyOf(tests);
  }

  @Override
  public boolean test(EventView event) {
    for (int i = 0; i < tests.size(); i++) {
      if (test(event, tests.get(i)) != all) {
        return !all;
      }
    }
    return all;
  }

  private boolean test(EventView event, ValueTest test) {
    int link = event.first(slot);
    if (link < 0) {
      return test.acceptsNull();
    }
    for (; link >= 0; link = event.next(link)) {
      if (event.satisfies(event.field(link), test)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void explain(EventView event, List<Evidence> evidence) {
    for (ValueTest test : tests) {
      for (int link = event.first(slot); link >= 0; link = event.next(link)) {
        if (event.satisfies(event.field(link), test)) {
          Evidence.add(evidence, name, event.fields().value(event.field(link)));
        }
      }
    }
  }

  @Override
  public @Nullable Witness witness() {
    Witness best = null;
    Witness union = Witness.NONE;
    for (ValueTest test : tests) {
      Witness one = test.acceptsNull() ? null : Witness.of(slot, name, test.literal());
      if (one == null) {
        if (!all) {
          return null;
        }
        continue;
      }
      union = union.or(one);
      best = best == null || one.frequency() < best.frequency() ? one : best;
    }
    return all ? best : union;
  }
}

package org.bouclier.detect.sigma;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Satisfied if at least so many parts are ({@code 2 of selection*}, a form that pySigma accepts).
 *
 * @param needed more than one, fewer than all
 * @param parts what is counted
 */
record SomeOf(int needed, List<Condition> parts) implements Condition {

  SomeOf {
    parts = List.copyOf(parts);
  }

  @Override
  public boolean test(EventView event) {
    int satisfied = 0;
    for (int i = 0; i < parts.size() && satisfied < needed; i++) {
      satisfied += parts.get(i).test(event) ? 1 : 0;
    }
    return satisfied == needed;
  }

  @Override
  public void explain(EventView event, List<Evidence> evidence) {
    for (Condition part : parts) {
      if (part.test(event)) {
        part.explain(event, evidence);
      }
    }
  }

  @Override
  public @Nullable Witness witness() {
    return new AnyOf(parts).witness();
  }
}

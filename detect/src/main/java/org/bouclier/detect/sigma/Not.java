package org.bouclier.detect.sigma;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Satisfied if its part is not.
 *
 * @param part what must not be
 */
record Not(Condition part) implements Condition {

  @Override
  public boolean test(EventView event) {
    return !part.test(event);
  }

  @Override
  public void explain(EventView event, List<Evidence> evidence) {}

  @Override
  public @Nullable Witness witness() {
    return null;
  }
}

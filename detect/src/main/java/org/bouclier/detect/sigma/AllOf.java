package org.bouclier.detect.sigma;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Satisfied if all parts are.
 *
 * @param parts at least one
 */
record AllOf(List<Condition> parts) implements Condition {

  static Condition of(List<Condition> parts) {
    return parts.size() == 1 ? parts.getFirst() : new AllOf(List.copyOf(parts));
  }

  @Override
  public boolean test(EventView event) {
    for (int i = 0; i < parts.size(); i++) {
      if (!parts.get(i).test(event)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void explain(EventView event, List<Evidence> evidence) {
    parts.forEach(part -> part.explain(event, evidence));
  }

  /** Any part's will do: the rarest. */
  @Override
  public @Nullable Witness witness() {
    Witness best = null;
    for (Condition part : parts) {
      Witness witness = part.witness();
      if (witness != null && (best == null || witness.frequency() < best.frequency())) {
        best = witness;
      }
    }
    return best;
  }
}

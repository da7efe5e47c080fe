package org.bouclier.detect.sigma;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Satisfied if one part is.
 *
 * @param parts at least one
 */
record AnyOf(List<Condition> parts) implements Condition {

  static Condition of(List<Condition> parts) {
    return parts.size() == 1 ? parts.getFirst() : new AnyOf(List.copyOf(parts));
  }

  @Override
  public boolean test(EventView event) {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).test(event)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void explain(EventView event, List<Evidence> evidence) {
    for (Condition part : parts) {
      if (part.test(event)) {
        part.explain(event, evidence);
        return;
      }
    }
  }

  @Override
  public @Nullable Witness witness() {
    Witness union = Witness.NONE;
    for (Condition part : parts) {
      Witness witness = part.witness();
      if (witness == null) {
        return null;
      }
      union = union.or(witness);
    }
    return union;
  }
}

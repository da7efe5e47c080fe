package org.bouclier.detect.sigma;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the event has a field at all, be it null or empty (modifier {@code exists}).
 *
 * @param slot number of the field
 * @param name its name in the rule
 * @param present whether it must be there, or must not
 */
record PresenceTest(int slot, String name, boolean present) implements Condition {

  @Override
  public boolean test(EventView event) {
    return event.first(slot) >= 0 == present;
  }

  @Override
  public void explain(EventView event, List<Evidence> evidence) {
    if (present) {
      Evidence.add(evidence, name, event.fields().value(event.field(event.first(slot))));
    }
  }

  @Override
  public @Nullable Witness witness() {
    return present ? Witness.presence(slot, true) : null;
  }
}

package org.bouclier.detect.sigma;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule's question about an event, compiled. Immutable; safe for any number of threads. */
sealed interface Condition
    permits AllOf,
        AnyOf,
        SomeOf,
        Not,
        FieldTest,
        KeywordTest,
        PresenceTest,
        FieldsCompared,
        PartTest {

  /** Whether the event satisfies it. */
  boolean test(EventView event);

  /**
   * Says which fields satisfied it; called only if it is satisfied. A negation has nothing to show.
   */
  void explain(EventView event, List<Evidence> evidence);

  /**
   * Literals of which every event that satisfies it has at least one; null if there is no such set.
   * See {@link Witness}.
   */
  @Nullable Witness witness();
}

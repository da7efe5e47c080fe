package org.bouclier.node.frontier;

import java.time.Instant;
import java.util.Set;
import org.bouclier.border.Purpose;
import org.bouclier.node.site.StateCode;
import org.jspecify.annotations.Nullable;

/**
 * An act by which the data-protection authority allows readable personal data to go to a state.
 *
 * @param number the reference of the act, 1 to 60 chars
 * @param subject what it allows, in words
 * @param endedAt when it was suspended or withdrawn; null as long as it was not
 */
public record Authorisation(
    String number,
    StateCode destination,
    Set<Purpose> purposes,
    String subject,
    Instant validFrom,
    Instant validUntil,
    String recordedBy,
    Instant recordedAt,
    @Nullable String endedBy,
    @Nullable Instant endedAt) {

  /** Copies the set. */
  public Authorisation {
    purposes = Set.copyOf(purposes);
  }

  /** Whether it allows anything at that time. */
  public boolean holds(Instant at) {
    return endedAt == null && !at.isBefore(validFrom) && at.isBefore(validUntil);
  }
}

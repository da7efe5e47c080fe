package org.bouclier.node.federation;

import java.time.Instant;

/**
 * What a peer, as a witness, made of our ledger when it was last asked.
 *
 * @param size entries that it has cosigned; 0 if none yet
 * @param at when it cosigned them; {@link Instant#EPOCH} if never
 * @param problem why it did not the last time; {@link Problem#NONE} if it did
 */
public record WitnessStanding(long size, Instant at, Problem problem) {

  static final WitnessStanding NONE = new WitnessStanding(0, Instant.EPOCH, Problem.NONE);

  /** Whether it has ever cosigned, as far as this process knows. */
  public boolean hasCosigned() {
    return at.isAfter(Instant.EPOCH);
  }
}

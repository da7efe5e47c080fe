package org.bouclier.node.frontier;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.bouclier.ledger.spool.Leaf;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.StixObject;
import org.jspecify.annotations.Nullable;

/**
 * A leaf that is about to be written, with what opens its commitment and the lines of the register
 * that go with it.
 *
 * @param manifest what a refusal commits to; null for an export
 * @param ciphertextBytes length of the sealed object; 0 for a refusal
 * @param objects as the proposal gave them
 * @param lines one for each destination
 */
@SuppressWarnings("ArrayRecordComponent") // a row: never compared
record Prepared(
    Leaf leaf,
    byte[] salt,
    byte @Nullable [] manifest,
    long ciphertextBytes,
    List<StixObject> objects,
    List<Line> lines) {

  Prepared {
    objects = List.copyOf(objects);
    lines = List.copyOf(lines);
  }

  /** One destination. */
  record Line(UUID id, StateCode destination, Ruling ruling, Instant at) {}
}

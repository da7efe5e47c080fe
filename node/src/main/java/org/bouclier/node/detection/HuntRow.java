package org.bouclier.node.detection;

import java.time.Instant;
import java.util.UUID;
import org.bouclier.node.web.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * A look back into the archive, as a page shows it.
 *
 * @param byPeer whether it was begun for what a peer sent, and not by a person
 * @param author who asked; the node itself for what peers sent
 * @param inForce whether it looks for all that is in force, and not for what was given
 * @param indicators how many it looks for
 * @param since the beginning of its period, by receipt; null for the archive's
 * @param until the end of its period
 * @param segmentsDone of those that might hold something
 * @param segmentsTotal as far as is known
 * @param hits what was found; more, perhaps, than is kept
 * @param damaged parts of the archive that could not be read
 * @param fault why it failed; empty if it did not
 */
public record HuntRow(
    UUID id,
    boolean byPeer,
    String author,
    boolean inForce,
    long indicators,
    @Nullable Instant since,
    Instant until,
    HuntState state,
    Instant askedAt,
    @Nullable Instant endedAt,
    long lastSegment,
    int segmentsDone,
    int segmentsTotal,
    long hits,
    int damaged,
    String fault) {

  Cursor cursor() {
    return new Cursor(askedAt, id);
  }
}

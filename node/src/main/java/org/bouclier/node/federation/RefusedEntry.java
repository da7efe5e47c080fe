package org.bouclier.node.federation;

import java.time.Instant;
import org.bouclier.node.site.StateCode;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a peer's ledger that could not be accepted.
 *
 * @param attempts how often it was tried
 * @param nextTry when it will be tried again; null if never
 */
@SuppressWarnings("ArrayRecordComponent") // a row: never compared
public record RefusedEntry(
    String logKey,
    long index,
    StateCode state,
    Problem problem,
    byte[] entry,
    Instant at,
    int attempts,
    @Nullable Instant nextTry) {}

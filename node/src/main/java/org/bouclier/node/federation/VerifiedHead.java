package org.bouclier.node.federation;

import java.time.Instant;

/**
 * A head of a peer's ledger that was verified here: its signature, and that it grew from the last.
 */
public record VerifiedHead(long size, String note, Instant at) {}

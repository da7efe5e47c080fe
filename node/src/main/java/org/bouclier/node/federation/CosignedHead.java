package org.bouclier.node.federation;

import java.time.Instant;
import java.util.List;

/**
 * The newest head of a peer's ledger that witnesses we know have cosigned.
 *
 * @param size entries
 * @param note with its signatures
 * @param by those of them that were verified
 * @param at when it was verified here
 */
public record CosignedHead(long size, String note, List<CosignedBy> by, Instant at) {}

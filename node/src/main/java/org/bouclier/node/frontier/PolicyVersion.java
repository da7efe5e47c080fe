package org.bouclier.node.frontier;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One text that was proposed to govern the border.
 *
 * @param version from 1, growing
 * @param hash SHA-256 of the text, hexadecimal: what decisions name
 * @param reason why, in the words of who proposed it
 * @param proposer null if the node itself brought it
 * @param decidedBy who put it in force or set it aside; null as long as nobody did
 */
public record PolicyVersion(
    long version,
    String text,
    String hash,
    String reason,
    PolicyState state,
    @Nullable UUID proposer,
    String proposedBy,
    Instant proposedAt,
    @Nullable String decidedBy,
    @Nullable Instant decidedAt) {}

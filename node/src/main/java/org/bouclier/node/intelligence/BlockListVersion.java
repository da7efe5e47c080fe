package org.bouclier.node.intelligence;

import java.time.Instant;

/**
 * One version of the block list.
 *
 * @param revision of the live set that it holds, at least
 * @param digest of its entries
 */
public record BlockListVersion(
    long version, Instant madeAt, long revision, String digest, long entries) {}

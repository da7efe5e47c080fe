package org.bouclier.node.intelligence;

import java.time.Instant;

/** A count as pages and the API show it. */
public record SightingLine(
    String id,
    String of,
    String seenBy,
    boolean ours,
    Instant first,
    Instant last,
    long count,
    String observable) {}

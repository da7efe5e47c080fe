package org.bouclier.node.intelligence;

import java.time.Instant;
import java.util.UUID;

/** One message of a peer, and what became of it. */
public record AcceptanceLine(
    UUID received, String peer, long index, String kind, Instant at, ImportReport report) {}

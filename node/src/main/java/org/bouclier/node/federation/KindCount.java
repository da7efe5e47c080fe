package org.bouclier.node.federation;

import java.time.Instant;

/** How much of one kind was received from one peer. */
public record KindCount(String kind, long entries, long bytes, Instant lastAt) {}

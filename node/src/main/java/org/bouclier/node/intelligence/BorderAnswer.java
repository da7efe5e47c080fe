package org.bouclier.node.intelligence;

import java.time.Instant;
import java.util.UUID;

/** What the border answered about an object, for one destination. */
public record BorderAnswer(
    String destination, boolean crossed, long index, UUID crossing, String reasons, Instant at) {}

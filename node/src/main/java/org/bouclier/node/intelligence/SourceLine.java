package org.bouclier.node.intelligence;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A source, and how much it has said. */
public record SourceLine(Source source, long objects, @Nullable Instant lastAt) {}

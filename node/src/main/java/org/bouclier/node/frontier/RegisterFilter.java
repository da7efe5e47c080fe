package org.bouclier.node.frontier;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which lines of the register to show; null does not filter. */
record RegisterFilter(
    @Nullable String destination,
    @Nullable Boolean crossed,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String object) {}

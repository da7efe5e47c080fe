package org.bouclier.node.accounts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which acts to show.
 *
 * @param actor exact label of who acted; empty for all
 * @param act start of the act, as in {@code people.}; empty for all
 * @param object any part of the object, without regard to case; empty for all
 * @param from first moment shown; null for no bound
 * @param to first moment no longer shown; null for no bound
 */
record AuditFilter(
    String actor, String act, String object, @Nullable Instant from, @Nullable Instant to) {}

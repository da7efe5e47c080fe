package org.bouclier.node.web;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Some days of the node's zone, as a form asks for them; the last is included, an absent one sets
 * no bound.
 */
public record Days(@Nullable LocalDate first, @Nullable LocalDate last) {

  /** The first moment; null if there is no bound. */
  public @Nullable Instant from(ZoneId zone) {
    return first == null ? null : first.atStartOfDay(zone).toInstant();
  }

  /** The first moment after; null if there is no bound. */
  public @Nullable Instant before(ZoneId zone) {
    return last == null ? null : last.plusDays(1).atStartOfDay(zone).toInstant();
  }
}

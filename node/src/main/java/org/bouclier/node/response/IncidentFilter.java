package org.bouclier.node.response;

import java.util.UUID;
import org.bouclier.node.web.Cursor;
import org.bouclier.node.web.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Which incidents a list shows.
 *
 * @param open only those where work remains, or only the others; null for both
 * @param minSeverity the least grave shown
 * @param text words of the title or the reference; empty for all
 * @param rsit code of a class; empty for all
 * @param alert only the incident of that alert; null for all
 * @param after where the former page ended; null for the first
 */
public record IncidentFilter(
    @Nullable Boolean open,
    Severity minSeverity,
    String text,
    String rsit,
    @Nullable UUID alert,
    @Nullable Cursor after) {

  /** Every incident. */
  static final IncidentFilter ALL =
      new IncidentFilter(null, Severity.INFORMATIONAL, "", "", null, null);
}

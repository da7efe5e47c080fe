package org.bouclier.node.detection;

import java.time.Instant;
import java.util.Set;
import org.bouclier.node.web.Cursor;
import org.bouclier.node.web.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Which alerts a list shows.
 *
 * @param minSeverity the least grave shown
 * @param statuses those shown
 * @param kind only that kind; null for both
 * @param source only of that source; empty for all
 * @param text part of what was seen or of the title, or the whole subject; empty for all
 * @param since only those last seen from then on; null for all
 * @param raisedBefore only those raised before; null for all
 * @param after where the former page ended; null for the first
 */
public record AlertFilter(
    Severity minSeverity,
    Set<AlertStatus> statuses,
    @Nullable AlertKind kind,
    String source,
    String text,
    @Nullable Instant since,
    @Nullable Instant raisedBefore,
    @Nullable Cursor after) {

  /** Every alert. */
  static final AlertFilter ALL =
      new AlertFilter(
          Severity.INFORMATIONAL, Set.of(AlertStatus.values()), null, "", "", null, null, null);

  /** The same from another place of the list. */
  AlertFilter after(@Nullable Cursor cursor) {
    return new AlertFilter(minSeverity, statuses, kind, source, text, since, raisedBefore, cursor);
  }

  /** The same, without what was raised after a moment. */
  AlertFilter raisedBefore(Instant moment) {
    return new AlertFilter(minSeverity, statuses, kind, source, text, since, moment, after);
  }
}

package org.bouclier.node.response;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
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

  /**
   * The place of a row in the order of the list.
   *
   * @param at the time it is ordered by
   * @param id breaks ties
   */
  public record Cursor(Instant at, UUID id) {

    /** Reads what {@link #toString} wrote; empty if it is not of that form. */
    public static Optional<Cursor> parse(String text) {
      int cut = text.indexOf('_');
      try {
        return cut < 0
            ? Optional.empty()
            : Optional.of(
                new Cursor(
                    Instant.parse(text.substring(0, cut)),
                    UUID.fromString(text.substring(cut + 1))));
      } catch (java.time.DateTimeException | IllegalArgumentException malformed) {
        return Optional.empty();
      }
    }

    @Override
    public String toString() {
      return at + "_" + id;
    }
  }
}

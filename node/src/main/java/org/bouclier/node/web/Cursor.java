package org.bouclier.node.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The place of a row in the order of a list, from which the next page goes on (keyset paging).
 *
 * @param at the time the list is ordered by
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
                  Instant.parse(text.substring(0, cut)), UUID.fromString(text.substring(cut + 1))));
    } catch (DateTimeException | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return at + "_" + id;
  }
}

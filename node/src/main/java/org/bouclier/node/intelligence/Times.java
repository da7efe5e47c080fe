package org.bouclier.node.intelligence;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Moments on their way to PostgreSQL and back. */
final class Times {

  private Times() {}

  /** For one parameter, cast to {@code timestamptz} in the statement. */
  static String text(Instant at) {
    return at.toString();
  }

  /** For one item of an array; null stays null. */
  static @Nullable String orNull(@Nullable Instant at) {
    return at == null ? null : at.toString();
  }

  /** What a column gave; null stays null. */
  static @Nullable Instant read(@Nullable OffsetDateTime column) {
    return column == null ? null : column.toInstant();
  }

  /** For one parameter of the type itself. */
  static OffsetDateTime column(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}

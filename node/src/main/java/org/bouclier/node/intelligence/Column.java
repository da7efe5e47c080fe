package org.bouclier.node.intelligence;

import java.util.UUID;
import org.bouclier.node.web.Severity;
import org.springframework.jdbc.core.RowMapper;

/** What single columns hold. */
final class Column {

  /** A column of whole numbers, none null. */
  static final RowMapper<Long> NUMBER = (row, i) -> row.getLong(1);

  /** A column of texts, none null. */
  static final RowMapper<String> TEXT = (row, i) -> row.getString(1);

  /** A column of UUIDs, none null. */
  static final RowMapper<UUID> ID = (row, i) -> row.getObject(1, UUID.class);

  private Column() {}

  /** Severity as the database orders it: 0 to 4, the gravest last. */
  static int rank(Severity severity) {
    return switch (severity) {
      case INFORMATIONAL -> 0;
      case LOW -> 1;
      case MEDIUM -> 2;
      case HIGH -> 3;
      case CRITICAL -> 4;
    };
  }

  /** The severity of a rank. */
  static Severity severity(int rank) {
    return switch (rank) {
      case 0 -> Severity.INFORMATIONAL;
      case 1 -> Severity.LOW;
      case 2 -> Severity.MEDIUM;
      case 3 -> Severity.HIGH;
      case 4 -> Severity.CRITICAL;
      default -> throw new IllegalArgumentException("no severity of rank " + rank);
    };
  }
}

package org.bouclier.node.intelligence;

import java.util.UUID;
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
}

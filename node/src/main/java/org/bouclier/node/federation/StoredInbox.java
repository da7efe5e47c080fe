package org.bouclier.node.federation;

import java.util.NoSuchElementException;
import java.util.UUID;

/** The inbox in the database. */
final class StoredInbox implements Inbox {

  private final FederationSql sql;

  StoredInbox(FederationSql sql) {
    this.sql = sql;
  }

  @Override
  public byte[] content(UUID id) {
    return sql.content(id)
        .orElseThrow(() -> new NoSuchElementException("no content " + id + ", or it was erased"));
  }
}

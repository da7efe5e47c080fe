package org.bouclier.node.intelligence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One import as it is kept.
 *
 * @param who asked for it
 * @param file its name in the desk's directory; empty once it was deleted
 * @param finishedAt null until it is over
 */
public record ImportRecord(
    UUID id,
    ImportOrder order,
    String who,
    ImportState state,
    boolean dryRun,
    long sizeBytes,
    String sha256,
    String file,
    ImportReport report,
    Instant createdAt,
    @Nullable Instant finishedAt) {

  public static ImportRecord read(ResultSet row, int number) throws SQLException {
    return new ImportRecord(
        row.getObject("id", UUID.class),
        ImportJson.order(row.getString("settings")),
        row.getString("who"),
        ImportState.valueOf(row.getString("state")),
        row.getBoolean("dry_run"),
        row.getLong("size_bytes"),
        row.getString("sha256"),
        row.getString("file"),
        ImportJson.report(row.getString("report")),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        Times.read(row.getObject("finished_at", OffsetDateTime.class)));
  }

  /** Whether it may now be done for good: it was a dry run, and its file is still there. */
  public boolean isReady() {
    return dryRun && state.isOver() && !file.isEmpty();
  }
}

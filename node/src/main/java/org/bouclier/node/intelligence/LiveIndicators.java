package org.bouclier.node.intelligence;

import java.util.ArrayList;
import java.util.List;
import org.bouclier.detect.Indicator;
import org.bouclier.node.web.Severity;
import org.springframework.transaction.support.TransactionOperations;

/**
 * What the engine looks for now. A value that several sources name is one entry, under one number,
 * which stays its own for ever. Thread-safe.
 */
public final class LiveIndicators {

  private final LiveSql sql;
  private final TransactionOperations transactions;

  LiveIndicators(LiveSql sql, TransactionOperations transactions) {
    this.sql = sql;
    this.transactions = transactions;
  }

  /**
   * One value in force.
   *
   * @param id the number that the engine gives back in a match
   * @param stixId the object that speaks for it
   * @param severity the gravest that its sources give it
   */
  public record Entry(long id, Indicator indicator, String stixId, Severity severity) {}

  /**
   * What changed between two revisions.
   *
   * @param revision where it ends: what to ask from next time
   * @param added new entries, and those of which anything changed: take the number out of the set
   *     before putting it in
   * @param removed numbers no longer in force, maybe never known to the caller
   */
  public record Delta(long revision, List<Entry> added, List<Long> removed) {

    /** Copies the lists. */
    public Delta {
      added = List.copyOf(added);
      removed = List.copyOf(removed);
    }
  }

  /** The revision now; grows with every change. */
  public long revision() {
    return sql.revision();
  }

  /**
   * What changed after a revision.
   *
   * @param revision 0 for everything in force
   */
  public Delta since(long revision) {
    // Revision first: a change that commits in between is told twice rather than never.
    long now = sql.revision();
    var added = new ArrayList<Entry>();
    var removed = new ArrayList<Long>();
    if (revision <= 0) {
      transactions.executeWithoutResult(status -> sql.eachLive(row -> sort(row, added, removed)));
    } else if (now > revision) {
      sql.since(revision).forEach(row -> sort(row, added, removed));
    }
    return new Delta(now, added, removed);
  }

  /**
   * What peers sent and changed after a revision, as far as it is in force.
   *
   * @return entries that may have been told before, in the order of their change; nothing removed
   */
  public Delta ofPeersSince(long revision) {
    long now = sql.revision();
    var added = new ArrayList<Entry>();
    if (now > revision) {
      sql.ofPeersSince(revision).forEach(row -> sort(row, added, new ArrayList<>()));
    }
    return new Delta(now, added, List.of());
  }

  private static void sort(LiveSql.Row row, List<Entry> added, List<Long> removed) {
    String lead = row.lead();
    if (row.live() && lead != null) {
      added.add(new Entry(row.id(), row.indicator(), lead, row.severity()));
    } else {
      removed.add(row.id());
    }
  }
}

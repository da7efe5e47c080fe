package org.bouclier.node.detection;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.support.TransactionOperations;

/** What people do with alerts. Each act is one transaction, and is noted. Thread-safe. */
final class Alerts {

  /** Alerts handled at once. */
  static final int MAX_LOT = 10_000;

  private final AlertSql sql;
  private final TransactionOperations transaction;
  private final ApplicationEventPublisher events;
  private final Runnable afterChange;
  private final Clock clock;

  Alerts(
      AlertSql sql,
      TransactionOperations transaction,
      ApplicationEventPublisher events,
      Runnable afterChange,
      Clock clock) {
    this.sql = sql;
    this.transaction = transaction;
    this.events = events;
    this.afterChange = afterChange;
    this.clock = clock;
  }

  Optional<Alert> find(UUID id) {
    return sql.find(id);
  }

  /**
   * Gives alerts a status.
   *
   * @param note why; may be empty
   * @return how many were changed: those that had it already are not
   */
  int setStatus(List<UUID> alerts, AlertStatus status, String author, String note) {
    Integer changed =
        transaction.execute(transactionStatus -> {
          Instant now = clock.instant();
          List<UUID> done = sql.setStatus(alerts, status);
          done.forEach(alert -> sql.insertAct(alert, now, author, status, note));
          return done.size();
        });
    afterChange.run();
    return changed == null ? 0 : changed;
  }

  /** What became of a lot. */
  sealed interface Lot {

    /** All of it was changed. */
    record Done(int changed) implements Lot {}

    /** There are not as many as the person was told: nothing was changed. */
    record Differs(long count) implements Lot {}
  }

  /**
   * Gives every alert of a filter a status, if they are as many as the person was told.
   *
   * @param expected what the person saw; at most {@link #MAX_LOT}
   */
  Lot setStatus(AlertFilter filter, long expected, AlertStatus status, String author, String note) {
    Lot lot =
        transaction.execute(transactionStatus -> {
          var ids = sql.list(filter, MAX_LOT + 1).stream().map(AlertRow::id).toList();
          return ids.size() == expected && expected <= MAX_LOT
              ? new Lot.Done(setStatus(ids, status, author, note))
              : new Lot.Differs(sql.count(filter));
        });
    return lot == null ? new Lot.Differs(0) : lot;
  }

  /**
   * Asks for an incident about an alert: it is opened, or joined, before this returns.
   *
   * @return whether there is such an alert
   */
  boolean escalate(UUID id, String author) {
    Boolean found =
        transaction.execute(transactionStatus -> {
          Optional<Alert> alert = sql.find(id);
          alert.ifPresent(of -> {
            if (of.row().status() == AlertStatus.NEW) {
              setStatus(List.of(id), AlertStatus.HANDLED, author, "");
            }
            events.publishEvent(new AlertEscalated(of.row().asRaised(), author));
          });
          return alert.isPresent();
        });
    afterChange.run();
    return Boolean.TRUE.equals(found);
  }
}

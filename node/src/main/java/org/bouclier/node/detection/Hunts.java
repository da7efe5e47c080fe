package org.bouclier.node.detection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorReading;
import org.bouclier.detect.IndicatorReading.Listed;
import org.bouclier.detect.IndicatorReading.Refused;
import org.bouclier.detect.IndicatorText;
import org.bouclier.node.accounts.Audit;
import org.bouclier.node.detection.HuntSql.Asked;
import org.bouclier.node.detection.HuntSql.Wanted;
import org.bouclier.node.intelligence.LiveIndicators;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/**
 * What people ask to be looked for in the past, and what peers send. Only notes it; {@link
 * HuntWorker} does it. Thread-safe.
 */
class Hunts {

  /** Indicators that a person may give at once. */
  static final int MAX_GIVEN = 100_000;

  /** Looks back that may wait. */
  static final int MAX_OPEN = 100;

  private static final int PEER_BATCH = 50_000;
  private static final int NAMED_REFUSALS = 10;

  private final HuntSql sql;
  private final LongSupplier revision;
  private final LongFunction<LiveIndicators.Delta> ofPeers;
  private final Audit audit;
  private final TransactionOperations transaction;
  private final Clock clock;
  private final Semaphore asked = new Semaphore(0);
  private final Set<UUID> stopped = new HashSet<>(); // guarded by itself

  /**
   * @param revision of the live set, now
   * @param ofPeers what peers sent and changed after a revision
   */
  Hunts(
      HuntSql sql,
      LongSupplier revision,
      LongFunction<LiveIndicators.Delta> ofPeers,
      Audit audit,
      TransactionOperations transaction,
      Clock clock) {
    this.sql = sql;
    this.revision = revision;
    this.ofPeers = ofPeers;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * What became of a request.
   *
   * @param id of the look back; null if there is none
   * @param refusals lines that are no indicators, the first ten, each with its reason
   * @param refused how many there are
   * @param obstacle why there is none; null if there is one
   */
  record Request(
      @Nullable UUID id, List<Refused> refusals, int refused, @Nullable Obstacle obstacle) {

    static Request refused(Obstacle obstacle, List<Refused> refusals, int refused) {
      return new Request(null, refusals, refused, obstacle);
    }
  }

  /** Why nothing is looked for. */
  enum Obstacle {
    /** No line is an indicator. */
    NONE_GIVEN,
    /** More than {@link #MAX_GIVEN}; what is in force may be more. */
    TOO_MANY,
    /** {@link #MAX_OPEN} wait already. */
    BUSY
  }

  /**
   * Asks for what a person gives, one indicator a line.
   *
   * @param since by receipt; null for the whole archive
   */
  Request ask(String text, @Nullable Duration since, String author) {
    Set<Indicator> given = new LinkedHashSet<>();
    List<Refused> refusals = new ArrayList<>();
    int refused = 0;
    for (String line : text.lines().toList()) {
      IndicatorReading reading = IndicatorText.readLine(line);
      if (reading instanceof Listed(Indicator indicator)) {
        given.add(indicator);
      } else if (reading instanceof Refused no) {
        refused++;
        if (refusals.size() < NAMED_REFUSALS) {
          refusals.add(no);
        }
      }
    }
    if (given.isEmpty() || given.size() > MAX_GIVEN) {
      Obstacle why = given.isEmpty() ? Obstacle.NONE_GIVEN : Obstacle.TOO_MANY;
      return Request.refused(why, refusals, refused);
    }
    List<Wanted> wanted = new ArrayList<>();
    for (Indicator indicator : given) {
      wanted.add(new Wanted(wanted.size(), indicator.kind(), indicator.value()));
    }
    return begin(false, wanted, wanted.size(), since, author, refusals, refused);
  }

  /** Asks for all that is in force. */
  Request askInForce(int count, @Nullable Duration since, String author) {
    return begin(true, List.of(), count, since, author, List.of(), 0);
  }

  private Request begin(
      boolean inForce,
      List<Wanted> wanted,
      long count,
      @Nullable Duration since,
      String author,
      List<Refused> refusals,
      int refused) {
    if (sql.open() >= MAX_OPEN) {
      return Request.refused(Obstacle.BUSY, refusals, refused);
    }
    Instant now = clock.instant();
    UUID id = UUID.randomUUID();
    transaction.executeWithoutResult(status -> {
      sql.insert(
          new Asked(
              id,
              false,
              author,
              inForce,
              wanted,
              count,
              since == null ? null : now.minus(since),
              now),
          now);
      audit.record("hunts.start", named(id), Map.of("entries", Long.toString(count)));
    });
    asked.release();
    return new Request(id, refusals, refused, null);
  }

  /** Enough to tell it from others, and no wider than the register's page on a phone. */
  private static String named(UUID id) {
    return id.toString().substring(0, 8);
  }

  /**
   * Stops one; what it found stays.
   *
   * @return whether it was under way, or waiting
   */
  boolean stop(UUID id) {
    boolean ended =
        Boolean.TRUE.equals(
            transaction.execute(status -> {
              boolean open = sql.end(id, HuntState.STOPPED, "", clock.instant());
              if (open) {
                audit.record("hunts.stop", named(id), Map.of());
              }
              return open;
            }));
    if (ended) {
      synchronized (stopped) {
        stopped.add(id);
      }
    }
    return ended;
  }

  /** Whether somebody stopped one since this was last asked of it. */
  boolean wasStopped(UUID id) {
    synchronized (stopped) {
      return stopped.remove(id);
    }
  }

  /** Waits a little for somebody to ask. */
  void await(Duration time) throws InterruptedException {
    if (asked.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS)) {
      asked.drainPermits();
    }
  }

  /**
   * Asks for what peers sent since this was last called: each indicator once, whatever becomes of
   * it later. What was in force before the first call is not looked for.
   */
  void askForPeers() {
    Optional<Long> before = sql.revision();
    if (before.isEmpty()) {
      sql.setRevision(revision.getAsLong());
      return;
    }
    if (sql.open() >= MAX_OPEN) {
      return; // later, all at once
    }
    var delta = ofPeers.apply(before.get());
    for (int from = 0; from < delta.added().size(); from += PEER_BATCH) {
      var part = delta.added().subList(from, Math.min(from + PEER_BATCH, delta.added().size()));
      transaction.executeWithoutResult(status -> askForPeers(part));
    }
    sql.setRevision(delta.revision());
  }

  private void askForPeers(List<LiveIndicators.Entry> part) {
    var fresh = new HashSet<>(sql.markHunted(part.stream().map(LiveIndicators.Entry::id).toList()));
    List<Wanted> wanted =
        part.stream()
            .filter(entry -> fresh.contains(entry.id()))
            .map(entry ->
                new Wanted(entry.id(), entry.indicator().kind(), entry.indicator().value()))
            .toList();
    if (!wanted.isEmpty()) {
      Instant now = clock.instant();
      sql.insert(
          new Asked(UUID.randomUUID(), true, "Bouclier", false, wanted, wanted.size(), null, now),
          now);
      asked.release();
    }
  }
}

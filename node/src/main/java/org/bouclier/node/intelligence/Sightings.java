package org.bouclier.node.intelligence;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.bouclier.border.Purpose;
import org.bouclier.node.federation.Peers;
import org.bouclier.node.frontier.Frontier;
import org.bouclier.node.frontier.Proposal;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.StixTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * What this state has seen of the indicators in force. Counted for each object that names the
 * value, and told to the peers: the first time at once, then at most every few seconds, as a STIX
 * sighting whose count grows. Never what was seen, nor where: only of which indicator, when and how
 * many times. Thread-safe.
 */
public final class Sightings {

  private static final Logger LOG = LoggerFactory.getLogger(Sightings.class);
  private static final int MOST_AT_ONCE = 500;
  private static final int MAX_OBSERVABLE = 300;

  private final SightingSql sql;
  private final StateCode state;
  private final StateIdentity identity;
  private final Frontier frontier;
  private final Peers peers;
  private final TransactionOperations transactions;
  private final IntelligenceSettings settings;
  private final Clock clock;
  private volatile Runnable onDue = () -> {};

  Sightings(
      SightingSql sql,
      StateCode state,
      Frontier frontier,
      Peers peers,
      TransactionOperations transactions,
      IntelligenceSettings settings,
      Clock clock) {
    this.sql = sql;
    this.state = state;
    this.identity = new StateIdentity(state);
    this.frontier = frontier;
    this.peers = peers;
    this.transactions = transactions;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Counts matches of one indicator. Joins the caller's transaction when there is one.
   *
   * @param indicatorId the number that {@link LiveIndicators} gave it
   * @param first of these matches
   * @param last of these matches, not before {@code first}
   * @param count at least 1
   * @param observable what matched, kept here and never sent; cut to 300 chars
   */
  public void record(long indicatorId, Instant first, Instant last, long count, String observable) {
    String kept = observable.replace('\0', ' ');
    String cut = kept.length() > MAX_OBSERVABLE ? kept.substring(0, MAX_OBSERVABLE) : kept;
    transactions.executeWithoutResult(status -> {
      for (var of : sql.watching(indicatorId)) {
        sql.add(
            identity.sighting(of.id()).toString(),
            of,
            state.value(),
            first,
            last,
            count,
            cut,
            clock.instant(),
            settings.sightingPause());
      }
      AfterCommit.run(onDue);
    });
  }

  /** Hears, after a commit, that there may be something to tell; must not wait. */
  void onDue(Runnable listener) {
    onDue = listener;
  }

  /**
   * Tells the peers what is due.
   *
   * @return how long until the next is due; at most a minute
   */
  Duration tell() {
    var destinations = peers.active();
    if (!destinations.isEmpty()) {
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      List<SightingSql.Due> due = sql.due(now, MOST_AT_ONCE);
      for (var sighting : due) {
        try {
          var object = object(sighting, now);
          // The count is part of the key: the same count told twice is one telling.
          String key = sighting.id() + "@" + sighting.count();
          frontier.export(
              new Proposal(key, "sightings", List.of(object), Purpose.CYBER_DEFENCE, destinations));
          sql.sent(sighting.id(), sighting.count(), now, settings.sightingPause());
        } catch (UncheckedIOException disk) {
          LOG.warn("sighting {} stays due: the border could not write", sighting.id(), disk);
          return Duration.ofSeconds(10);
        }
      }
      if (due.size() == MOST_AT_ONCE) {
        return Duration.ZERO;
      }
    }
    var next = sql.nextDue();
    return next.isEmpty() || destinations.isEmpty()
        ? Duration.ofMinutes(1)
        : Duration.between(clock.instant(), next.getFirst());
  }

  private StixObject object(SightingSql.Due sighting, Instant now) {
    var id = identity.sighting(sighting.of());
    return StixObject.create(
        id,
        sighting.created().truncatedTo(ChronoUnit.MILLIS),
        tree -> {
          tree.put("modified", StixTime.format(now));
          tree.put("created_by_ref", identity.id().toString());
          tree.put("first_seen", StixTime.format(sighting.first()));
          tree.put("last_seen", StixTime.format(sighting.last()));
          tree.put("count", Math.min(sighting.count(), 999_999_999L)); // STIX 2.1, section 5.2
          tree.put("sighting_of_ref", sighting.of());
          tree.putArray("where_sighted_refs").add(identity.id().toString());
          tree.putArray("object_marking_refs").add(sighting.tlp().markingId().toString());
        });
  }
}

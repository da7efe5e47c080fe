package org.bouclier.node.intelligence;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.bouclier.border.Purpose;
import org.bouclier.node.federation.Peers;
import org.bouclier.node.frontier.Crossing;
import org.bouclier.node.frontier.Frontier;
import org.bouclier.node.frontier.Proposal;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.Pap;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.Tlp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Hands what was confirmed here to the border, for all peers.
 *
 * <p>Objects wait in a table, so that a power cut forgets none; a thousand confirmed at once leave
 * in a few bundles, not in a thousand. A batch gets its number before the border sees it, and the
 * border takes a number once: killed at any moment, the node hands over the same batch again and
 * nothing leaves twice.
 *
 * <p>A peer that was added late, suspended or refused meanwhile is owed what the others were told.
 * Each answer keeps the version it speaks of, so what a peer lacks is read from the answers
 * themselves, whatever stopped the exchange and for however long. Run by one thread.
 */
final class Sharing {

  private static final Logger LOG = LoggerFactory.getLogger(Sharing.class);
  private static final int BATCH = 500;

  /** Somebody who comes back waits no longer than this for what it has missed. */
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final SharingSql sql;
  private final IndicatorSql known;
  private final Frontier frontier;
  private final Peers peers;
  private final TransactionOperations transactions;
  private final Clock clock;

  /** Peers present without a break since they were asked for what they had missed. */
  private final Set<StateCode> reached = new HashSet<>();

  Sharing(
      SharingSql sql,
      IndicatorSql known,
      Frontier frontier,
      Peers peers,
      TransactionOperations transactions,
      Clock clock) {
    this.sql = sql;
    this.known = known;
    this.frontier = frontier;
    this.peers = peers;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Hands over one batch.
   *
   * @return how long to wait before the next
   */
  Duration share() {
    var present = peers.active();
    if (present.isEmpty()) {
      reached.clear();
      return IDLE; // what was confirmed waits for the first peer
    }
    var before = sql.unanswered();
    if (before.isEmpty()) {
      reachNewcomers(present);
    }
    var batch = before.or(() -> sql.form(UUID.randomUUID(), present, BATCH));
    if (batch.isEmpty()) {
      return IDLE;
    }
    try {
      hand(batch.get(), present);
      return Duration.ZERO;
    } catch (UncheckedIOException disk) {
      LOG.warn("batch {} waits: the border could not write", batch.get().id(), disk);
      return Duration.ofSeconds(10);
    }
  }

  /**
   * Finds what those who were away have missed. Once for each return, and at the start of the node;
   * after what had been handed over before, whose answers count.
   */
  private void reachNewcomers(Set<StateCode> present) {
    reached.retainAll(present);
    if (reached.containsAll(present)) {
      return;
    }
    var declared = peers.declared();
    sql.forgetOthers(declared.keySet());
    declared.forEach((code, since) -> {
      if (present.contains(code) && reached.add(code)) {
        int missed = sql.owe(code, since, clock.instant());
        if (missed > 0) {
          LOG.info("{} has missed {} indicators: they go to the border for it", code, missed);
        }
      }
    });
  }

  private void hand(SharingSql.Batch batch, Set<StateCode> present) {
    var to = batch.to();
    if (to != null && !present.contains(to)) {
      sql.release(batch);
      return;
    }
    var outgoing = sql.objects(batch);
    var objects = new ArrayList<StixObject>();
    outgoing.forEach(out -> objects.add(marked(out.body(), out.tlp())));
    objects.addAll(definitions(objects));
    var crossings =
        frontier.export(
            new Proposal(
                "indicators/" + batch.id(),
                "indicators",
                objects,
                Purpose.CYBER_DEFENCE,
                to == null ? present : Set.of(to)));
    transactions.executeWithoutResult(status -> note(batch, outgoing, crossings));
  }

  private void note(
      SharingSql.Batch batch, List<SharingSql.Outgoing> outgoing, List<Crossing> crossings) {
    Instant now = clock.instant();
    var present = peers.active();
    var byId = new HashMap<String, SharingSql.Outgoing>();
    outgoing.forEach(out -> byId.put(out.id(), out));
    var crossed = new LinkedHashSet<SharingSql.Outgoing>();
    sql.leave(batch);
    for (Crossing crossing : crossings) {
      var decided =
          crossing.objects().stream()
              .flatMap(id -> Stream.ofNullable(byId.get(id.toString())))
              .toList();
      boolean left = crossing.verdict() == Crossing.Verdict.CROSSED;
      String destination = crossing.destination().value();
      if (left) {
        crossed.addAll(decided);
      } else if (!present.contains(crossing.destination())) {
        sql.keep(decided, destination, now); // refused for its absence: owed when it is back
        continue;
      }
      sql.answered(
          decided,
          destination,
          left,
          crossing.index(),
          crossing.id(),
          String.join(" ; ", crossing.reasons()),
          now);
    }
    sql.crossed(crossed, now);
  }

  /**
   * The definitions of the markings that are not official: without them the border, and whoever
   * receives the objects, would have to take them for the strictest.
   */
  private List<StixObject> definitions(List<StixObject> objects) {
    return objects.stream()
        .flatMap(object -> object.markingRefs().stream())
        .filter(marking -> Tlp.ofMarking(marking).isEmpty())
        .distinct()
        .flatMap(marking ->
            Pap.ofMarking(marking)
                .map(Pap::markingDefinition)
                .or(() -> known.body(marking.toString()).map(StixObject::parse))
                .stream())
        .toList();
  }

  /**
   * An object as it leaves: whoever reads it elsewhere must find the marking in it, also when here
   * its source gave it.
   */
  static StixObject marked(String body, Tlp tlp) {
    var object = StixObject.parse(body);
    boolean said =
        object.markingRefs().stream()
            .flatMap(id -> Tlp.ofMarking(id).stream())
            .anyMatch(found -> found == tlp);
    return said
        ? object
        : object.edit(tree -> {
          var refs = tree.withArray("object_marking_refs");
          refs.add(tlp.markingId().toString());
        });
  }
}

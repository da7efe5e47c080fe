package org.bouclier.node.intelligence;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.bouclier.border.Purpose;
import org.bouclier.node.federation.Peers;
import org.bouclier.node.frontier.Crossing;
import org.bouclier.node.frontier.Frontier;
import org.bouclier.node.frontier.Proposal;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.Pap;
import org.bouclier.stix.StixId;
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
 * border takes a number once: killed at any moment, the node hands over the same batch again. Each
 * version leaves at least once for each peer, and twice only where a peer came and went meanwhile.
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

  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** The place in the ledger of what did not come to it. */
  private static final long NOWHERE = -1;

  private final SharingSql sql;
  private final IndicatorSql known;
  private final Frontier frontier;
  private final Peers peers;
  private final TransactionOperations transactions;
  private final Clock clock;

  /** Peers present without a break since what they had missed was looked for. */
  private final Map<StateCode, UUID> reached = new HashMap<>();

  private int most = BATCH;

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
    var declared = peers.declared();
    var present = new TreeMap<>(declared);
    present.keySet().retainAll(peers.active());
    reached.entrySet().retainAll(present.entrySet());
    if (present.isEmpty()) {
      return IDLE; // what was confirmed waits for the first peer
    }
    var batch = sql.unanswered().or(() -> sql.formForAll(UUID.randomUUID(), most));
    if (batch.isEmpty()) {
      for (var peer : present.entrySet()) {
        if (!Objects.equals(reached.get(peer.getKey()), peer.getValue())) {
          reach(peer.getKey(), peer.getValue(), declared.keySet());
          return Duration.ZERO; // what was confirmed meanwhile goes first
        }
      }
      batch = present.keySet().stream().flatMap(this::missed).findFirst();
    }
    if (batch.isEmpty()) {
      return IDLE;
    }
    try {
      hand(batch.get(), present);
      most = BATCH;
      return Duration.ZERO;
    } catch (UncheckedIOException disk) {
      LOG.warn("batch {} waits: the border could not write", batch.get().id(), disk);
      return PAUSE;
    } catch (IllegalArgumentException | IllegalStateException refused) {
      return divide(batch.get(), present, refused);
    }
  }

  private Stream<SharingSql.Batch> missed(StateCode to) {
    return sql.formFor(to, UUID.randomUUID(), most).stream();
  }

  /** Finds what a peer has missed: once for each return, and at the start of the node. */
  private void reach(StateCode to, UUID peer, Set<StateCode> declared) {
    sql.forgetOthers(declared);
    int missed = sql.owe(to, peer, clock.instant());
    if (missed > 0) {
      LOG.info("{} has missed {} indicators: they go to the border for it", to, missed);
    }
    reached.put(to, peer);
  }

  /** One object that the border cannot take must not stop the others: the batch is cut in two. */
  private Duration divide(
      SharingSql.Batch batch, Map<StateCode, UUID> present, RuntimeException refused) {
    var outgoing = sql.objects(batch);
    if (outgoing.size() > 1) {
      LOG.warn("batch {} is cut in two: the border could not take it", batch.id(), refused);
      most = Math.max(1, outgoing.size() / 2);
      sql.release(batch);
      return Duration.ZERO;
    }
    var ids = outgoing.stream().map(SharingSql.Outgoing::id).toList();
    LOG.error("the border cannot take {}: it stays here", ids, refused);
    most = BATCH;
    var all = batch.to() == null ? present.keySet() : Set.of(batch.to());
    var lines =
        all.stream()
            .map(to ->
                new Crossing(
                    batch.id(),
                    NOWHERE,
                    to,
                    Crossing.Verdict.REFUSED,
                    "frontiere.erreur",
                    "",
                    outgoing.stream().map(out -> StixId.parse(out.id())).toList(),
                    List.of("la frontière n’a pas pu décider : l’objet reste ici")))
            .toList();
    transactions.executeWithoutResult(status -> note(batch, outgoing, lines, present));
    return Duration.ZERO;
  }

  private void hand(SharingSql.Batch batch, Map<StateCode, UUID> present) {
    var to = batch.to();
    var outgoing = sql.objects(batch);
    if (outgoing.isEmpty()) {
      return; // asked again meanwhile
    }
    if (to != null && !present.containsKey(to)) {
      sql.release(batch);
      return;
    }
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
                to == null ? present.keySet() : Set.of(to)));
    transactions.executeWithoutResult(status -> note(batch, outgoing, crossings, present));
  }

  /**
   * The objects first, as whoever confirms or revokes them does: two orders could block for ever.
   */
  private void note(
      SharingSql.Batch batch,
      List<SharingSql.Outgoing> outgoing,
      List<Crossing> crossings,
      Map<StateCode, UUID> present) {
    Instant now = clock.instant();
    var byId = new HashMap<String, SharingSql.Outgoing>();
    outgoing.forEach(out -> byId.put(out.id(), out));
    var crossed = new LinkedHashSet<SharingSql.Outgoing>();
    var away = new LinkedHashMap<String, List<SharingSql.Outgoing>>();
    crossings.stream()
        .filter(line -> line.verdict() == Crossing.Verdict.CROSSED)
        .forEach(line -> crossed.addAll(decided(line, byId)));
    sql.crossed(crossed, now);
    sql.leave(batch);
    for (Crossing line : crossings) {
      var decided = decided(line, byId);
      if (line.code().equals(Crossing.NO_KEY)) {
        away.put(line.destination().value(), decided);
      } else {
        boolean left = line.verdict() == Crossing.Verdict.CROSSED;
        sql.answered(decided, line, present.get(line.destination()), left, now);
      }
    }
    away.forEach((to, missed) -> sql.keep(missed, to, now));
  }

  private static List<SharingSql.Outgoing> decided(
      Crossing line, Map<String, SharingSql.Outgoing> byId) {
    return line.objects().stream()
        .flatMap(id -> Stream.ofNullable(byId.get(id.toString())))
        .toList();
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

package org.bouclier.node.intelligence;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.bouclier.border.Purpose;
import org.bouclier.node.federation.Peers;
import org.bouclier.node.frontier.Crossing;
import org.bouclier.node.frontier.Frontier;
import org.bouclier.node.frontier.Proposal;
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
 * nothing leaves twice. Run by one thread.
 */
final class Sharing {

  private static final Logger LOG = LoggerFactory.getLogger(Sharing.class);
  private static final int BATCH = 500;

  private final SharingSql sql;
  private final IndicatorSql known;
  private final Frontier frontier;
  private final Peers peers;
  private final TransactionOperations transactions;
  private final Clock clock;

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
    if (peers.active().isEmpty()) {
      return Duration.ofSeconds(5); // what was confirmed waits for the first peer
    }
    var batch = sql.unanswered().orElseGet(this::form);
    var outgoing = sql.objects(batch);
    if (outgoing.isEmpty()) {
      return Duration.ofSeconds(30);
    }
    try {
      hand(batch, outgoing);
      return Duration.ZERO;
    } catch (UncheckedIOException disk) {
      LOG.warn("batch {} waits: the border could not write", batch, disk);
      return Duration.ofSeconds(10);
    }
  }

  private UUID form() {
    var batch = UUID.randomUUID();
    sql.form(batch, BATCH);
    return batch;
  }

  private void hand(UUID batch, List<SharingSql.Outgoing> outgoing) {
    var objects = new ArrayList<StixObject>();
    outgoing.forEach(out -> objects.add(marked(out.body(), out.tlp())));
    objects.addAll(definitions(objects));
    var crossings =
        frontier.export(
            new Proposal(
                "indicators/" + batch,
                "indicators",
                objects,
                Purpose.CYBER_DEFENCE,
                peers.active()));
    transactions.executeWithoutResult(status -> note(batch, outgoing, crossings));
  }

  private void note(UUID batch, List<SharingSql.Outgoing> outgoing, List<Crossing> crossings) {
    Instant now = clock.instant();
    var numbers = new HashMap<String, Long>();
    outgoing.forEach(out -> numbers.put(out.id(), out.number()));
    var crossed = new LinkedHashSet<Long>();
    for (Crossing crossing : crossings) {
      var decided =
          crossing.objects().stream()
              .flatMap(id -> Stream.ofNullable(numbers.get(id.toString())))
              .toList();
      boolean left = crossing.verdict() == Crossing.Verdict.CROSSED;
      if (left) {
        crossed.addAll(decided);
      }
      sql.answered(
          decided.toArray(Long[]::new),
          crossing.destination().value(),
          left,
          crossing.index(),
          crossing.id(),
          String.join(" ; ", crossing.reasons()),
          now);
    }
    sql.finish(batch, crossed.toArray(Long[]::new), now);
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

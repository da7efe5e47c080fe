package org.bouclier.node.federation;

import java.time.Clock;
import java.time.DateTimeException;
import java.util.Arrays;
import org.bouclier.ledger.log.Hash;
import org.bouclier.node.frontier.ErasureAck;
import org.bouclier.node.frontier.ErasureOrder;
import org.bouclier.node.frontier.Erasures;
import org.bouclier.node.frontier.Frontier;
import org.bouclier.node.frontier.NodeKeys;
import org.bouclier.node.site.StateCode;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.modulith.events.ApplicationModuleListener;

/**
 * Reads orders to erase, and answers to ours. An order concerns a leaf of the sender's own ledger
 * and names it by its hash: one that concerns another's, or another leaf than the one received, is
 * refused and counted with the refused entries of that peer. Thread-safe.
 */
class ErasureIntake {

  private final FederationSql sql;
  private final Frontier frontier;
  private final Erasures erasures;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  ErasureIntake(
      FederationSql sql,
      Frontier frontier,
      Erasures erasures,
      ApplicationEventPublisher events,
      Clock clock) {
    this.sql = sql;
    this.frontier = frontier;
    this.erasures = erasures;
    this.events = events;
    this.clock = clock;
  }

  /** Takes an order or an answer. */
  @ApplicationModuleListener
  void on(Received received) {
    switch (received.kind()) {
      case ErasureOrder.KIND -> sql.entry(received.id()).ifPresent(entry -> order(received, entry));
      case ErasureAck.KIND -> sql.entry(received.id()).ifPresent(this::answer);
      default -> {} // a desk's
    }
  }

  private void order(Received received, InboxEntry entry) {
    ErasureOrder order;
    try {
      order = ErasureOrder.parse(entry.content());
    } catch (IllegalArgumentException | DateTimeException unreadable) {
      refuse(entry, "effacement-forme", "L’ordre d’effacement n’a pas la forme convenue.");
      return;
    }
    if (!order.origin().equals(NodeKeys.origin(entry.from()))) {
      refuse(
          entry,
          "effacement-tiers",
          "L’ordre d’effacement vise le registre d’un autre État que l’expéditeur.");
      return;
    }
    if (order.index() >= entry.index()) {
      refuse(entry, "effacement-futur", "L’ordre d’effacement vise une feuille qui le suit.");
      return;
    }
    var held = sql.entryAt(entry.logKey(), order.index());
    if (held.isPresent() && !order.leaf().equals(Hash.sha256(held.get().leaf()))) {
      refuse(
          entry,
          "effacement-feuille",
          "L’ordre d’effacement ne vise pas la feuille qui a été reçue à ce numéro.");
      return;
    }
    var kind = held.map(InboxEntry::kind).orElse("");
    if (kind.equals(ErasureOrder.KIND) || kind.equals(ErasureAck.KIND)) {
      refuse(entry, "effacement-ordre", "Un ordre ou un accusé ne s’efface pas.");
      return;
    }
    sql.dropRefusal(entry.logKey(), order.index());
    held.ifPresent(erased -> sql.erase(erased.id()));
    events.publishEvent(
        new ErasureOrdered(
            received.id(),
            received.from(),
            received.index(),
            order.index(),
            held.map(InboxEntry::id).orElse(null),
            kind));
  }

  private void answer(InboxEntry entry) {
    ErasureAck answer;
    try {
      answer = ErasureAck.parse(entry.content());
    } catch (IllegalArgumentException unreadable) {
      refuse(entry, "accuse-forme", "L’accusé d’effacement n’a pas la forme convenue.");
      return;
    }
    if (!erasures.answered(entry.from(), entry.index(), answer)) {
      refuse(entry, "accuse-sans-ordre", "L’accusé répond à un ordre que ce nœud n’a pas donné.");
    }
  }

  private void refuse(InboxEntry entry, String code, String text) {
    sql.addRefusal(
        new RefusedEntry(
            entry.logKey(),
            entry.index(),
            entry.from(),
            new Problem(code, text, ""),
            Arrays.copyOf(entry.leaf(), entry.leaf().length),
            clock.instant(),
            1,
            null));
  }

  /** Answers for what never came here, which no desk can. */
  @ApplicationModuleListener
  void on(ErasureOrdered order) {
    if (order.content() == null) {
      frontier.acknowledge(order.from(), ack(order.from(), order.index(), 0));
    }
  }

  static ErasureAck ack(StateCode orderer, long index, long objects) {
    return new ErasureAck(NodeKeys.origin(orderer), index, objects);
  }
}

package org.bouclier.node.intelligence;

import java.time.Clock;
import org.bouclier.node.federation.ErasureOrdered;
import org.bouclier.node.frontier.ErasureAck;
import org.bouclier.node.frontier.Frontier;
import org.bouclier.node.frontier.NodeKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.modulith.events.ApplicationModuleListener;

/**
 * Deletes what a peer's message brought, when the peer orders it: its objects and their versions,
 * and the values that only they named, so that nothing watches for them any more. An object stays,
 * under the other's name, if another message brought the very text that stands. The answer leaves
 * once the deletion is durable, in a step of its own.
 */
class PeerErasure {

  private static final Logger LOG = LoggerFactory.getLogger(PeerErasure.class);

  private final BroughtSql sql;
  private final Live live;
  private final Frontier frontier;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  PeerErasure(
      BroughtSql sql, Live live, Frontier frontier, ApplicationEventPublisher events, Clock clock) {
    this.sql = sql;
    this.live = live;
    this.frontier = frontier;
    this.events = events;
    this.clock = clock;
  }

  /** Carries out one order. */
  @ApplicationModuleListener
  void on(ErasureOrdered order) {
    var content = order.content();
    if (content == null || !PeerIntake.KINDS.contains(order.kind())) {
      return;
    }
    var now = clock.instant();
    // First the message, as its reading does: one that is being read is waited for, and one that
    // was not read yet never is.
    sql.close(content, order, now);
    var change = live.open();
    var brought = sql.brought(content);
    sql.forgetVersions(content);
    sql.forget(content);
    var doomed = sql.doomed(brought, order.from().value());
    sql.adopt(brought, order.from().value());
    var values = sql.unwatch(doomed);
    live.settle(values, change, now);
    sql.blank(values.toArray(Long[]::new));
    sql.delete(doomed);
    LOG.info(
        "{} ordered to erase its entry {}: {} objects",
        order.from(),
        order.erased(),
        doomed.length);
    events.publishEvent(new PeerContentErased(order.from(), order.index(), brought.length));
  }

  /** Answers. */
  @ApplicationModuleListener
  void on(PeerContentErased done) {
    frontier.acknowledge(
        done.from(), new ErasureAck(NodeKeys.origin(done.from()), done.order(), done.objects()));
  }
}

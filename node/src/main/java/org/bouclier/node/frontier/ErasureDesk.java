package org.bouclier.node.frontier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.seal.SealRecipient;
import org.bouclier.ledger.spool.Leaf;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Audit;
import org.bouclier.node.site.StateCode;

/**
 * Erases what a leaf sent: here at once, and at those who received it by an order in our ledger.
 * Thread-safe.
 *
 * <p>A leaf is a salted commitment and stays, so every proof holds. What goes is what could still
 * speak: the sealed object (with the only copies of its key, sealed to the recipients), the salt,
 * what a refusal committed to, and the names of the objects. The order is written first, with the
 * forgetting in its own transaction; the sealed object goes last, and a start finishes what a kill
 * left.
 */
final class ErasureDesk implements Erasures {

  private final StateCode own;
  private final BorderPost post;
  private final PeerDirectory peers;
  private final ExportLog log;
  private final ErasureSql sql;
  private final Audit audit;
  private final Clock clock;
  private final Runnable changed;

  ErasureDesk(
      StateCode own,
      BorderPost post,
      PeerDirectory peers,
      ExportLog log,
      ErasureSql sql,
      Audit audit,
      Clock clock,
      Runnable changed) {
    this.own = own;
    this.post = post;
    this.peers = peers;
    this.log = log;
    this.sql = sql;
    this.audit = audit;
    this.clock = clock;
    this.changed = changed;
  }

  /** What came of an order. */
  enum Outcome {
    ORDERED,
    /** The register has no such line, or it is not in the ledger yet. */
    UNKNOWN,
    /** What the leaf says is itself an order or an answer. */
    NOT_CONTENT,
    /** It was ordered before. */
    ALREADY
  }

  /**
   * Orders an erasure and carries it out here.
   *
   * @param crossing any line of the register about the leaf
   * @param law as the person wrote it; empty: internal policy
   * @param decision number of the authority's act
   * @param patience how long holders have to answer
   */
  Outcome order(UUID crossing, String law, String decision, Duration patience) {
    var found = sql.target(crossing);
    if (found.isEmpty()) {
      return Outcome.UNKNOWN;
    }
    var target = found.get();
    if (!target.type().equals(Leaf.EXPORT) && !target.type().equals(Leaf.REFUSAL)) {
      return Outcome.NOT_CONTENT;
    }
    if (target.erased()) {
      return Outcome.ALREADY;
    }
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var order =
        new ErasureOrder(
            NodeKeys.origin(own),
            target.index(),
            Hash.sha256(target.entry()),
            now.plus(patience),
            decision,
            law);
    return enter(target, order, now) ? Outcome.ORDERED : Outcome.ALREADY;
  }

  private boolean enter(ErasureSql.Target target, ErasureOrder order, Instant now) {
    Map<StateCode, SealRecipient> keys = new HashMap<>();
    peers.known().stream()
        .filter(peer -> target.holders().contains(peer.state()))
        .forEach(peer -> keys.put(peer.state(), peer.key()));
    var key = "erasure/" + target.leaf();
    boolean first =
        post.say(
            new BorderPost.Word(
                key,
                Leaf.ERASURE,
                ErasureOrder.KIND,
                new TreeSet<>(target.holders()),
                keys,
                order.bytes(),
                policy -> Ruling.erasure(order, policy)),
            () -> keep(key, target, order, keys, now));
    erase(target.ciphertext() == null ? List.of() : List.of(target.ciphertext()));
    changed.run();
    return first;
  }

  private void keep(
      String key,
      ErasureSql.Target target,
      ErasureOrder order,
      Map<StateCode, SealRecipient> keys,
      Instant now) {
    var id = UUID.randomUUID();
    sql.add(id, target.leaf(), key, order, Actor.current().label(), now);
    target.holders().forEach(holder -> sql.addHolder(id, holder, keys.containsKey(holder)));
    audit.record(
        "erasures.order",
        order.decision(),
        Map.of("id", Long.toString(order.index()), "expires", order.due().toString()));
  }

  /** Deletes what a kill left of erased objects; to be called at the start. */
  int finish() throws IOException {
    var here = new HashSet<>(log.objects());
    var left = sql.erased().stream().filter(here::contains).toList();
    erase(left);
    return left.size();
  }

  private void erase(List<Hash> objects) {
    try {
      for (Hash object : objects) {
        log.discard(object);
      }
    } catch (IOException disk) {
      throw new UncheckedIOException(disk);
    }
  }

  @Override
  public boolean answered(StateCode holder, long index, ErasureAck answer) {
    boolean ours =
        answer.origin().equals(NodeKeys.origin(own))
            && sql.answered(holder, index, answer, clock.instant());
    changed.run();
    return ours;
  }

  /** Newest first. */
  List<Erasure> list(int most) {
    return sql.list(most);
  }

  /** The order that erased what a line of the register speaks of. */
  Optional<Erasure> of(UUID crossing) {
    return sql.of(crossing);
  }

  /** What a line of the register speaks of. */
  Optional<ErasureSql.Target> target(UUID crossing) {
    return sql.target(crossing);
  }

  /** How many answers are awaited beyond their time. */
  long overdue() {
    return sql.overdue(clock.instant());
  }
}

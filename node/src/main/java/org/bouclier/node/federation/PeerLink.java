package org.bouclier.node.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.bouclier.ledger.log.Note;
import org.bouclier.node.web.PeerLinks;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one peer at this moment, in memory: written by its pull, read by the pages.
 * Thread-safe.
 *
 * <p>How long ago it answered is told by the machine's own ticking and not by its clock, which
 * people and time servers set back and forth.
 */
final class PeerLink {

  /** Without a word for so long, a peer counts as unreached: it answers every 25 s otherwise. */
  static final Duration LATELY = Duration.ofSeconds(75);

  private static final int MAX_RUMOURS = 16;

  /** How much of our ledger a peer said that it has, and when. */
  record Heard(long size, Instant at) {}

  private final LongSupplier nanoTime;
  private KnownPeer peer;
  private LinkRecord record;
  private boolean answered; // since this process started
  private long answeredAtNanos;
  private @Nullable Heard heard;
  private final ArrayList<Note> rumours = new ArrayList<>();

  PeerLink(KnownPeer peer, LinkRecord record, LongSupplier nanoTime) {
    this.peer = peer;
    this.record = record;
    this.nanoTime = nanoTime;
  }

  synchronized KnownPeer peer() {
    return peer;
  }

  synchronized void replace(KnownPeer changed) {
    peer = changed;
  }

  synchronized LinkRecord record() {
    return record;
  }

  synchronized LinkRecord update(UnaryOperator<LinkRecord> change) {
    record = change.apply(record);
    return record;
  }

  /** It has just answered. */
  synchronized void answered(Instant at) {
    answered = true;
    answeredAtNanos = nanoTime.getAsLong();
    record = record.contact(at);
  }

  /** A head of this peer's ledger that another peer has cosigned: to be compared with ours. */
  synchronized void rumour(Note head) {
    rumours.remove(head);
    rumours.add(head);
    if (rumours.size() > MAX_RUMOURS) {
      rumours.remove(0); // the oldest; whoever cosigned it tells again
    }
  }

  /** Takes the heads that wait to be compared. */
  synchronized List<Note> takeRumours() {
    var taken = List.copyOf(rumours);
    rumours.clear();
    return taken;
  }

  synchronized void heard(Heard what) {
    heard = what;
  }

  synchronized @Nullable Heard heard() {
    return heard;
  }

  synchronized PeerLinks.State state() {
    if (record.refused()) {
      return PeerLinks.State.REFUSED;
    }
    if (!answered || nanoTime.getAsLong() - answeredAtNanos > LATELY.toNanos()) {
      return PeerLinks.State.UNREACHED;
    }
    boolean behind = record.position() < record.announced() || !record.problem().code().isEmpty();
    return behind ? PeerLinks.State.LATE : PeerLinks.State.CURRENT;
  }

  synchronized Peer view() {
    return new Peer(
        peer.card(),
        peer.suspended(),
        state(),
        record.announced(),
        record.position(),
        record.contactAt(),
        record.verifiedAt(),
        record.problem().text());
  }
}

package org.bouclier.node.federation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.bouclier.ledger.log.Checkpoint;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.Note;
import org.bouclier.node.site.SecretFile;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes what a pull found. Each method is one transaction, in which the position moves together
 * with what the entry brought; memory follows when it is durable. Thread-safe.
 *
 * @param directory where evidence is also written as files
 */
record Intake(
    FederationSql sql,
    TransactionTemplate transactions,
    ApplicationEventPublisher events,
    Path directory,
    Clock clock) {

  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
  private static final int MAX_DOUBLINGS = 9; // 8 h 32 min
  private static final Duration LONGEST_RETRY = FIRST_RETRY.multipliedBy(1L << MAX_DOUBLINGS);

  /** A verified head. */
  void head(PeerLink link, Checkpoint head) {
    var now = clock.instant();
    var next = link.record().head(head.note().print(), head.size());
    transactions.executeWithoutResult(_ -> sql.saveHead(link.peer().id(), next, now));
    link.update(was -> was.head(head.note().print(), head.size()));
  }

  /** A head that witnesses have cosigned, verified. */
  void cosigned(PeerLink link, Checkpoint head) {
    sql.saveCosigned(link.peer().id(), head.size(), head.note().print(), clock.instant());
  }

  /** How a peer is doing. */
  void state(PeerLink link, LinkRecord record) {
    sql.saveState(link.peer().id(), record);
  }

  /** Entries that are not for us. */
  void pass(PeerLink link, long from, long to) {
    sql.move(link.peer().id(), from, to, to - from, 0);
    link.update(was -> was.moved(to, to - from, 0));
  }

  /** An entry that was opened, after some that were passed over. */
  void accept(PeerLink link, long from, long index, byte[] entry, Outcome.Opened opened) {
    var logKey = link.peer().card().logKey();
    var commitment = opened.leaf().commit().bytes();
    var twin = sql.twin(logKey, commitment, index);
    if (twin.isPresent()) {
      refuse(link, from, index, entry, replayed(twin.get()));
      return;
    }
    var kept = entryOf(link, index, entry, opened);
    boolean isNew =
        Boolean.TRUE.equals(
            transactions.execute(_ -> {
              boolean added = sql.addReceived(kept);
              sql.move(link.peer().id(), from, index + 1, index - from, added ? 1 : 0);
              sql.dropRefusal(logKey, index);
              if (added) {
                events.publishEvent(event(kept));
              }
              return added;
            }));
    link.update(was -> was.moved(index + 1, index - from, isNew ? 1 : 0));
  }

  private static Outcome.Refused replayed(long first) {
    return new Outcome.Refused(
        new Problem(
            "rejeu",
            "Ce pli a déjà été reçu sous un autre numéro : il n’est pas pris deux fois.",
            "first at index " + first),
        false);
  }

  /** An entry that cannot be accepted, after some that were passed over. */
  void refuse(PeerLink link, long from, long index, byte[] entry, Outcome.Refused refused) {
    var kept = refusal(link, index, entry, refused, 0);
    transactions.executeWithoutResult(_ -> {
      sql.addRefusal(kept);
      sql.move(link.peer().id(), from, index + 1, index - from, 0);
    });
    link.update(was -> was.moved(index + 1, index - from, 0));
  }

  /** Refused entries whose time to be tried again has come. */
  List<RefusedEntry> due(PeerLink link, int most) {
    var now = clock.instant();
    return sql.dueRefusals(link.peer().card().logKey(), now, now.plus(LONGEST_RETRY), most);
  }

  /** An entry that was refused before and can now be accepted. */
  void acceptLate(PeerLink link, RefusedEntry due, Outcome.Opened opened) {
    var twin = sql.twin(due.logKey(), opened.leaf().commit().bytes(), due.index());
    if (twin.isPresent()) {
      refuseAgain(due, replayed(twin.get()));
      return;
    }
    var kept = entryOf(link, due.index(), due.entry(), opened);
    var id = link.peer().id();
    long position = link.record().position();
    boolean isNew =
        Boolean.TRUE.equals(
            transactions.execute(_ -> {
              boolean added = sql.addReceived(kept);
              sql.dropRefusal(due.logKey(), due.index());
              if (added) {
                sql.move(id, position, position, 0, 1);
                events.publishEvent(event(kept));
              }
              return added;
            }));
    link.update(was -> was.moved(was.position(), 0, isNew ? 1 : 0));
  }

  /** An entry that was refused before and is again. */
  void refuseAgain(RefusedEntry due, Outcome.Refused refused) {
    sql.addRefusal(
        new RefusedEntry(
            due.logKey(),
            due.index(),
            due.state(),
            refused.problem(),
            due.entry(),
            clock.instant(),
            due.attempts() + 1,
            refused.retry() ? nextTry(due.attempts()) : null));
  }

  /** A refusal that turned out to be none. */
  void drop(RefusedEntry due) {
    sql.dropRefusal(due.logKey(), due.index());
  }

  /** Lets refused entries be tried again at once. */
  void hasten(PeerLink link) {
    sql.hastenRefusals(link.peer().card().logKey(), clock.instant());
  }

  private InboxEntry entryOf(PeerLink link, long index, byte[] entry, Outcome.Opened opened) {
    var card = link.peer().card();
    return new InboxEntry(
        UUID.randomUUID(),
        card.code(),
        card.logKey(),
        index,
        entry,
        opened.leaf().commit().bytes(),
        opened.parcel().kind(),
        opened.parcel().content(),
        clock.instant());
  }

  private static Received event(InboxEntry kept) {
    return new Received(kept.id(), kept.from(), kept.index(), kept.kind(), kept.at());
  }

  private RefusedEntry refusal(
      PeerLink link, long index, byte[] entry, Outcome.Refused refused, int attempts) {
    var card = link.peer().card();
    return new RefusedEntry(
        card.logKey(),
        index,
        card.code(),
        refused.problem(),
        entry,
        clock.instant(),
        attempts + 1,
        refused.retry() ? nextTry(attempts) : null);
  }

  private Instant nextTry(int attempts) {
    return clock.instant().plus(FIRST_RETRY.multipliedBy(1L << Math.min(attempts, MAX_DOUBLINGS)));
  }

  /**
   * Keeps the notes that contradict each other, as a file first: the database may be the one that
   * is rolled back.
   */
  void evidence(PeerLink link, String refusal, Note offered, String proof) {
    var card = link.peer().card();
    var seen = link.record().seen();
    var sha256 = Hash.sha256(offered.bytes());
    var name = card.code() + "-" + refusal + "-" + sha256.hex().substring(0, 16) + ".txt";
    var file = directory.resolve(name);
    try {
      Files.createDirectories(directory);
      if (Files.notExists(file)) {
        SecretFile.write(file, proof.isEmpty() ? seen + "\n" + offered.print() : proof);
      }
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
    var now = clock.instant();
    sql.addEvidence(
        new Evidence(
            UUID.randomUUID(),
            card.code(),
            card.logKey(),
            refusal,
            seen,
            offered.print(),
            proof,
            directory.getFileName() + "/" + name,
            now,
            now,
            1),
        sha256.bytes());
  }
}

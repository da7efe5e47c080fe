package org.bouclier.node.federation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouclier.ledger.log.Checkpoint;
import org.bouclier.ledger.log.EntryVisitor;
import org.bouclier.ledger.log.ForkException;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.LogReader;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.log.RollbackException;
import org.bouclier.ledger.log.Tile;
import org.bouclier.ledger.log.TileSource;
import org.bouclier.ledger.spool.Spool;
import org.bouclier.node.site.StateCode;
import org.jspecify.annotations.Nullable;

/**
 * Pulls the ledger of one peer, for as long as it is a peer. One virtual thread.
 *
 * <pre>{@code
 * wait for a head ──► verify: signature, growth ──► keep the head
 *      ▲                    │ refused: evidence          │
 *      │                    ▼                            ▼
 *   pause ◄────────── link or ledger fails      each entry, verified up to the head:
 *      ▲                                        passed, opened or refused; the position
 *      └──────────────────────────────────────  moves in the same transaction
 * }</pre>
 *
 * <p>Nothing is believed that does not follow from the peer's signature; nothing is done twice,
 * because the position is kept with what it brought; nothing is lost, because it moves past an
 * entry only with what became of it. So a kill at any moment, here or there, costs at most the
 * transfer of one object, and that is resumed where it was cut.
 *
 * <p>Pauses are counted by the machine's ticking, not by its clock.
 */
final class PeerPull implements Runnable {

  /** A peer that answers each wait at once, with nothing new, is not asked more often than this. */
  private static final Duration LEAST_PERIOD = Duration.ofMillis(500);

  /** A ledger that does not grow is compared with what its witnesses say all the same. */
  private static final Duration WITNESSES_EVERY = Duration.ofMinutes(10);

  private static final int MAX_RETRIES = 20; // refused entries that one pass tries again

  private final PeerLink link;
  private final PeerSpool spool;
  private final CarriedSpool carried;
  private final Reception reception;
  private final Intake intake;
  private final PeerRegister register;
  private final OwnHistory history;
  private final Backoff backoff;
  private final Clock clock;
  private final Runnable changed;
  private final Thread thread;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean stopped;
  private long askedAtNanos = System.nanoTime() - WITNESSES_EVERY.toNanos();
  private byte[] tried = {}; // the entry that was last tried again; used by the thread alone

  /**
   * Takes what it needs; {@link #start} starts it.
   *
   * @param changed is called when what pages show of this peer has changed
   */
  PeerPull(
      PeerLink link,
      PeerSpool spool,
      CarriedSpool carried,
      Reception reception,
      Intake intake,
      PeerRegister register,
      OwnHistory history,
      Backoff backoff,
      Clock clock,
      Runnable changed) {
    this.link = link;
    this.spool = spool;
    this.carried = carried;
    this.reception = reception;
    this.intake = intake;
    this.register = register;
    this.history = history;
    this.backoff = backoff;
    this.clock = clock;
    this.changed = changed;
    this.thread = Thread.ofVirtual().name("pull-" + code()).unstarted(this);
  }

  private StateCode code() {
    return link.peer().card().code();
  }

  void start() {
    thread.start();
  }

  /**
   * Ends the pull and waits for its end: nothing is written for this peer after this returns. What
   * waits for the peer is cut by closing the spool, not by an interrupt, which a virtual thread in
   * the middle of a statement would answer by closing its database connection.
   */
  void stop() {
    stopped = true;
    spool.close();
    wake.release();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tries again now instead of at the end of a pause. */
  void hasten() {
    wake.release();
  }

  @Override
  public void run() {
    sweep();
    int failures = 0;
    boolean waits = false; // the first head is asked for at once
    while (!stopped) {
      if (link.record().locked()) {
        pause(backoff.most());
        continue;
      }
      long before = System.nanoTime();
      try {
        takeCarried();
        boolean grown = pass(waits);
        failures = 0;
        waits = true;
        if (!grown) {
          pause(LEAST_PERIOD.minusNanos(System.nanoTime() - before));
        }
      } catch (IOException | RuntimeException failed) {
        if (!stopped) {
          note(failed);
          waits = false;
          askedAtNanos = System.nanoTime() - WITNESSES_EVERY.toNanos();
          pause(backoff.after(++failures));
        }
      }
    }
  }

  /** Objects that a kill left behind, after the position had moved past them. */
  private void sweep() {
    try {
      reception.sweep();
    } catch (IOException full) {
      // they only take room, and the next start tries again
    }
  }

  private void pause(Duration atMost) {
    try {
      if (wake.tryAcquire(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS)) {
        wake.drainPermits();
      }
    } catch (InterruptedException stopping) {
      // the loop looks at stopped; any other interrupt only shortens the pause
    }
  }

  /**
   * Takes what a courier brought, if that is more than what is known: by the same way as what comes
   * over the network, of which nothing is asked here. A copy that is behind is an old stick, and
   * tells nothing.
   */
  private void takeCarried() throws IOException {
    var note = carried.head();
    if (note.isEmpty()) {
      return;
    }
    var reader =
        new LogReader(carried.mirror(), link.peer().card().verifier(), Tile.MAX_ENTRY_BYTES);
    for (RefusedEntry due : intake.due(link, MAX_RETRIES)) {
      if (carried.holds(due.entry())) { // a later stick brought what an earlier one lacked
        retry(due);
      }
    }
    var record = link.record();
    long size = Checkpoint.open(note.get(), reader.log()).size();
    if (size < record.announced() || size <= record.position()) {
      return;
    }
    var offered = verified(reader, note.get());
    intake.head(link, offered);
    take(reader, offered, carried.mirror());
    intake.state(link, link.update(was -> was.verified(clock.instant())));
    changed.run();
  }

  /**
   * Waits for a head and takes what is new.
   *
   * @return whether the ledger had grown
   */
  private boolean pass(boolean waits) throws IOException {
    spool.startPass();
    var card = link.peer().card();
    var reader = new LogReader(spool, card.verifier(), Tile.MAX_ENTRY_BYTES);
    var note =
        waits
            ? spool.await(link.record().announced())
            : Note.parse(spool.read(TileSource.CHECKPOINT, Note.MAX_BYTES));
    var offered = verified(reader, note);
    boolean due = System.nanoTime() - askedAtNanos > WITNESSES_EVERY.toNanos();
    if (due) {
      var _ = history.askAside(link.peer().card());
    }
    boolean grown = !offered.note().text().equals(seenText());
    if (grown || link.record().refused()) {
      intake.head(link, offered);
      changed.run();
    }
    compare(reader, offered);
    take(reader, offered, carried);
    retry();
    intake.state(link, link.update(record -> record.verified(clock.instant())));
    if (grown || due) {
      askedAtNanos = System.nanoTime();
      cosigned(reader, offered);
      listen();
    }
    changed.run();
    return grown;
  }

  /**
   * Compares what others have cosigned of this ledger with what it shows us. A ledger that shows
   * each state another history is caught here: both are signed.
   */
  private void compare(LogReader reader, Checkpoint offered) throws IOException {
    for (Note rumour : link.takeRumours()) {
      Checkpoint elsewhere;
      try {
        elsewhere = Checkpoint.open(rumour, reader.log());
      } catch (LedgerException notTheirs) {
        continue; // this ledger did not sign it: it proves nothing
      }
      if (elsewhere.size() > offered.size()) {
        link.rumour(rumour); // until this ledger shows us as much
      } else {
        verifyGrowth(reader, elsewhere, offered);
      }
    }
  }

  private void verifyGrowth(LogReader reader, Checkpoint from, Checkpoint to) throws IOException {
    try {
      reader.verifyGrowth(from, to);
    } catch (ForkException fork) {
      throw refused(fork, from.note(), fork.evidence().print(), true);
    }
  }

  /** What its witnesses have cosigned: verified, and kept beside its head. */
  private void cosigned(LogReader reader, Checkpoint offered) throws IOException {
    Checkpoint head;
    boolean known;
    try {
      var note = Note.parse(spool.read(TileSource.COSIGNED, Note.MAX_BYTES));
      head = Checkpoint.open(note, reader.log());
      known = !register.cosigned(note).isEmpty();
    } catch (NoSuchFileException none) {
      return;
    } catch (LedgerException unreadable) { // its head stands all the same
      troubled(unreadable);
      return;
    }
    if (head.size() > offered.size()) {
      link.rumour(head.note()); // it has grown since it was asked for its head
      return;
    }
    verifyGrowth(reader, head, offered);
    if (known) {
      intake.cosigned(link, head);
    }
  }

  private void troubled(LedgerException unreadable) {
    var problem = Problem.of(unreadable);
    intake.state(link, link.update(was -> was.troubled(problem)));
  }

  /** Asks this peer what it has cosigned of the others, for those who pull them to compare. */
  private void listen() throws IOException {
    if (link.peer().card().witness().isEmpty()) {
      return;
    }
    for (PeerLink other : register.links()) {
      if (!other.peer().card().code().equals(code()) && !other.peer().suspended()) {
        var origin = other.peer().card().verifier().name();
        try {
          spool.witnessed(Hash.sha256(origin.getBytes(UTF_8))).ifPresent(other::rumour);
        } catch (LedgerException unreadable) {
          troubled(unreadable);
        }
      }
    }
  }

  private String seenText() {
    var seen = link.record().seen();
    return seen.isEmpty() ? "" : Note.parse(seen).text();
  }

  /** Verifies who signed a head and that it grew from the last one; what fails is evidence. */
  private Checkpoint verified(LogReader reader, Note note) throws IOException {
    try {
      var offered = Checkpoint.open(note, reader.log());
      reader.verifyGrowth(seen(reader), offered);
      return offered;
    } catch (ForkException fork) {
      throw refused(fork, note, fork.evidence().print(), true);
    } catch (RollbackException rollback) {
      throw refused(rollback, note, "", false);
    } catch (LedgerException unsigned) {
      throw refused(unsigned, note, "", false);
    }
  }

  private @Nullable Checkpoint seen(LogReader reader) {
    var seen = link.record().seen();
    return seen.isEmpty() ? null : Checkpoint.open(Note.parse(seen), reader.log());
  }

  private LedgerException refused(
      LedgerException refusal, Note offered, String proof, boolean byPersonOnly) {
    intake.evidence(link, refusal.code(), offered, proof);
    var problem = Problem.of(refusal);
    intake.state(link, link.update(record -> record.refused(problem, byPersonOnly)));
    changed.run();
    return refusal;
  }

  /** Takes the entries from the position up to the head, each one verified up to its root. */
  private void take(LogReader reader, Checkpoint head, Spool objects) throws IOException {
    if (link.record().position() < head.size()) {
      var taker = new Taker(link.record().position(), objects);
      reader.read(head, taker.from, head.size(), taker);
      taker.flush(head.size());
    }
  }

  /** Counts what is passed over, and moves the position in as few transactions as it can. */
  private final class Taker implements EntryVisitor {

    private final Spool objects;
    private long from;

    Taker(long from, Spool objects) {
      this.from = from;
      this.objects = objects;
    }

    @Override
    public void visit(long index, byte[] entry) throws IOException {
      if (stopped) {
        throw new IOException("the pull was stopped");
      }
      switch (reception.take(code(), entry, objects)) {
        case Outcome.Passed _ -> {
          if ((index + 1) % Tile.FULL_WIDTH == 0) {
            flush(index + 1);
          }
        }
        case Outcome.Opened opened -> {
          intake.accept(link, from, index, entry, opened);
          from = index + 1;
          settle(entry);
        }
        case Outcome.Refused refused -> {
          intake.refuse(link, from, index, entry, refused);
          from = index + 1;
          settle(entry);
        }
      }
    }

    void flush(long to) {
      if (from < to) {
        intake.pass(link, from, to);
        from = to;
      }
    }
  }

  /**
   * Lets go of the object of an entry that was decided, also of one that is refused and will be
   * tried again: whoever refuses must not pay for it with disk. It is then fetched anew.
   */
  private void settle(byte[] entry) throws IOException {
    reception.forget(entry);
    changed.run();
  }

  /**
   * Tries again what was refused for a reason that may have passed. Of what comes in part only the
   * last is kept: a peer that cuts each transfer cannot leave a part for each entry.
   */
  private void retry() throws IOException {
    for (RefusedEntry due : intake.due(link, MAX_RETRIES)) {
      if (!Arrays.equals(tried, due.entry())) {
        reception.forget(tried); // if its link was cut, it starts anew
        tried = due.entry();
      }
      retry(due);
    }
  }

  private void retry(RefusedEntry due) throws IOException {
    switch (reception.take(code(), due.entry(), carried)) {
      case Outcome.Passed _ -> {
        intake.drop(due);
        settle(due.entry());
      }
      case Outcome.Opened opened -> {
        intake.acceptLate(link, due, opened);
        settle(due.entry());
      }
      case Outcome.Refused refused -> {
        intake.refuseAgain(due, refused);
        settle(due.entry());
      }
    }
  }

  private void note(Exception failed) {
    var problem =
        switch (failed) {
          case LedgerException refusal -> Problem.of(refusal);
          case IOException cut -> Problem.of(cut);
          case RuntimeException internal -> Problem.internal(internal);
          default -> throw new IllegalStateException(failed);
        };
    boolean ledgerIsWrong = failed instanceof LedgerException;
    if (ledgerIsWrong && link.record().refused()) {
      return; // already kept, with its evidence
    }
    var record =
        link.update(was -> ledgerIsWrong ? was.refused(problem, false) : was.troubled(problem));
    try {
      intake.state(link, record);
    } catch (RuntimeException databaseAway) {
      // what was troubled was the database itself: memory knows, and the next pass writes it
    }
    changed.run();
  }
}

package org.bouclier.node.frontier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.bouclier.ledger.log.Checkpoint;
import org.bouclier.ledger.log.ForkException;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.LogProof;
import org.bouclier.ledger.log.LogReader;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.log.RollbackException;
import org.bouclier.ledger.log.TiledLog;
import org.bouclier.ledger.spool.DiskSpool;
import org.bouclier.ledger.spool.Spool;
import org.jspecify.annotations.Nullable;

/**
 * This node's ledger of exports and, beside it in one directory, the sealed objects that it
 * announces. Everyone may read it; only this desk appends. Thread-safe.
 */
public final class ExportLog implements AutoCloseable {

  /** Three round trips of a handshake over a satellite, and the answer. */
  static final Duration COMPARED_WITHIN = Duration.ofSeconds(20);

  private final TiledLog log;
  private final DiskSpool spool;
  private final ReentrantLock gate = new ReentrantLock();
  private final Condition grown = gate.newCondition();
  private boolean closed; // guarded by gate
  private final AheadFile aheadFile;
  private volatile @Nullable Checkpoint ahead; // written under gate
  private volatile CompletableFuture<?> compared = CompletableFuture.completedFuture(null);

  private ExportLog(TiledLog log, DiskSpool spool, AheadFile aheadFile) throws IOException {
    this.log = log;
    this.spool = spool;
    this.aheadFile = aheadFile;
    var kept = aheadFile.read();
    if (kept != null && contradicts(kept)) {
      ahead = kept;
    } else {
      aheadFile.delete(); // the missing entries are back
    }
  }

  /**
   * Opens the ledger, or makes an empty one.
   *
   * @throws IOException if the disk fails
   * @throws org.bouclier.ledger.log.LedgerException as {@link TiledLog#open}
   */
  public static ExportLog open(Path directory, NodeKeys keys) throws IOException {
    Files.createDirectories(directory.toAbsolutePath().getParent());
    var log = TiledLog.open(directory, keys.signer());
    boolean open = false;
    try {
      var exports =
          new ExportLog(log, new DiskSpool(directory), new AheadFile(directory, keys.logKey()));
      open = true;
      return exports;
    } finally {
      if (!open) {
        log.close();
      }
    }
  }

  /** The files that peers pull: checkpoint, tiles and objects. */
  public Spool spool() {
    return spool;
  }

  /**
   * The length of a sealed object, in bytes.
   *
   * @throws java.nio.file.NoSuchFileException if it is not here (any more)
   */
  public long objectBytes(Hash object) throws IOException {
    return spool.bytes(object);
  }

  /** The signed head that is published now. */
  public Checkpoint checkpoint() {
    return log.checkpoint();
  }

  /** The proof, under the head published now, that an entry is in the ledger. */
  public LogProof prove(long index) throws IOException {
    return log.prove(index);
  }

  /** Reads the ledger as a stranger would, every byte verified. */
  public LogReader reader() {
    return log.reader();
  }

  /**
   * Waits until the ledger has another size than one that is known, or until the time is over, or
   * until this node stops.
   *
   * @return the head published then
   */
  public Checkpoint await(long knownSize, Duration atMost) throws InterruptedException {
    gate.lock();
    try {
      long nanos = atMost.toNanos();
      while (log.size() == knownSize && nanos > 0 && !closed) {
        nanos = grown.awaitNanos(nanos);
      }
    } finally {
      gate.unlock();
    }
    return log.checkpoint();
  }

  /** Lets go of everyone who waits, now and later: this node stops. */
  public void endWaits() {
    wakeReaders(true);
  }

  // ---- a ledger that was restored from an old copy

  /**
   * Holds appends back until something has been compared, but not for longer than {@link
   * #COMPARED_WITHIN}: days without a link are normal, and a node that cannot ask must work.
   */
  public void expect(CompletableFuture<?> comparison) {
    compared = comparison;
  }

  /**
   * Compares a head of this ledger that somebody else holds with this ledger. What we did not sign
   * proves nothing and is ignored; what we signed and do not have stops every append, durably,
   * until the missing entries are back.
   *
   * @throws IOException if the disk fails
   */
  public void consider(Note held) throws IOException {
    Checkpoint elsewhere;
    try {
      elsewhere = Checkpoint.open(held, aheadFile.key());
    } catch (LedgerException notOurs) {
      return;
    }
    if (!contradicts(elsewhere)) {
      return;
    }
    gate.lock();
    try {
      var known = ahead;
      if (known == null || known.size() < elsewhere.size()) {
        ahead = elsewhere; // should the disk fail, nothing is appended as long as this runs
        aheadFile.write(elsewhere);
      }
    } finally {
      gate.unlock();
    }
  }

  private boolean contradicts(Checkpoint elsewhere) throws IOException {
    try {
      log.reader().verifyGrowth(elsewhere, log.checkpoint());
      return false;
    } catch (RollbackException | ForkException contradiction) {
      return true;
    }
  }

  /** Why nothing may be appended now; empty if appends are free. */
  public Optional<WithheldLedgerException> withheld() {
    return Optional.ofNullable(ahead)
        .map(elsewhere -> new WithheldLedgerException(elsewhere, log.checkpoint()));
  }

  /**
   * Waits for the comparison that is expected, and refuses if the ledger is withheld.
   *
   * @throws WithheldLedgerException if a head that we signed is not part of what is here
   */
  void admit() throws WithheldLedgerException {
    try {
      compared.get(COMPARED_WITHIN.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException notCompared) {
      // nobody answered: this ledger is all that is known
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    var why = withheld();
    if (why.isPresent()) {
      throw why.get();
    }
  }

  /** Seals into the spool; durable when it returns. */
  DiskSpool.Stored store(DiskSpool.ObjectWriter writer) throws IOException {
    return spool.put(writer);
  }

  /** The sealed objects that are here, in no order. */
  List<Hash> objects() throws IOException {
    return spool.objects();
  }

  /** Takes an object back that no leaf announces. */
  void discard(Hash object) throws IOException {
    spool.delete(object);
  }

  /**
   * Appends leaves, all or none, durably; returns the index of the first.
   *
   * @throws WithheldLedgerException as {@link #admit}; nothing has changed
   */
  long append(List<byte[]> leaves) throws IOException {
    admit();
    long first = log.append(leaves);
    wakeReaders(false);
    return first;
  }

  private void wakeReaders(boolean closing) {
    gate.lock();
    try {
      closed |= closing;
      grown.signalAll();
    } finally {
      gate.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    wakeReaders(true);
    log.close();
  }
}

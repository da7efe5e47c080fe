package org.bouclier.node.frontier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.bouclier.ledger.log.Checkpoint;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.LogProof;
import org.bouclier.ledger.log.LogReader;
import org.bouclier.ledger.log.TiledLog;
import org.bouclier.ledger.spool.DiskSpool;
import org.bouclier.ledger.spool.Spool;

/**
 * This node's ledger of exports and, beside it in one directory, the sealed objects that it
 * announces. Everyone may read it; only this desk appends. Thread-safe.
 */
public final class ExportLog implements AutoCloseable {

  private final TiledLog log;
  private final DiskSpool spool;
  private final ReentrantLock gate = new ReentrantLock();
  private final Condition grown = gate.newCondition();
  private boolean closed; // guarded by gate

  private ExportLog(TiledLog log, DiskSpool spool) {
    this.log = log;
    this.spool = spool;
  }

  /**
   * Opens the ledger, or makes an empty one.
   *
   * @throws IOException if the disk fails
   * @throws org.bouclier.ledger.log.LedgerException as {@link TiledLog#open}
   */
  public static ExportLog open(Path directory, NodeKeys keys) throws IOException {
    Files.createDirectories(directory.toAbsolutePath().getParent());
    return new ExportLog(TiledLog.open(directory, keys.signer()), new DiskSpool(directory));
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

  /** Appends leaves, all or none, durably; returns the index of the first. */
  long append(List<byte[]> leaves) throws IOException {
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

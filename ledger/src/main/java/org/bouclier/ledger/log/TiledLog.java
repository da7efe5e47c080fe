package org.bouclier.ledger.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A log on a directory, to which one process appends.
 *
 * <p>Thread-safe. Callers who append at the same time share one round of writing: a round takes
 * about seven syncs of the disk, whoever waits for it.
 *
 * <p>An entry is in the log when {@link #append} returns: on the disk, and under a signed and
 * published checkpoint. After a crash at any moment the log opens with every entry whose append
 * returned, perhaps with some whose append did not, and never with a part of one append. The
 * directory holds {@code checkpoint} and {@code tile/...} as C2SP tlog-tiles has them, ready to be
 * served as they are, and {@code .state}, which is this class's own. A directory restored from an
 * old backup must never be appended to: it would sign a second history.
 */
public final class TiledLog implements TileSource, AutoCloseable {

  /** The most entries in one append. */
  public static final int MAX_APPEND = 262_144;

  private static final int MAX_ROUND =
      65_536; // entries that a round gathers beyond its first append

  private final Path directory;
  private final NoteSigner signer;
  private final LogLock lock;
  private final LogStore store;
  private final Thread writer;

  private final ReentrantLock gate = new ReentrantLock();
  private final Condition changed = gate.newCondition();
  private final ArrayDeque<Append> waiting = new ArrayDeque<>(); // guarded by gate
  private boolean closed; // guarded by gate
  private @Nullable Throwable broken; // guarded by gate; why nothing more may be signed

  private volatile Checkpoint checkpoint;
  private GrowingTree tree; // the writer's own

  /** Entries that wait for a round, and the index of their first once it is durable. */
  private record Append(List<byte[]> entries, CompletableFuture<Long> first) {}

  private TiledLog(Path directory, NoteSigner signer, LogLock lock, Disk disk) throws IOException {
    this.directory = directory;
    this.signer = signer;
    this.lock = lock;
    this.store = new LogStore(directory, signer, disk);
    this.checkpoint = store.recover();
    this.tree = GrowingTree.read(TileSource.of(directory), checkpoint.head());
    this.writer = Thread.ofPlatform().name("log-" + signer.name()).daemon().unstarted(this::write);
  }

  /**
   * Opens a log, or makes an empty one. Finishes what a crash interrupted, and deletes what it
   * left.
   *
   * @param directory made if absent; its parent must exist
   * @param signer the log's key, of type {@link SignatureType#ED25519}; its name is the log's
   *     origin
   * @throws LockedLogException if the log is open already
   * @throws DamagedLogException if the files are not those of the last signed head
   * @throws UntrustedNoteException if the log is another key's
   * @throws IOException if the disk fails
   */
  public static TiledLog open(Path directory, NoteSigner signer) throws IOException {
    return open(directory, signer, new Disk());
  }

  static TiledLog open(Path directory, NoteSigner signer, Disk disk) throws IOException {
    var lock = LogLock.take(TileFiles.createState(directory));
    boolean open = false;
    try {
      var log = new TiledLog(directory, signer, lock, disk);
      log.writer.start();
      open = true;
      return log;
    } finally {
      if (!open) {
        lock.close();
      }
    }
  }

  /**
   * Appends entries, all or none, and waits until they are durable and published. An interrupt does
   * not shorten the wait: the caller must know what became of the entries.
   *
   * @param entries at most {@value #MAX_APPEND}, each at most {@link Tile#MAX_ENTRY_BYTES} long;
   *     not changed by the caller before this returns
   * @return the index of the first; the others follow it without a gap
   * @throws IOException if the disk fails or is full; nothing has changed, unless the message says
   *     that this is not known, and then the log must be opened again
   * @throws MalformedLogException if an entry is too long
   * @throws IllegalStateException if the log is closed
   */
  public long append(List<byte[]> entries) throws IOException {
    if (entries.size() > MAX_APPEND) {
      throw new IllegalArgumentException("at most " + MAX_APPEND + " entries in one append");
    }
    for (byte[] entry : entries) {
      if (entry.length > Tile.MAX_ENTRY_BYTES) {
        throw new MalformedLogException("an entry has " + entry.length + " bytes");
      }
    }
    if (entries.isEmpty()) {
      return checkpoint.size();
    }
    var append = new Append(List.copyOf(entries), new CompletableFuture<>());
    gate.lock();
    try {
      if (broken != null) {
        throw notAppended(broken);
      }
      if (closed) {
        throw new IllegalStateException("the log is closed");
      }
      waiting.add(append);
      changed.signal();
    } finally {
      gate.unlock();
    }
    try {
      return append.first().join();
    } catch (CompletionException failed) {
      var cause = failed.getCause();
      throw new IOException(cause == null ? failed.getMessage() : cause.getMessage(), cause);
    }
  }

  /** Appends one entry. See {@link #append(List)}. */
  public long append(byte[] entry) throws IOException {
    return append(List.of(entry));
  }

  /** The head that is published now. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** Number of entries that are published now. */
  public long size() {
    return checkpoint.size();
  }

  /** Where the log is. */
  public Path directory() {
    return directory;
  }

  /** Reads a file of this log, as {@link TileSource#of} on its directory. */
  @Override
  public byte[] read(String path, int maxBytes) throws IOException {
    return TileSource.of(directory).read(path, maxBytes);
  }

  /** A reader of this log, which verifies it as a stranger would. */
  public LogReader reader() {
    return new LogReader(this, signer.verifier());
  }

  /** The proof that an entry is in the log, under the head that is published now. */
  public LogProof prove(long index) throws IOException {
    return reader().prove(checkpoint, index);
  }

  // ---- the writer's thread

  private void write() {
    for (var round = nextRound(); !round.isEmpty(); round = nextRound()) {
      try {
        commit(round);
      } catch (IOException | RuntimeException | Error failed) {
        if (!(failed instanceof IOException) || failed instanceof LogStore.CommitUnknownException) {
          refuseAll(failed); // what was signed is not known: sign nothing more
        }
        round.forEach(append -> append.first().completeExceptionally(failed));
      }
    }
  }

  /** Waits for appends; empty once the log is closed and nothing waits any more. */
  private List<Append> nextRound() {
    gate.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      var round = new ArrayList<Append>();
      for (int gathered = 0; !waiting.isEmpty() && gathered < MAX_ROUND; ) {
        round.add(waiting.remove());
        gathered += round.getLast().entries().size();
      }
      return round;
    } finally {
      gate.unlock();
    }
  }

  private void commit(List<Append> round) throws IOException {
    var entries = round.stream().flatMap(append -> append.entries().stream()).toList();
    var growth = tree.append(entries);
    long before = tree.size();
    checkpoint = store.commit(growth.tree(), growth.files());
    tree = growth.tree();
    long first = before;
    for (Append append : round) {
      append.first().complete(first);
      first += append.entries().size();
    }
    store.deleteReplaced(before, first);
  }

  private void refuseAll(Throwable failed) {
    gate.lock();
    try {
      broken = failed;
      waiting.forEach(append -> append.first().completeExceptionally(notAppended(failed)));
      waiting.clear();
    } finally {
      gate.unlock();
    }
  }

  private static IOException notAppended(Throwable because) {
    return new IOException("not appended: the log must be opened again", because);
  }

  /** Finishes the appends that wait, refuses new ones, and lets another process have the log. */
  @Override
  public void close() throws IOException {
    gate.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      gate.unlock();
    }
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    lock.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

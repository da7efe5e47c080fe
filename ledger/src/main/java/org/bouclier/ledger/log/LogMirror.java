package org.bouclier.ledger.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A verified copy of another's log in a directory: what a peer pulls over HTTP, what a courier
 * carries on a USB stick, what a third state relays. The copy has the same files, byte for byte,
 * and can itself be pulled from.
 *
 * <p>Any number of threads may read; pulls of one directory exclude one another.
 *
 * @param directory made if absent; its parent must exist
 * @param log the log's key
 * @param maxEntryBytes the longest entry to take, as in {@link LogReader}
 */
public record LogMirror(Path directory, NoteVerifier log, int maxEntryBytes) {

  /*
   * Only the bundles of entries travel, and the few hashes that vouch for them: the tiles are made
   * again here. Each bundle of 256 is verified up to the signed root before it is written, and full
   * ones stay if the link breaks, so that a cut costs at most one bundle. The checkpoint is written
   * last: readers of the copy never see a head without its files.
   */

  private static final int FLUSH_BYTES = 4 * 1024 * 1024;

  /** Checks the bounds above. */
  public LogMirror {
    if (maxEntryBytes < 1 || maxEntryBytes > Tile.MAX_ENTRY_BYTES) {
      throw new IllegalArgumentException("entries have 1 to 65535 bytes, not " + maxEntryBytes);
    }
  }

  /** A reader of the copy. */
  public LogReader reader() {
    return new LogReader(TileSource.of(directory), log, maxEntryBytes);
  }

  /** The newest head that was pulled; empty before the first pull. */
  public Optional<Checkpoint> checkpoint() throws IOException {
    try {
      return Optional.of(reader().latest());
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /**
   * Brings the copy up to what a source has. After an error the next pull, from this source or
   * another, goes on from the last verified bundle.
   *
   * @return the newest head, durably in the directory; the old one if nothing was new
   * @throws RollbackException if the source is behind the copy: an old stick, a slow relay
   * @throws ForkException if the log has two histories; the copy stays as it was
   * @throws DamagedLogException if the source gives what the log did not sign
   * @throws LockedLogException if the directory is being written to
   * @throws IOException if the source or the disk fails
   */
  public Checkpoint pull(TileSource from) throws IOException {
    return pull(from, new Disk());
  }

  Checkpoint pull(TileSource from, Disk disk) throws IOException {
    try (var _ = LogLock.take(TileFiles.createState(directory))) {
      var seen = checkpoint().orElse(null);
      var reader = new LogReader(from, log, maxEntryBytes);
      var offered = reader.advance(seen);
      if (seen != null && !adds(offered, seen)) {
        return seen;
      }
      new Pull(from, seen, offered, disk).run();
      return offered;
    }
  }

  /** Entries, or, for the same head, more signatures: a relay may not strip the witnesses'. */
  private static boolean adds(Checkpoint offered, Checkpoint seen) {
    return offered.size() > seen.size()
        || offered.note().signatures().size() > seen.note().signatures().size();
  }

  /** One pull. */
  private final class Pull {

    private final TileSource from;
    private final TileSource copy = TileSource.of(directory);
    private final Checkpoint offered;
    private final Disk disk;
    private final TileFiles files;
    private final Tree signed;
    private final long before;
    private final Map<Tile, byte[]> unwritten = new LinkedHashMap<>();
    private GrowingTree tree;

    Pull(TileSource from, @Nullable Checkpoint seen, Checkpoint offered, Disk disk)
        throws IOException {
      this.from = from;
      this.offered = offered;
      this.disk = disk;
      this.files = new TileFiles(directory, disk);
      this.signed = Tree.open(from, offered.head());
      this.before = seen == null ? 0 : seen.size();
      this.tree = seen == null ? GrowingTree.empty() : GrowingTree.read(copy, seen.head());
    }

    void run() throws IOException {
      files.deleteTemporaryFiles();
      try {
        while (tree.size() < offered.size()) {
          grow();
        }
      } finally {
        flush(); // also when the link broke: what was verified need not come again
      }
      if (!tree.root().equals(offered.head().root())) {
        throw new DamagedLogException("the entries give another root than " + offered.head());
      }
      files.write(tree.edgeFiles(before));
      var temporary = files.writeTemporary(TileSource.CHECKPOINT, offered.note().bytes());
      disk.rename(temporary, directory.resolve(TileSource.CHECKPOINT));
      disk.sync(directory);
      files.deleteReplaced(before, offered.size());
    }

    private void grow() throws IOException {
      var tile = Tile.of(Tile.ENTRIES, tree.size() / Tile.FULL_WIDTH, offered.size());
      var entries = bundle(tile);
      var growth =
          tree.append(entries.subList((int) (tree.size() % Tile.FULL_WIDTH), tile.width()));
      tree = growth.tree();
      growth.files().keySet().removeIf(file -> !file.isFull());
      unwritten.putAll(growth.files());
      if (unwritten.values().stream().mapToInt(bytes -> bytes.length).sum() > FLUSH_BYTES) {
        flush();
      }
    }

    /** From the copy, if an earlier pull that broke had come so far. */
    private List<byte[]> bundle(Tile tile) throws IOException {
      if (tile.isFull()) {
        try {
          return signed.bundle(tile, copy, maxEntryBytes);
        } catch (NoSuchFileException | DamagedLogException notThere) {
          // from the source, then, which must have it
        }
      }
      return signed.bundle(tile, from, maxEntryBytes);
    }

    private void flush() throws IOException {
      files.write(unwritten);
      unwritten.clear();
    }
  }
}

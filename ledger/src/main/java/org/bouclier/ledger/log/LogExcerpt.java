package org.bouclier.ledger.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes into a directory what someone who has the first entries of a log needs to have all: the
 * bundles from some entry on, and the hash tiles that vouch for them. The files are those of the
 * log, byte for byte; each is verified before it is written.
 *
 * <p>Can be cut at any moment and run again: what lies there whole is not written twice. The
 * checkpoint comes last, so that a reader never sees a head without its files.
 */
public final class LogExcerpt {

  /*
   * Of the levels above 0 every tile is written: they are 1/256 of the rest, and with them a reader
   * can check the growth from whatever size it has, if only that size is not before the excerpt.
   */

  private static final int FLUSH_BYTES = 4 * 1024 * 1024;

  private final LogReader from;
  private final Checkpoint head;
  private final Tree tree;
  private final Path directory;
  private final TileFiles files;
  private final Disk disk;
  private final Map<Tile, byte[]> unwritten = new LinkedHashMap<>();
  private long written;
  private long bytes;

  private LogExcerpt(LogReader from, Checkpoint head, Path directory, Disk disk)
      throws IOException {
    this.from = from;
    this.head = head;
    this.tree = from.tree(head);
    this.directory = directory;
    this.files = new TileFiles(directory, disk);
    this.disk = disk;
  }

  /**
   * What was written.
   *
   * @param files that were not there yet
   * @param bytes of them
   */
  public record Result(long files, long bytes) {}

  /**
   * Writes an excerpt.
   *
   * @param head of the log, verified
   * @param since first entry that the reader will lack, 0 to the head's size
   * @param directory made if absent; its parent must exist
   * @throws DamagedLogException if the source holds what the log did not sign
   * @throws RollbackException if the directory has a newer head
   * @throws ForkException if the directory has a head of another history
   * @throws LockedLogException if the directory is being written to
   * @throws IOException if the source or the disk fails; run again
   */
  public static Result write(LogReader from, Checkpoint head, long since, Path directory)
      throws IOException {
    return write(from, head, since, directory, new Disk());
  }

  static Result write(LogReader from, Checkpoint head, long since, Path directory, Disk disk)
      throws IOException {
    if (since < 0 || since > head.size()) {
      throw new IndexOutOfBoundsException(since + " is not in [0, " + head.size() + "]");
    }
    try (var _ = LogLock.take(TileFiles.createState(directory))) {
      checkGrowth(from, head, directory);
      return new LogExcerpt(from, head, directory, disk).run(since);
    }
  }

  private static void checkGrowth(LogReader from, Checkpoint head, Path directory)
      throws IOException {
    var there = new LogReader(TileSource.of(directory), from.log(), from.maxEntryBytes());
    try {
      from.verifyGrowth(there.latest(), head);
    } catch (NoSuchFileException none) {
      // the first time
    }
  }

  private Result run(long since) throws IOException {
    files.deleteTemporaryFiles();
    long first = since / Tile.FULL_WIDTH;
    for (int level = Tile.LEVELS - 1; level >= 0; level--) {
      long full = Tile.count(level, head.size()) / Tile.FULL_WIDTH;
      for (long index = level == 0 ? first : 0; index < full; index++) {
        var tile = new Tile(level, index, Tile.FULL_WIDTH);
        put(tile, HashTile.bytes(tree.verified(tile).hashes()));
      }
      var edge = Tile.edge(level, head.size());
      if (edge.isPresent()) {
        put(edge.get(), HashTile.bytes(tree.edgeHashes(level)));
      }
    }
    for (long index = first; index * Tile.FULL_WIDTH < head.size(); index++) {
      var tile = Tile.of(Tile.ENTRIES, index, head.size());
      put(tile, EntryBundle.encode(tree.bundle(tile, from.source(), from.maxEntryBytes())));
    }
    flush();
    var temporary = files.writeTemporary(TileSource.CHECKPOINT, head.note().bytes());
    disk.rename(temporary, directory.resolve(TileSource.CHECKPOINT));
    disk.sync(directory);
    return new Result(written, bytes);
  }

  private void put(Tile tile, byte[] content) throws IOException {
    if (!isThere(tile, content)) {
      unwritten.put(tile, content);
      written++;
      bytes += content.length;
      if (unwritten.values().stream().mapToInt(each -> each.length).sum() > FLUSH_BYTES) {
        flush();
      }
    }
  }

  private boolean isThere(Tile tile, byte[] content) throws IOException {
    var file = directory.resolve(tile.path());
    return Files.isRegularFile(file)
        && Files.size(file) == content.length
        && Arrays.equals(Disk.read(file, content.length), content);
  }

  private void flush() throws IOException {
    files.write(unwritten);
    unwritten.clear();
  }
}

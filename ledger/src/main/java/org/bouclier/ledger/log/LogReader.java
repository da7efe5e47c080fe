package org.bouclier.ledger.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads another's log and believes none of it before it is verified: the signature, the growth from
 * what was seen before, and every entry up to the signed root.
 *
 * <p>Keeps no state but its settings, so it is as thread-safe as its source. The caller keeps the
 * last {@link Checkpoint}, durably, and gives it back.
 *
 * @param source where the log's files are
 * @param log the log's key; its name is the log's origin
 * @param maxEntryBytes the longest entry to take, 1 to {@link Tile#MAX_ENTRY_BYTES}; bounds the
 *     memory that a hostile log can claim to 256 times as much
 */
public record LogReader(TileSource source, NoteVerifier log, int maxEntryBytes) {

  /** The most entries that {@link #entries} returns at once. */
  public static final int MAX_LIST = 65_536;

  /** Checks the bounds above. */
  public LogReader {
    if (maxEntryBytes < 1 || maxEntryBytes > Tile.MAX_ENTRY_BYTES) {
      throw new IllegalArgumentException("entries have 1 to 65535 bytes, not " + maxEntryBytes);
    }
  }

  /** A reader that takes entries of any length. */
  public LogReader(TileSource source, NoteVerifier log) {
    this(source, log, Tile.MAX_ENTRY_BYTES);
  }

  /**
   * Reads the newest checkpoint and verifies who signed it, not how the log grew.
   *
   * @throws IOException if it cannot be read
   * @throws LedgerException as {@link Checkpoint#open}
   */
  public Checkpoint latest() throws IOException {
    return Checkpoint.open(Note.parse(source.read(TileSource.CHECKPOINT, Note.MAX_BYTES)), log);
  }

  /**
   * Reads the newest checkpoint and verifies that it grew from one already seen.
   *
   * @param seen the last one that was verified, or null the first time
   * @throws RollbackException if the log is now smaller
   * @throws ForkException if it has two histories; carries the evidence
   * @throws IOException if a file cannot be read
   * @throws LedgerException as {@link #latest} and {@link Tree#open}
   */
  public Checkpoint advance(@Nullable Checkpoint seen) throws IOException {
    var offered = latest();
    verifyGrowth(seen, offered);
    return offered;
  }

  /**
   * Verifies that one checkpoint grew from another, by this reader's tiles. Same refusals as {@link
   * #advance}.
   */
  public void verifyGrowth(@Nullable Checkpoint seen, Checkpoint offered) throws IOException {
    if (seen != null && offered.size() < seen.size()) {
      throw new RollbackException(seen, offered);
    }
    if (seen != null && seen.size() == offered.size()) {
      if (!seen.head().equals(offered.head())) {
        throw new ForkException(new Equivocation(seen.note(), offered.note(), List.of()));
      }
      return;
    }
    var tree = tree(offered);
    if (seen != null && !tree.rootOf(seen.size()).equals(seen.head().root())) {
      throw new ForkException(Equivocation.of(seen, offered, tree));
    }
  }

  /** The verified tree of a checkpoint: see {@link Tree#open}. */
  public Tree tree(Checkpoint checkpoint) throws IOException {
    return Tree.open(source, checkpoint.head());
  }

  /**
   * Visits the entries {@code [from, to)} of a checkpoint, each one verified up to the signed root.
   *
   * @throws DamagedLogException if one does not hash to it; those before have been visited
   */
  public void read(Checkpoint checkpoint, long from, long to, EntryVisitor visitor)
      throws IOException {
    tree(checkpoint).entries(from, to, maxEntryBytes, visitor);
  }

  /**
   * The entries {@code [from, to)} as a list. Same refusals as {@link #read}.
   *
   * @throws IllegalArgumentException if they are more than {@value #MAX_LIST}
   */
  public List<byte[]> entries(Checkpoint checkpoint, long from, long to) throws IOException {
    Objects.checkFromToIndex(from, to, checkpoint.size());
    if (to - from > MAX_LIST) {
      throw new IllegalArgumentException("at most 65536 entries at once, not " + (to - from));
    }
    var entries = new ArrayList<byte[]>();
    read(checkpoint, from, to, (_, entry) -> entries.add(entry));
    return entries;
  }

  /** The proof that an entry is in the log: what travels beside a sealed object. */
  public LogProof prove(Checkpoint checkpoint, long index) throws IOException {
    return LogProof.of(checkpoint, tree(checkpoint).inclusionProof(index, checkpoint.size()));
  }
}

package org.bouclier.ledger.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads every file of a log that one signed head implies, and verifies every byte of it: all hash
 * tiles of all levels, all bundles of entries. What is wrong is told, file by file, and the audit
 * goes on, so that one damaged file does not hide another.
 *
 * <p>Not thread-safe; one audit at a time. Memory grows with the faults only.
 */
public final class LogAudit {

  /*
   * Top down while it can: a head vouches for the tiles of the right edge, and each full tile for
   * those below it (see Tree), so that whatever does not hash is known by name. If the edge itself
   * does not give the root, nothing above vouches for anything; then the entries are hashed from
   * the first to the last. If they give the signed root they are whole, and each hash tile that
   * differs from theirs is named; if not, the log is not what was signed, and only where a bundle
   * is unreadable can be said.
   */

  private static final String ABSENT = "fichier-absent";
  private static final String TOO_LONG = "fichier-trop-long";

  /** The last path of a tile in a message: what stands before it may be a directory's name. */
  private static final Pattern TILE =
      Pattern.compile(".*(tile/(?:entries|\\d)/[x0-9/]+(?:\\.p/\\d+)?)", Pattern.DOTALL);

  private final TileSource source;
  private final TreeHead head;
  private final int maxEntryBytes;
  private final EntryVisitor visitor;
  private final Consumer<Fault> found;
  private final Set<String> told = new HashSet<>();

  private long entries;
  private long bundles;
  private long tiles;
  private long faults;
  private long unverified;

  private LogAudit(
      TileSource source,
      TreeHead head,
      int maxEntryBytes,
      EntryVisitor visitor,
      Consumer<Fault> found) {
    this.source = source;
    this.head = head;
    this.maxEntryBytes = maxEntryBytes;
    this.visitor = visitor;
    this.found = found;
  }

  /**
   * Something that is not as the head implies.
   *
   * @param path of the file; that of the checkpoint if it is the whole that does not give the
   *     signed root
   * @param code stable: {@code fichier-absent}, {@code fichier-trop-long}, or that of a {@link
   *     LedgerException}
   * @param message the technical detail
   */
  public record Fault(String path, String code, String message) {}

  /**
   * What was read.
   *
   * @param entries that were verified up to the signed root
   * @param bundles of entries that were verified
   * @param tiles of hashes that were verified
   * @param faults distinct ones
   * @param unverified files that could not be verified because one above them is at fault
   */
  public record Result(long entries, long bundles, long tiles, long faults, long unverified) {

    /** Whether every byte is what was signed. */
    public boolean isWhole() {
      return faults == 0;
    }
  }

  /**
   * Audits the log of a head.
   *
   * @param head its signature was verified; how it grew is not this audit's business
   * @param maxEntryBytes the longest entry to take, as in {@link LogReader}
   * @param visitor receives the verified entries, in order; those of faulty bundles are left out
   * @param found receives each fault once
   * @throws IOException if the source cannot be read, for another reason than that a file is absent
   *     or too long; also what {@code visitor} throws
   */
  public static Result run(
      TileSource source,
      Checkpoint head,
      int maxEntryBytes,
      EntryVisitor visitor,
      Consumer<Fault> found)
      throws IOException {
    return new LogAudit(source, head.head(), maxEntryBytes, visitor, found).run();
  }

  private Result run() throws IOException {
    Tree tree = null;
    try {
      tree = Tree.open(source, head);
    } catch (NoSuchFileException absent) {
      tell(fault(TileSource.CHECKPOINT, ABSENT, absent));
    } catch (OversizedFileException tooLong) {
      tell(fault(TileSource.CHECKPOINT, TOO_LONG, tooLong));
    } catch (DamagedLogException damaged) {
      tell(fault(TileSource.CHECKPOINT, damaged.code(), damaged));
    }
    if (tree == null) {
      fromEntries();
    } else {
      fromHead(tree);
    }
    return new Result(entries, bundles, tiles, faults, unverified);
  }

  // ---- from the head down

  private void fromHead(Tree tree) throws IOException {
    for (int level = Tile.LEVELS - 1; level >= 0; level--) {
      long full = Tile.count(level, head.size()) / Tile.FULL_WIDTH;
      for (long index = 0; index < full; index++) {
        var tile = new Tile(level, index, Tile.FULL_WIDTH);
        tiles += read(tile, () -> tree.verified(tile)) == null ? 0 : 1;
      }
      tiles += Tile.edge(level, head.size()).isPresent() ? 1 : 0; // verified by Tree.open
    }
    for (long first = 0; first < head.size(); first += Tile.FULL_WIDTH) {
      var tile = Tile.of(Tile.ENTRIES, first / Tile.FULL_WIDTH, head.size());
      var bundle = read(tile, () -> tree.bundle(tile, source, maxEntryBytes));
      if (bundle != null) {
        visit(first, bundle);
      }
    }
  }

  private void visit(long first, List<byte[]> bundle) throws IOException {
    for (int i = 0; i < bundle.size(); i++) {
      visitor.visit(first + i, bundle.get(i));
    }
    entries += bundle.size();
    bundles++;
  }

  // ---- from the entries up

  private void fromEntries() throws IOException {
    var tree = GrowingTree.empty();
    while (tree.size() < head.size()) {
      var bundle = readBundle(tree.size());
      if (bundle == null) {
        return; // no hash after it can be known
      }
      var growth = tree.append(bundle);
      for (var file : growth.files().entrySet()) {
        if (file.getKey().isFull()) {
          compare(file.getKey(), file.getValue());
        }
      }
      tree = growth.tree();
    }
    for (var file : tree.edgeFiles(0).entrySet()) {
      compare(file.getKey(), file.getValue());
    }
    if (!tree.root().equals(head.root())) {
      tell(
          new Fault(
              TileSource.CHECKPOINT,
              DamagedLogException.CODE,
              "the entries give the root " + tree.root().base64() + ", not the signed one"));
      return;
    }
    for (long first = 0; first < head.size(); first += Tile.FULL_WIDTH) {
      var bundle = readBundle(first); // once more: who visits must see nothing that is not verified
      if (bundle != null) {
        visit(first, bundle);
      }
    }
  }

  private @Nullable List<byte[]> readBundle(long first) throws IOException {
    var tile = Tile.of(Tile.ENTRIES, first / Tile.FULL_WIDTH, head.size());
    return read(tile, () -> Tree.fetchBundle(tile, source, maxEntryBytes));
  }

  private void compare(Tile tile, byte[] expected) throws IOException {
    if (tile.level() != Tile.ENTRIES) { // those are what all is compared with
      var same =
          read(
              tile,
              () -> {
                var found = Tree.fetch(tile, source);
                if (!found.sameAs(new HashTile(tile, expected))) {
                  throw new DamagedLogException(tile.path() + " is not the hash of the entries");
                }
                return found;
              });
      tiles += same == null ? 0 : 1;
    }
  }

  // ---- telling

  /** Reads and verifies one file. */
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  /** What a file holds, or null if it is at fault, which is then told. */
  private <T> @Nullable T read(Tile tile, Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (NoSuchFileException absent) {
      tell(fault(tile.path(), ABSENT, absent));
    } catch (OversizedFileException tooLong) {
      tell(fault(tile.path(), TOO_LONG, tooLong));
    } catch (DamagedLogException damaged) {
      tell(fault(tile.path(), damaged.code(), damaged));
    }
    return null;
  }

  /**
   * The file at fault is the one that the message names: it may be above the one that was read.
   *
   * @param path of the file that was read
   */
  private static Fault fault(String path, String code, Exception failed) {
    var message = String.valueOf(failed.getMessage());
    var named = TILE.matcher(message);
    return new Fault(named.find() ? named.group(1) : path, code, message);
  }

  private void tell(Fault fault) {
    if (told.add(fault.path())) {
      faults++;
      found.accept(fault);
    } else {
      unverified++;
    }
  }
}

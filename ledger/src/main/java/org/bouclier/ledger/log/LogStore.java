package org.bouclier.ledger.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A log's directory: how a growth of the tree reaches the disk, and how it is found again.
 *
 * <p>Used by one thread at a time.
 */
final class LogStore {

  /*
   * directory/
   *   checkpoint          the published head: what readers believe
   *   tile/...            immutable files
   *   .state/             never copied to a peer
   *     signed            the newest head that this log ever signed for publication
   *     lock              held while a process appends
   *     *.tmp             files being written
   *
   * A log must never sign two heads that do not agree (C2SP tlog-checkpoint), and a reader may have
   * seen a head that a power cut takes back from this disk a moment later. So a head is published
   * in three steps, each durable before the next:
   *
   *   1. the tiles and bundles that it needs: written under .state, synced, renamed into place,
   *      their directories synced. A cut leaves files that no head speaks of; they are overwritten.
   *   2. "signed", in the same way. From here the growth is certain: a cut is followed by step 3
   *      when the log is opened again.
   *   3. "checkpoint", renamed into place. Its directory needs no sync: if the old one comes back,
   *      opening the log puts the new one there again before anything else is signed.
   *
   * Hence on opening: signed >= checkpoint, or there is no "signed" because the directory is a copy
   * of what peers see; and the tiles of the larger of the two are all there. Anything else is
   * damage by another hand or a lying disk, and the log refuses to open rather than sign again.
   */

  static final String SIGNED = "signed";

  private final Path directory;
  private final NoteSigner signer;
  private final Disk disk;
  private final TileFiles files;

  LogStore(Path directory, NoteSigner signer, Disk disk) {
    this.directory = directory;
    this.signer = signer;
    this.disk = disk;
    this.files = new TileFiles(directory, disk);
  }

  // ---- opening

  /** The newest head that is or must be published; publishes it; a new log if there is none. */
  Checkpoint recover() throws IOException {
    files.deleteTemporaryFiles();
    disk.sync(directory); // .state itself
    var signed = find(files.state().resolve(SIGNED));
    var published = findPublished(signed != null);
    var newest = newest(published, signed);
    if (newest == null) {
      return createLog();
    }
    verifyTiles(newest);
    if (!newest.equals(signed)) {
      writeSigned(newest.note());
    }
    if (!newest.equals(published)) {
      publish(newest.note());
    }
    files.deleteOrphans(newest.size());
    return newest;
  }

  private Checkpoint createLog() throws IOException {
    if (Files.exists(directory.resolve("tile"))) {
      throw new DamagedLogException(directory + " has tiles and no checkpoint");
    }
    return commit(GrowingTree.empty(), Map.of());
  }

  private static @Nullable Checkpoint newest(
      @Nullable Checkpoint published, @Nullable Checkpoint signed) {
    if (published == null || signed == null) {
      return signed == null ? published : signed;
    }
    if (signed.size() < published.size()
        || (signed.size() == published.size() && !signed.head().equals(published.head()))) {
      throw new DamagedLogException(
          "published " + published.head() + " but last signed " + signed.head());
    }
    return signed;
  }

  /**
   * An unreadable checkpoint is as good as none if "signed", never older, is there to replace it.
   */
  private @Nullable Checkpoint findPublished(boolean replaceable) throws IOException {
    try {
      return find(directory.resolve(TileSource.CHECKPOINT));
    } catch (MalformedLogException unreadable) {
      if (replaceable) {
        return null;
      }
      throw unreadable;
    }
  }

  private @Nullable Checkpoint find(Path file) throws IOException {
    try {
      return Checkpoint.open(Note.parse(Disk.read(file, Note.MAX_BYTES)), signer.verifier());
    } catch (NoSuchFileException absent) {
      return null;
    }
  }

  /**
   * Checks that the right edge gives the head's root. If hash tiles are missing or damaged they are
   * made again from the entries, which alone carry information; the entries must then give the
   * root.
   */
  private void verifyTiles(Checkpoint newest) throws IOException {
    try {
      GrowingTree.read(TileSource.of(directory), newest.head());
    } catch (NoSuchFileException | LedgerException damage) {
      rebuild(newest.head(), damage);
    }
  }

  private void rebuild(TreeHead head, Exception damage) throws IOException {
    try {
      if (!regrow(head, false).equals(head.root())) { // nothing is overwritten before this is sure
        throw new DamagedLogException("the entries give another root than " + head, damage);
      }
      regrow(head, true);
    } catch (NoSuchFileException | MalformedLogException second) {
      damage.addSuppressed(second);
      throw new DamagedLogException("the entries of " + head + " are not all there", damage);
    }
  }

  private Hash regrow(TreeHead head, boolean write) throws IOException {
    var source = TileSource.of(directory);
    var tree = GrowingTree.empty();
    while (tree.size() < head.size()) {
      var tile = Tile.of(Tile.ENTRIES, tree.size() / Tile.FULL_WIDTH, head.size());
      int maxBytes = EntryBundle.maxBytes(tile.width(), Tile.MAX_ENTRY_BYTES);
      var entries =
          EntryBundle.decode(
              source.read(tile.path(), maxBytes), tile.width(), Tile.MAX_ENTRY_BYTES);
      var growth = tree.append(entries);
      tree = growth.tree();
      if (write) {
        growth.files().keySet().removeIf(file -> !file.isFull() || file.level() == Tile.ENTRIES);
        files.write(growth.files());
      }
    }
    if (write) {
      var edge = tree.edgeFiles(0);
      edge.keySet().removeIf(file -> file.level() == Tile.ENTRIES);
      files.write(edge);
    }
    return tree.root();
  }

  // ---- appending

  /**
   * Makes a growth durable and publishes its head.
   *
   * @throws CommitUnknownException if the head was signed and may or may not be durable: nothing
   *     else may be signed before {@link #recover}
   * @throws IOException if nothing has changed for any reader, now or after a power cut
   */
  Checkpoint commit(GrowingTree tree, Map<Tile, byte[]> added) throws IOException {
    files.write(added);
    var head = new TreeHead(signer.name(), tree.size(), tree.root());
    var note = signer.note(head.text());
    writeSigned(note);
    try {
      publish(note);
    } catch (IOException unpublished) {
      throw new CommitUnknownException(unpublished);
    }
    return Checkpoint.open(note, signer.verifier());
  }

  /** Thrown when only {@link #recover} can tell whether a growth took place. */
  static final class CommitUnknownException extends IOException {

    private static final long serialVersionUID = 1;

    CommitUnknownException(IOException cause) {
      super("the append may or may not be durable: open the log again", cause);
    }
  }

  private void writeSigned(Note note) throws IOException {
    var temporary = files.writeTemporary(SIGNED, note.bytes());
    try {
      disk.rename(temporary, files.state().resolve(SIGNED));
      disk.sync(files.state());
    } catch (IOException failed) {
      throw new CommitUnknownException(failed);
    }
  }

  private void publish(Note note) throws IOException {
    var temporary = files.writeTemporary(TileSource.CHECKPOINT, note.bytes());
    disk.rename(temporary, directory.resolve(TileSource.CHECKPOINT));
  }

  /** Sweeps up after a growth from one size to another: see {@link TileFiles#deleteReplaced}. */
  void deleteReplaced(long from, long to) throws IOException {
    files.deleteReplaced(from, to);
  }
}

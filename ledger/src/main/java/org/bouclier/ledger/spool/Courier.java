package org.bouclier.ledger.spool;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.bouclier.ledger.log.Checkpoint;
import org.bouclier.ledger.log.CosignedFile;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.LogAudit;
import org.bouclier.ledger.log.LogExcerpt;
import org.bouclier.ledger.log.LogMirror;
import org.bouclier.ledger.log.LogReader;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.log.NoteVerifier;
import org.bouclier.ledger.log.Tile;
import org.bouclier.ledger.log.TileSource;

/**
 * Carries one log and its sealed objects from spool to spool: onto a USB stick, off it, through a
 * third state. The bytes are those that go over HTTPS; nothing is believed that the log did not
 * sign, and whoever carries can read nothing of what is sealed.
 *
 * <p>Each way can be cut at any moment and run again, and brings nothing twice. Used by one thread.
 *
 * @param log the log's key
 * @param now objects that have expired are left behind
 */
public record Courier(NoteVerifier log, Instant now) {

  /**
   * What was carried.
   *
   * @param head the head that the receiving side has now
   * @param before entries that it had before; 0 if none
   * @param files of the log that it had not; 0 if they are not counted one by one
   * @param objects that it had not
   * @param objectBytes of them
   * @param absent objects that have not expired and that the giving side has not
   * @param left objects that the budget left behind
   * @param faults objects whose bytes are not what the log announces: not carried
   */
  public record Result(
      Checkpoint head,
      long before,
      long files,
      long objects,
      long objectBytes,
      long absent,
      long left,
      long faults) {}

  // ---- giving

  /**
   * Writes a log and its objects into a directory: the log first, then the objects by priority and,
   * within one, in the order of the log, so that a stick that is full holds the most urgent.
   *
   * @param from where the log is
   * @param since first entry that the receiver lacks
   * @param wanted whether to carry the object that a leaf announces
   * @param budgetBytes of objects at most; the log itself is not counted
   * @param found receives objects that are not what the log announces
   * @throws org.bouclier.ledger.log.LedgerException as {@link LogExcerpt#write}
   * @throws IOException if the source or the directory fails; run again
   */
  public Result give(
      Spool from,
      Path directory,
      long since,
      Predicate<Leaf> wanted,
      long budgetBytes,
      Consumer<LogAudit.Fault> found)
      throws IOException {
    var reader = new LogReader(from, log, Tile.MAX_ENTRY_BYTES);
    var head = reader.latest();
    long first = Math.min(since, head.size());
    var excerpt = LogExcerpt.write(reader, head, first, directory);
    cosigned(from, directory, reader, head);
    var announced = announced(reader, head, first, wanted);
    announced.sort(Comparator.comparingInt(Leaf::prio)); // stable
    var load = new Load(from, new DiskSpool(directory), budgetBytes, found);
    load.carry(announced);
    return load.result(head, first, excerpt.files());
  }

  // ---- taking

  /**
   * Brings a copy up to what a directory holds: the new entries, and every object that the copy
   * announces and lacks, whatever pass announced it. Objects that have expired are deleted from the
   * copy.
   *
   * <p>A directory that is behind the copy is an old stick, if the copy is its continuation; then
   * its objects are taken all the same.
   *
   * @param from the stick
   * @param copy the directory of the copy; made if absent; its parent must exist
   * @param wanted whether to take the object that a leaf announces
   * @param found receives objects that are not what the log announces
   * @throws org.bouclier.ledger.log.ForkException if stick and copy are of two histories
   * @throws org.bouclier.ledger.log.DamagedLogException if the stick holds what the log did not
   *     sign
   * @throws GapException if the stick starts after the end of the copy
   * @throws IOException if the stick or the disk fails; run again
   */
  public Result take(Spool from, Path copy, Predicate<Leaf> wanted, Consumer<LogAudit.Fault> found)
      throws IOException {
    var mirror = new LogMirror(copy, log, Tile.MAX_ENTRY_BYTES);
    var reader = new LogReader(from, log, Tile.MAX_ENTRY_BYTES);
    var offered = reader.latest();
    var seen = mirror.checkpoint();
    long before = seen.map(Checkpoint::size).orElse(0L);
    boolean older = seen.isPresent() && offered.size() < before;
    if (older) {
      mirror.reader().verifyGrowth(offered, seen.get());
    } else {
      try {
        reader.verifyGrowth(seen.orElse(null), offered);
      } catch (NoSuchFileException gap) {
        throw new GapException(before, gap);
      }
    }
    var head = older ? seen.get() : offered;
    var load = new Load(from, new DiskSpool(copy), Long.MAX_VALUE, found);
    // Objects first: a reader of the copy looks for them as soon as it sees the head.
    if (seen.isPresent()) {
      load.carry(announced(mirror.reader(), seen.get(), 0, wanted));
    }
    if (!older) {
      try {
        load.carry(announced(reader, offered, before, wanted));
        mirror.pull(from);
      } catch (NoSuchFileException gap) {
        throw new GapException(before, gap);
      }
      cosigned(from, copy, mirror.reader(), head);
    }
    sweep(copy, mirror.reader(), head);
    return load.result(head, before, 0);
  }

  /** Thrown when a stick starts after the last entry of the copy: what lies between is missing. */
  public static final class GapException extends IOException {

    private static final long serialVersionUID = 1;

    private final long copied;

    GapException(long copied, IOException cause) {
      super("the entries from " + copied + " on are not all there", cause);
      this.copied = copied;
    }

    /** Entries of the copy: where the next stick must start at the latest. */
    public long copied() {
      return copied;
    }
  }

  // ---- both

  private static void cosigned(Spool from, Path directory, LogReader reader, Checkpoint head)
      throws IOException {
    Checkpoint cosigned;
    try {
      var note = Note.parse(from.read(TileSource.COSIGNED, Note.MAX_BYTES));
      cosigned = Checkpoint.open(note, reader.log());
    } catch (NoSuchFileException none) {
      return;
    }
    if (cosigned.size() <= head.size()) { // a newer one would promise entries that do not come
      reader.verifyGrowth(cosigned, head);
      var file = new CosignedFile(directory);
      var there = file.read();
      if (there.isEmpty() || Checkpoint.open(there.get(), reader.log()).size() <= cosigned.size()) {
        file.add(cosigned, cosigned.note().signatures());
      }
    }
  }

  /** The leaves from some entry on whose objects are wanted and have not expired. */
  private List<Leaf> announced(
      LogReader reader, Checkpoint head, long since, Predicate<Leaf> wanted) throws IOException {
    var leaves = new ArrayList<Leaf>();
    reader.read(
        head,
        since,
        head.size(),
        (_, entry) ->
            leaf(entry)
                .filter(leaf -> leaf.ciphertext() != null && leaf.exp().isAfter(now))
                .filter(wanted)
                .ifPresent(leaves::add));
    return leaves;
  }

  private static Optional<Leaf> leaf(byte[] entry) {
    try {
      return Optional.of(Leaf.parse(entry));
    } catch (MalformedLeafException ofANewerVersion) {
      return Optional.empty(); // it is carried with the log, like every entry
    }
  }

  /** A relay keeps nothing beyond its time. */
  private void sweep(Path copy, LogReader reader, Checkpoint head) throws IOException {
    var spool = new DiskSpool(copy);
    var kept = new HashSet<Hash>();
    for (Leaf leaf : announced(reader, head, 0, _ -> true)) {
      var ciphertext = leaf.ciphertext();
      if (ciphertext != null) {
        kept.add(ciphertext.sha256());
      }
    }
    for (Hash object : spool.objects()) {
      if (!kept.contains(object)) {
        spool.delete(object);
      }
    }
  }

  /** Objects on their way. */
  private static final class Load {

    private final Spool from;
    private final DiskSpool to;
    private final long budgetBytes;
    private final Consumer<LogAudit.Fault> found;
    private long objects;
    private long objectBytes;
    private long absent;
    private long left;
    private long faults;

    Load(Spool from, DiskSpool to, long budgetBytes, Consumer<LogAudit.Fault> found) {
      this.from = from;
      this.to = to;
      this.budgetBytes = budgetBytes;
      this.found = found;
    }

    void carry(Iterable<Leaf> announced) throws IOException {
      for (Leaf leaf : announced) {
        var ciphertext = leaf.ciphertext();
        if (ciphertext != null && !to.contains(ciphertext.sha256())) {
          carry(ciphertext);
        }
      }
    }

    private void carry(Leaf.Ciphertext ciphertext) throws IOException {
      var object = ciphertext.sha256();
      if (ciphertext.maxBytes() / 2 > budgetBytes - objectBytes) { // it has more than half of that
        left++;
        return;
      }
      try {
        if (to.fetch(object, from, ciphertext.maxBytes())) {
          objects++;
          objectBytes += to.bytes(object);
        }
      } catch (NoSuchFileException gone) {
        absent++;
      } catch (SwappedObjectException swapped) {
        fault(object, swapped.code(), String.valueOf(swapped.getMessage()));
      } catch (OversizedObjectException tooLong) {
        fault(object, "pli-trop-long", String.valueOf(tooLong.getMessage()));
      }
    }

    private void fault(Hash object, String code, String message) {
      faults++;
      found.accept(new LogAudit.Fault(Spool.path(object), code, message));
    }

    Result result(Checkpoint head, long before, long files) {
      return new Result(head, before, files, objects, objectBytes, absent, left, faults);
    }
  }
}

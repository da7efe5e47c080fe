package org.bouclier.ledger.spool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bouclier.ledger.log.Checkpoint;
import org.bouclier.ledger.log.LogAudit;
import org.bouclier.ledger.log.LogReader;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.log.RollbackException;
import org.bouclier.ledger.log.Tile;
import org.bouclier.ledger.log.TileSource;
import org.bouclier.ledger.log.TrustPolicy;
import org.jspecify.annotations.Nullable;

/**
 * An auditor's complete check of a spool, with nothing but public keys: who signed the head and who
 * cosigned it, that it grew from what was seen before, every file of the log, and every sealed
 * object that is there. Nothing is opened: that takes a private key.
 *
 * @param spool a directory, a stick, a server
 * @param policy whose signatures count
 * @param withObjects whether to read the sealed objects too
 * @param now tells the objects that a relay may have deleted from those that should be there
 */
public record SpoolAudit(Spool spool, TrustPolicy policy, boolean withObjects, Instant now) {

  /** The type under which entries are counted that are no leaves of ours. */
  public static final String OTHER = "autre";

  private static final int MAX_TYPES = 64;

  /**
   * What was found.
   *
   * @param head the newest head
   * @param witnessed the newest head that enough witnesses have cosigned, or the head if none is;
   *     it may be older than the head, which grew from it
   * @param log the files of the log
   * @param leaves how many entries of each type
   * @param objects the sealed objects
   * @param faults of log and objects together
   */
  public record Result(
      Checkpoint head,
      TrustPolicy.Judgement witnessed,
      LogAudit.Result log,
      TreeMap<String, Long> leaves,
      Objects objects,
      long faults) {

    /** Whether all is as it was signed, and cosigned by as many as the policy asks for. */
    public boolean isWhole() {
      return faults == 0 && witnessed.quorum();
    }
  }

  /**
   * The sealed objects that leaves announce.
   *
   * @param whole there, and their bytes hash to their name
   * @param expired not there, as is right
   * @param absent not there: erased, not relayed, or withheld
   * @param damaged there, with other bytes
   */
  public record Objects(long whole, long expired, long absent, long damaged) {}

  /**
   * Reads everything.
   *
   * @param seen a head of an earlier audit, from which this one must have grown; null if none
   * @param found receives each fault once
   * @throws org.bouclier.ledger.log.ForkException if the log has two histories: carries the proof
   * @throws RollbackException if it is shorter than it was, or than its witnesses saw
   * @throws org.bouclier.ledger.log.LedgerException if no head of a log of the policy can be read
   * @throws IOException if the spool cannot be read
   */
  public Result run(@Nullable Note seen, Consumer<LogAudit.Fault> found) throws IOException {
    var newest = policy.judge(read(TileSource.CHECKPOINT));
    var log = policy.log(newest.checkpoint().head().origin()).orElseThrow();
    var reader = new LogReader(spool, log.key(), Tile.MAX_ENTRY_BYTES);
    if (seen != null) {
      reader.verifyGrowth(Checkpoint.open(seen, log.key()), newest.checkpoint());
    }
    var witnessed = witnessed(reader, newest);
    var entries = new Entries(found);
    var files =
        LogAudit.run(
            spool,
            newest.checkpoint(),
            Tile.MAX_ENTRY_BYTES,
            (_, entry) -> entries.visit(entry),
            found);
    return new Result(
        newest.checkpoint(),
        witnessed,
        files,
        entries.types,
        new Objects(entries.whole, entries.expired, entries.absent, entries.damaged),
        files.faults() + entries.damaged);
  }

  /** The head itself if enough have cosigned it; else the one that lies beside it. */
  private TrustPolicy.Judgement witnessed(LogReader reader, TrustPolicy.Judgement newest)
      throws IOException {
    if (!policy.asksForWitnesses() || newest.quorum()) {
      return newest;
    }
    TrustPolicy.Judgement cosigned;
    try {
      cosigned = policy.judge(read(TileSource.COSIGNED), reader.log());
    } catch (NoSuchFileException none) {
      return newest;
    }
    if (cosigned.checkpoint().size() > newest.checkpoint().size()) {
      throw new RollbackException(cosigned.checkpoint(), newest.checkpoint());
    }
    reader.verifyGrowth(cosigned.checkpoint(), newest.checkpoint());
    return cosigned.quorum() || cosigned.seen().size() > newest.seen().size() ? cosigned : newest;
  }

  private Note read(String path) throws IOException {
    return Note.parse(spool.read(path, Note.MAX_BYTES));
  }

  /** Counts entries by type and reads the objects that they announce. */
  private final class Entries {

    private final Consumer<LogAudit.Fault> found;
    private final TreeMap<String, Long> types = new TreeMap<>();
    private long whole;
    private long expired;
    private long absent;
    private long damaged;

    Entries(Consumer<LogAudit.Fault> found) {
      this.found = found;
    }

    void visit(byte[] entry) throws IOException {
      Leaf leaf;
      try {
        leaf = Leaf.parse(entry);
      } catch (MalformedLeafException ofAnotherKind) {
        types.merge(OTHER, 1L, Long::sum);
        return;
      }
      boolean counted = types.size() < MAX_TYPES || types.containsKey(leaf.type());
      types.merge(counted ? leaf.type() : OTHER, 1L, Long::sum);
      var ciphertext = leaf.ciphertext();
      if (withObjects && ciphertext != null) {
        read(leaf, ciphertext);
      }
    }

    private void read(Leaf leaf, Leaf.Ciphertext announced) throws IOException {
      try (InputStream object = spool.open(announced.sha256(), announced.maxBytes())) {
        object.transferTo(OutputStream.nullOutputStream());
        whole++;
      } catch (NoSuchFileException gone) {
        if (leaf.exp().isBefore(now)) {
          expired++;
        } else {
          absent++;
        }
      } catch (SwappedObjectException swapped) {
        tell(announced, swapped.code(), String.valueOf(swapped.getMessage()));
      } catch (OversizedObjectException tooLong) {
        tell(announced, "pli-trop-long", String.valueOf(tooLong.getMessage()));
      }
    }

    private void tell(Leaf.Ciphertext announced, String code, String message) {
      damaged++;
      found.accept(new LogAudit.Fault(Spool.path(announced.sha256()), code, message));
    }
  }
}

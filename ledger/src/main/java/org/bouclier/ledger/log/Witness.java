package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cosigns the heads of others' logs, each only if it grew from the last one that was cosigned here.
 * Source: C2SP tlog-witness v1.0.0.
 *
 * <p>Thread-safe; one process at a time. What was cosigned is on the disk before the cosignature
 * leaves: a witness that forgot could be made to sign two histories. So the directory belongs to
 * the key: whoever loses one must destroy the other.
 */
public final class Witness implements AutoCloseable {

  /*
   * directory/
   *   <SHA-256 of the origin, hex>/checkpoint    the last head cosigned, as the log and we signed it
   *   .state/                                    lock, and files being written
   *
   * One lock for all logs: a request costs a few hashes, two signatures and three syncs, and a
   * confederation has a handful of logs. Between the comparison with the last head and the moment
   * when the new one is durable nothing else may happen ("atomically", says the specification).
   */

  private static final int INCONSISTENT = 422;

  private final Path directory;
  private final List<NoteSigner> signers;
  private final Disk disk;
  private final TileFiles files;
  private final LogLock lock;
  private final ReentrantLock gate = new ReentrantLock();
  private final Map<Hash, Note> seen = new HashMap<>(); // guarded by gate; what is on the disk

  private Witness(Path directory, List<NoteSigner> signers, LogLock lock, Disk disk) {
    this.directory = directory;
    this.signers = List.copyOf(signers);
    this.disk = disk;
    this.files = new TileFiles(directory, disk);
    this.lock = lock;
  }

  /**
   * Opens the memory of a witness.
   *
   * @param directory made if absent; its parent must exist
   * @param signers its keys, each of a cosignature's type
   * @throws LockedLogException if it is open already
   */
  public static Witness open(Path directory, List<NoteSigner> signers) throws IOException {
    return open(directory, signers, new Disk());
  }

  static Witness open(Path directory, List<NoteSigner> signers, Disk disk) throws IOException {
    for (NoteSigner signer : signers) {
      if (!signer.verifier().type().isCosignature()) {
        throw new IllegalArgumentException(signer.name() + " is a log's key, not a witness's");
      }
    }
    if (signers.isEmpty()) {
      throw new IllegalArgumentException("a witness has a key");
    }
    var lock = LogLock.take(TileFiles.createState(directory));
    var witness = new Witness(directory, signers, lock, disk);
    boolean open = false;
    try {
      witness.files.deleteTemporaryFiles();
      open = true;
      return witness;
    } finally {
      if (!open) {
        lock.close();
      }
    }
  }

  /** The keys by which its cosignatures are verified. */
  public List<NoteVerifier> verifiers() {
    return signers.stream().map(NoteSigner::verifier).toList();
  }

  /**
   * Answers one request.
   *
   * @param body of the request, at most {@link WitnessRequest#MAX_BYTES}
   * @param logs the keys of the logs that this witness watches, by origin
   * @param now the time of the cosignature
   * @throws IOException if the disk fails or what it holds of that log is unreadable: then nothing
   *     is cosigned
   */
  public WitnessAnswer addCheckpoint(
      byte[] body, Function<String, Optional<NoteVerifier>> logs, Instant now) throws IOException {
    WitnessRequest request;
    try {
      request = WitnessRequest.parse(body);
    } catch (LedgerException malformed) {
      return WitnessAnswer.Refused.malformed(String.valueOf(malformed.getMessage()));
    }
    var note = request.checkpoint();
    var origin = note.text().lines().findFirst().orElse("");
    var log = logs.apply(origin);
    if (log.isEmpty()) {
      return new WitnessAnswer.Refused(404, "registre-inconnu", "unknown log " + origin, null);
    }
    try {
      note.verify(log.get());
    } catch (UntrustedNoteException unsigned) {
      return new WitnessAnswer.Refused(
          403, unsigned.code(), String.valueOf(unsigned.getMessage()), null);
    }
    if (isWrongEmptyTree(note.text())) {
      return new WitnessAnswer.Refused(
          INCONSISTENT, "arbre-vide", "an empty tree has the root of nothing", null);
    }
    Checkpoint offered;
    try {
      offered = Checkpoint.open(note, log.get());
    } catch (LedgerException malformed) {
      return WitnessAnswer.Refused.malformed(String.valueOf(malformed.getMessage()));
    }
    if (request.old() > offered.size()) {
      return WitnessAnswer.Refused.malformed("old " + request.old() + " > " + offered.size());
    }
    gate.lock();
    try {
      return cosign(request, offered, log.get(), now);
    } finally {
      gate.unlock();
    }
  }

  /** Size 0 with another root: no tree head of ours, but the specification wants 422, not 400. */
  private static boolean isWrongEmptyTree(String text) {
    var lines = text.split("\n", -1);
    return lines.length == 4
        && lines[1].equals("0")
        && !lines[2].equals(MerkleTree.EMPTY_ROOT.base64());
  }

  private WitnessAnswer cosign(
      WitnessRequest request, Checkpoint offered, NoteVerifier log, Instant now)
      throws IOException {
    var place = Hash.sha256(offered.head().origin().getBytes(UTF_8));
    var last = last(place);
    var lastHead =
        last == null ? TreeHead.empty(offered.head().origin()) : TreeHead.parse(last.text());
    if (request.old() != lastHead.size()) {
      return new WitnessAnswer.Conflict(lastHead.size());
    }
    try {
      new ConsistencyProof(lastHead.size(), offered.size(), request.proof())
          .verify(lastHead.root(), offered.head().root());
    } catch (RefusedProofException inconsistent) {
      Optional<Equivocation> proof = Optional.empty();
      if (last != null && isTwin(lastHead, offered.head())) {
        proof = Optional.of(new Equivocation(last, offered.note(), List.of()));
      }
      return new WitnessAnswer.Refused(
          INCONSISTENT,
          inconsistent.code(),
          String.valueOf(inconsistent.getMessage()),
          new WitnessAnswer.Suspect(last, offered.note(), proof));
    }
    var lines = signers.stream().map(signer -> signer.cosign(offered.note().text(), now)).toList();
    var kept = new Note(offered.note().text(), offered.note().verify(List.of(log)));
    for (NoteSignature line : lines) {
      kept = kept.with(line);
    }
    persist(place, kept);
    seen.put(place, kept);
    return new WitnessAnswer.Cosigned(
        lines.stream().map(NoteSignature::line).collect(Collectors.joining()));
  }

  private static boolean isTwin(TreeHead one, TreeHead other) {
    return one.size() == other.size() && !one.root().equals(other.root());
  }

  private @Nullable Note last(Hash place) throws IOException {
    var known = seen.get(place);
    if (known == null) {
      known = read(place);
      if (known != null) {
        seen.put(place, known);
      }
    }
    return known;
  }

  private @Nullable Note read(Hash place) throws IOException {
    try {
      var note = Note.parse(Disk.read(file(place), Note.MAX_BYTES));
      TreeHead.parse(note.text());
      return note;
    } catch (NoSuchFileException never) {
      return null;
    } catch (LedgerException damaged) { // never to be taken for a log not seen yet
      throw new IOException(file(place) + " is unreadable: nothing is cosigned", damaged);
    }
  }

  private void persist(Hash place, Note note) throws IOException {
    var home = directory.resolve(place.hex());
    if (!Files.isDirectory(home)) {
      disk.createDirectory(home);
      disk.sync(directory);
    }
    var temporary = files.writeTemporary(place.hex(), note.bytes());
    disk.rename(temporary, file(place));
    disk.sync(home);
  }

  private Path file(Hash place) {
    return directory.resolve(place.hex()).resolve(TileSource.CHECKPOINT);
  }

  /**
   * The last head of a log that was cosigned here, with the log's signature and ours: what monitors
   * ask for.
   *
   * @param originHash SHA-256 of the log's origin
   */
  public Optional<Note> checkpoint(Hash originHash) throws IOException {
    gate.lock();
    try {
      return Optional.ofNullable(last(originHash));
    } finally {
      gate.unlock();
    }
  }

  /** Lets another process have the directory. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}

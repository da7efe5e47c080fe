package org.bouclier.node.federation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.log.NoteSigner;
import org.bouclier.ledger.log.NoteVerifier;
import org.bouclier.ledger.log.SignatureType;
import org.bouclier.ledger.log.Witness;
import org.bouclier.ledger.log.WitnessAnswer;
import org.bouclier.node.site.SecretFile;
import org.bouclier.node.site.StateCode;

/**
 * This node as a witness of its peers' ledgers: its key, and its memory of what it cosigned.
 * Thread-safe.
 *
 * <pre>
 * data/witness/witness.key               PRIVATE+KEY+bouclier.ml/witness+...   ML-DSA-44
 * data/witness/&lt;hash&gt;/checkpoint         the last head cosigned of one ledger
 * </pre>
 *
 * <p>Key and memory lie together because neither is of use, or safe, without the other: a key whose
 * memory was lost could be made to cosign a second history.
 */
final class WitnessPost implements AutoCloseable {

  private static final int MAX_KEY_BYTES = 4 * 1024;

  private final Witness witness;
  private final NoteVerifier key;

  private WitnessPost(Witness witness, NoteVerifier key) {
    this.witness = witness;
    this.key = key;
  }

  /**
   * Opens the post of a state, or makes it.
   *
   * @param directory made if absent, mode 0700
   * @throws IOException if a file cannot be read or written
   * @throws IllegalStateException if the key is another state's
   */
  static WitnessPost open(Path directory, StateCode state, SecureRandom random) throws IOException {
    Files.createDirectories(directory, SecretFile.ownerOnlyDirectory());
    var file = directory.resolve("witness.key");
    if (Files.notExists(file)) {
      var fresh = NoteSigner.generate(name(state), SignatureType.COSIGNATURE_ML_DSA_44, random);
      SecretFile.write(file, fresh.privateKey() + "\n");
    }
    if (Files.size(file) > MAX_KEY_BYTES) {
      throw new IOException(file + " is too long to be a key");
    }
    var signer = NoteSigner.parse(Files.readString(file).strip());
    if (!signer.name().equals(name(state))) {
      throw new IllegalStateException(
          "witness.key signs as " + signer.name() + ", and this node serves " + state);
    }
    return new WitnessPost(Witness.open(directory, List.of(signer)), signer.verifier());
  }

  /** The name under which a state cosigns, as in {@code bouclier.ml/witness}. */
  static String name(StateCode state) {
    return "bouclier." + state.value().toLowerCase(Locale.ROOT) + "/witness";
  }

  /** By which others verify what this node cosigns. */
  NoteVerifier key() {
    return key;
  }

  /** Answers a request to cosign: see {@link Witness#addCheckpoint}. */
  WitnessAnswer answer(byte[] request, Function<String, Optional<NoteVerifier>> logs, Instant now)
      throws IOException {
    return witness.addCheckpoint(request, logs, now);
  }

  /** The last head of a ledger that was cosigned here. */
  Optional<Note> checkpoint(Hash originHash) throws IOException {
    return witness.checkpoint(originHash);
  }

  @Override
  public void close() throws IOException {
    witness.close();
  }
}

package org.bouclier.node.frontier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.function.Supplier;
import org.bouclier.ledger.log.NoteSigner;
import org.bouclier.ledger.log.NoteVerifier;
import org.bouclier.ledger.log.SignatureType;
import org.bouclier.ledger.seal.SealIdentity;
import org.bouclier.node.site.SecretFile;
import org.bouclier.node.site.StateCode;

/**
 * The two private keys of a node: the one that signs its ledger of exports, and the one that opens
 * what is sealed to it. Made at the first start, each in a file of mode 0600.
 *
 * <pre>
 * data/keys/log.key     PRIVATE+KEY+bouclier.ml/exports+...   C2SP signed-note, Ed25519
 * data/keys/seal.key    AGE-SECRET-KEY-PQ-1...                age, mlkem768x25519
 * </pre>
 *
 * <p>Losing {@code log.key} ends the ledger: another key is another ledger, which peers must be
 * told of. Losing {@code seal.key} loses what peers sealed and was not opened yet. Immutable.
 */
public final class NodeKeys {

  private static final int MAX_BYTES = 4 * 1024;

  private final NoteSigner signer;
  private final SealIdentity identity;

  private NodeKeys(NoteSigner signer, SealIdentity identity) {
    this.signer = signer;
    this.identity = identity;
  }

  /**
   * Reads the keys of a node, or makes them.
   *
   * @param directory made if absent, mode 0700
   * @param state names the ledger: see {@link #origin}
   * @throws IOException if a file cannot be read or written
   * @throws org.bouclier.ledger.log.LedgerException if a file holds something else than its key
   * @throws IllegalStateException if the ledger's key is another state's
   */
  public static NodeKeys open(Path directory, StateCode state, SecureRandom random)
      throws IOException {
    Files.createDirectories(directory, SecretFile.ownerOnlyDirectory());
    var signer =
        NoteSigner.parse(
            readOrWrite(
                directory.resolve("log.key"),
                () ->
                    NoteSigner.generate(origin(state), SignatureType.ED25519, random)
                        .privateKey()));
    if (!signer.name().equals(origin(state))) {
      throw new IllegalStateException(
          "log.key signs " + signer.name() + ", and this node serves " + state);
    }
    var identity =
        SealIdentity.parse(
            readOrWrite(
                directory.resolve("seal.key"), () -> SealIdentity.generate(random).privateKey()));
    return new NodeKeys(signer, identity);
  }

  private static String readOrWrite(Path file, Supplier<String> fresh) throws IOException {
    if (Files.notExists(file)) {
      SecretFile.write(file, fresh.get() + "\n");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " is too long to be a key");
    }
    return Files.readString(file).strip();
  }

  /** The name of a state's ledger of exports, as in {@code bouclier.ml/exports}. */
  public static String origin(StateCode state) {
    return "bouclier." + state.value().toLowerCase(Locale.ROOT) + "/exports";
  }

  /** By which others verify the ledger of exports. */
  public NoteVerifier logKey() {
    return signer.verifier();
  }

  /** Opens what others seal to this node; its recipient is what they seal to. */
  public SealIdentity identity() {
    return identity;
  }

  NoteSigner signer() {
    return signer;
  }
}

package org.bouclier.node.intelligence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.bouclier.ledger.log.NoteSigner;
import org.bouclier.ledger.log.SignatureType;

/**
 * The key that signs the block lists: one of its own, so that whoever loads a list need trust no
 * more than that, and so that losing it costs no more. Made at the first start, kept beside the
 * lists in a file that only the node reads.
 *
 * <p>A signature is a C2SP note:
 *
 * <pre>{@code
 * bouclier block list v1
 * ML
 * rpz
 * version 12
 * made 2026-11-22T14:05:09Z
 * entries 99810
 * size 6123456
 * sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
 *
 * — ML/sorties Az3grlgtzPICa5OS8npVmf1My...
 * }</pre>
 */
final class OutputSigner {

  private final String state;
  private final NoteSigner signer;

  private OutputSigner(String state, NoteSigner signer) {
    this.state = state;
    this.signer = signer;
  }

  /** Reads the key from a file, or makes one and keeps it there. */
  static OutputSigner load(Path file, String state, SecureRandom random) {
    try {
      if (!Files.exists(file)) {
        keep(file, NoteSigner.generate(state + "/sorties", SignatureType.ED25519, random));
      }
      return new OutputSigner(state, NoteSigner.parse(Files.readString(file).strip()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The key that verifies, as C2SP notes write it. */
  String verifierKey() {
    return signer.verifier().vkey();
  }

  /** The signature of one rendering. */
  String note(OutputForm form, long version, String made, long entries, long size, String sha256) {
    return signer
        .note(
            "bouclier block list v1\n"
                + state
                + "\n"
                + form.code()
                + "\nversion "
                + version
                + "\nmade "
                + made
                + "\nentries "
                + entries
                + "\nsize "
                + size
                + "\nsha256 "
                + sha256
                + "\n")
        .print();
  }

  private static void keep(Path file, NoteSigner key) throws IOException {
    var directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException("no directory for the key: " + file);
    }
    Files.createDirectories(directory);
    var private0600 =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path fresh = Files.createTempFile(directory, "outputs", ".key", private0600);
    Files.writeString(fresh, key.privateKey() + "\n");
    try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}

package org.bouclier.node.frontier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.bouclier.border.PseudonymKeys;
import org.bouclier.node.site.SecretFile;

/**
 * The secrets behind pseudonyms, each in a file of 64 hexadecimal digits, mode 0600:
 *
 * <pre>
 * data/keys/pseudonym.key          this node's own; made at the first start
 * data/keys/pseudonym-shared.key   that of the states that correlate; brought by hand, may be absent
 * </pre>
 *
 * <p>Without the shared one, a person has one pseudonym in all that this node sends, and another in
 * what each other node sends.
 */
final class PseudonymFiles {

  private static final int BYTES = 32;

  private PseudonymFiles() {}

  static PseudonymKeys open(Path directory, SecureRandom random) throws IOException {
    var ownFile = directory.resolve("pseudonym.key");
    if (Files.notExists(ownFile)) {
      var fresh = new byte[BYTES];
      random.nextBytes(fresh);
      SecretFile.write(ownFile, HexFormat.of().formatHex(fresh) + "\n");
    }
    var own = read(ownFile);
    var sharedFile = directory.resolve("pseudonym-shared.key");
    return new PseudonymKeys(Files.exists(sharedFile) ? read(sharedFile) : own, own);
  }

  private static byte[] read(Path file) throws IOException {
    try {
      var key = HexFormat.of().parseHex(Files.readString(file).strip());
      if (key.length == BYTES) {
        return key;
      }
    } catch (IllegalArgumentException notHexadecimal) {
      throw new IOException(file + " is not 64 hexadecimal digits", notHexadecimal);
    }
    throw new IOException(file + " is not 64 hexadecimal digits");
  }
}

package org.bouclier.node.federation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/**
 * The confederation's public keys as a file, kept as peers come and go: {@code bouclier ledger
 * import} and {@code export} know by it whose registers they carry, without the database.
 */
final class TrustFile {

  private final Path file;
  private final PeerRegister register;

  /** Writes the file now and after each change of who is a peer. */
  TrustFile(Path file, PeerRegister register) {
    this.file = file;
    this.register = register;
    write();
    register.onChange(this::write);
  }

  private synchronized void write() {
    var text = TrustText.of(register.cards()).getBytes(UTF_8);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      if (Files.notExists(file) || !Arrays.equals(Files.readAllBytes(file), text)) {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, text);
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }
}

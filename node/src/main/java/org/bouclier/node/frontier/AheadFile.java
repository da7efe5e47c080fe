package org.bouclier.node.frontier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.bouclier.ledger.log.Checkpoint;
import org.bouclier.ledger.log.LedgerException;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.log.NoteVerifier;
import org.bouclier.node.site.SecretFile;
import org.jspecify.annotations.Nullable;

/**
 * {@code .ahead} beside a ledger: a head of it that is signed by its key and is not part of it. As
 * long as it lies there nothing is appended, also after a restart without a link.
 *
 * @param directory the ledger's
 * @param key the ledger's
 */
record AheadFile(Path directory, NoteVerifier key) {

  private Path file() {
    return directory.resolve(".ahead");
  }

  /**
   * The head; null if there is none.
   *
   * @throws IOException if it is unreadable: never to be taken for none
   */
  @Nullable Checkpoint read() throws IOException {
    try (var in = Files.newInputStream(file())) {
      return Checkpoint.open(Note.parse(in.readNBytes(Note.MAX_BYTES + 1)), key);
    } catch (NoSuchFileException none) {
      return null;
    } catch (LedgerException damaged) {
      throw new IOException(file() + " is unreadable: nothing may be appended", damaged);
    }
  }

  void write(Checkpoint head) throws IOException {
    SecretFile.write(file(), head.note().print());
  }

  void delete() throws IOException {
    Files.deleteIfExists(file());
  }
}

package org.bouclier.ledger.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file {@link TileSource#COSIGNED} beside a log: its newest cosigned head. Used by one thread
 * at a time.
 */
public final class CosignedFile {

  private final Path directory;
  private final Disk disk = new Disk();

  /** The file in a log's directory, which must exist. */
  public CosignedFile(Path directory) {
    this.directory = directory;
  }

  /**
   * What it holds; nothing of it is verified.
   *
   * @throws MalformedLogException if it is not a note
   */
  public Optional<Note> read() throws IOException {
    try {
      return Optional.of(
          Note.parse(Disk.read(directory.resolve(TileSource.COSIGNED), Note.MAX_BYTES)));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /**
   * Adds cosignatures of a head, durably. They join those of the same head and replace those of
   * another.
   *
   * @return the note as it is now
   */
  public Note add(Checkpoint head, List<NoteSignature> cosignatures) throws IOException {
    var known = read().filter(note -> note.text().equals(head.note().text()));
    var all = new ArrayList<>(known.orElse(head.note()).signatures());
    for (NoteSignature more : cosignatures) {
      all.removeIf(line -> line.name().equals(more.name()) && line.keyId() == more.keyId());
      all.add(more);
    }
    var note = new Note(head.note().text(), all);
    var temporary = TileFiles.createState(directory).resolve("cosigned.part");
    disk.write(temporary, note.bytes());
    disk.rename(temporary, directory.resolve(TileSource.COSIGNED));
    disk.sync(directory);
    return note;
  }
}

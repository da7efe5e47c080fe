package org.bouclier.ledger.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A log in a map, whose every byte a test may change. */
final class MemoryLog implements TileSource {

  final Map<String, byte[]> files = new HashMap<>();
  private final NoteSigner signer;
  private GrowingTree tree = GrowingTree.empty();

  MemoryLog(NoteSigner signer) {
    this.signer = signer;
  }

  MemoryLog(NoteSigner signer, List<byte[]> entries) {
    this(signer);
    append(entries);
  }

  Checkpoint append(List<byte[]> entries) {
    var growth = tree.append(entries);
    tree = growth.tree();
    growth.files().forEach((tile, bytes) -> files.put(tile.path(), bytes));
    return sign(head());
  }

  TreeHead head() {
    return new TreeHead(signer.name(), tree.size(), tree.root());
  }

  Checkpoint sign(TreeHead head) {
    var note = signer.note(head.text());
    files.put(CHECKPOINT, note.bytes());
    return Checkpoint.open(note, signer.verifier());
  }

  LogReader reader() {
    return new LogReader(this, signer.verifier());
  }

  @Override
  public byte[] read(String path, int maxBytes) throws IOException {
    var bytes = files.get(path);
    if (bytes == null) {
      throw new NoSuchFileException(path);
    }
    if (bytes.length > maxBytes) {
      throw new OversizedFileException(path, maxBytes);
    }
    return bytes;
  }
}

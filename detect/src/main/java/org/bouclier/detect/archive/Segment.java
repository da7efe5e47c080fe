package org.bouclier.detect.archive;

import java.io.Closeable;
import java.io.IOException;
import java.util.HexFormat;

/**
 * A sealed segment while it is read, by its table, which its name commits to. Safe for any number
 * of threads; {@link BlockReader} reads its blocks.
 */
final class Segment implements Closeable {

  private final SegmentName name;
  private final ArchiveStore.Reader file;
  private final SegmentTable table;
  private final String sha256;

  private Segment(SegmentName name, ArchiveStore.Reader file, SegmentTable table) {
    this.name = name;
    this.file = file;
    this.table = table;
    this.sha256 = HexFormat.of().formatHex(table.sha256());
  }

  /**
   * @throws java.nio.file.NoSuchFileException if there is none of that name
   * @throws ArchiveCorruptException if it is damaged, or another than its name says
   */
  static Segment open(ArchiveStore store, SegmentName name) throws IOException {
    ArchiveStore.Reader file = store.open(name.key());
    try {
      SegmentTable table = SegmentTable.read(name.key(), file);
      if (!HexFormat.of().formatHex(table.sha256()).startsWith(name.hash())) {
        throw new ArchiveCorruptException(name.key(), "another segment than its name says");
      }
      return new Segment(name, file, table);
    } catch (IOException | RuntimeException unreadable) {
      file.close();
      throw unreadable;
    }
  }

  SegmentName name() {
    return name;
  }

  SegmentTable table() {
    return table;
  }

  /** Its hash, 64 hexadecimal digits. */
  String sha256() {
    return sha256;
  }

  /** Reads bytes of it as they lie, unchecked. */
  void read(long at, byte[] into, int length) throws IOException {
    file.read(at, into, 0, length);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

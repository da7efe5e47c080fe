package org.bouclier.detect.archive;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouclier.detect.archive.Run.Kind;

/**
 * A sealed segment while it is read. Every byte is checked against a hash before it is unpacked,
 * and every number against its bounds. Safe for any number of threads.
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

  /** The packed bytes of blocks that follow each other, read at once. */
  byte[] packed(BlockEntry first, BlockEntry last) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(last.offset() + last.packedBytes() - first.offset())];
    file.read(first.offset(), bytes, 0, bytes.length);
    return bytes;
  }

  /**
   * Unpacks a block.
   *
   * @param packed holds its packed bytes
   * @param from the first of them
   * @param zstd of this thread
   */
  Block unpack(BlockEntry entry, byte[] packed, int from, ZstdDecompressCtx zstd)
      throws ArchiveCorruptException {
    if (!Arrays.equals(Sha256.of(packed, from, entry.packedBytes()), entry.sha256())) {
      throw corrupt(entry, "does not fit its hash");
    }
    byte[] raw = new byte[entry.payloadBytes() + entry.trailerBytes()];
    try {
      int length = zstd.decompressByteArray(raw, 0, raw.length, packed, from, entry.packedBytes());
      if (length != raw.length) {
        throw corrupt(entry, "is shorter than it should be");
      }
    } catch (ZstdException damaged) {
      throw corrupt(entry, "cannot be unpacked: " + damaged.getMessage());
    }
    return runs(entry, raw);
  }

  private Block runs(BlockEntry entry, byte[] raw) throws ArchiveCorruptException {
    var in = new Unpacked(name.key(), raw, entry.payloadBytes(), raw.length);
    var runs = new ArrayList<Run>();
    var pageEnds = new ArrayList<Integer>();
    int at = 0;
    long lines = 0;
    while (in.left() > 0) {
      int origin = in.count(table.origins().size() - 1);
      long micros = entry.minMicros() + in.number(entry.maxMicros() - entry.minMicros());
      int kind = in.octet();
      int bytes = in.count(entry.payloadBytes() - at);
      int lineCount = in.count(entry.lines());
      runs.add(
          new Run(
              origin,
              micros,
              Kind.of(kind & 127, in),
              at,
              bytes,
              lineCount,
              in.number(Long.MAX_VALUE),
              in.number(Long.MAX_VALUE)));
      at += bytes;
      lines += lineCount;
      if (kind >= 128) {
        pageEnds.add(runs.size());
      }
    }
    if (at != entry.payloadBytes()
        || lines != entry.lines()
        || pageEnds.size() != entry.pages()
        || (entry.pages() > 0 && pageEnds.getLast() != runs.size())) {
      throw corrupt(entry, "its runs do not fill it");
    }
    return new Block(entry, raw, runs, pageEnds);
  }

  private ArchiveCorruptException corrupt(BlockEntry entry, String fault) {
    return new ArchiveCorruptException(name.key(), "block " + entry.number() + " " + fault);
  }

  /**
   * A block unpacked.
   *
   * @param raw its lines, from 0; what follows them is not for the reader
   * @param pageEnds for each page, how many runs end before or with it
   */
  record Block(BlockEntry entry, byte[] raw, List<Run> runs, List<Integer> pageEnds) {}

  @Override
  public void close() throws IOException {
    file.close();
  }
}

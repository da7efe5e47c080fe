package org.bouclier.detect.archive;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouclier.detect.archive.Run.Kind;

/**
 * Reads and unpacks blocks of segments, one thread at a time. Every byte is checked against a hash
 * before it is unpacked, and every number against its bounds. Owns memory for what was read last,
 * which follows the largest block: what it gave is good until the next is asked for.
 */
final class BlockReader implements Closeable {

  private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
  private byte[] packed = new byte[0];
  private byte[] raw = new byte[0];
  private long packedFrom; // where in the segment the packed bytes begin

  /**
   * A block unpacked.
   *
   * @param raw its lines, from 0; what follows them is not for the reader
   * @param pageEnds for each page, how many runs end before or with it
   */
  record Block(BlockEntry entry, byte[] raw, List<Run> runs, List<Integer> pageEnds) {}

  /**
   * Reads the packed bytes of blocks that follow each other, at once.
   *
   * @return how many bytes these were
   */
  int read(Segment segment, BlockEntry first, BlockEntry last) throws IOException {
    int length = Math.toIntExact(last.offset() + last.packedBytes() - first.offset());
    packed = atLeast(packed, length);
    packedFrom = first.offset();
    segment.read(first.offset(), packed, length);
    return length;
  }

  /** Reads a block and unpacks it. */
  Block readAndUnpack(Segment segment, BlockEntry entry) throws IOException {
    read(segment, entry, entry);
    return unpack(segment, entry);
  }

  /** Unpacks one of the blocks that were read last. */
  Block unpack(Segment segment, BlockEntry entry) throws ArchiveCorruptException {
    int from = (int) (entry.offset() - packedFrom);
    if (!Arrays.equals(Sha256.of(packed, from, entry.packedBytes()), entry.sha256())) {
      throw corrupt(segment, entry, "does not fit its hash");
    }
    int length = entry.payloadBytes() + entry.trailerBytes();
    raw = atLeast(raw, length);
    try {
      int done = zstd.decompressByteArray(raw, 0, length, packed, from, entry.packedBytes());
      if (done != length) {
        throw corrupt(segment, entry, "is shorter than it should be");
      }
    } catch (ZstdException damaged) {
      throw corrupt(segment, entry, "cannot be unpacked: " + damaged.getMessage());
    }
    return runs(segment, entry, length);
  }

  private Block runs(Segment segment, BlockEntry entry, int length) throws ArchiveCorruptException {
    var in = new Unpacked(segment.name().key(), raw, entry.payloadBytes(), length);
    var runs = new ArrayList<Run>();
    var pageEnds = new ArrayList<Integer>();
    int at = 0;
    long lines = 0;
    while (in.left() > 0) {
      int origin = in.count(segment.table().origins().size() - 1);
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
      throw corrupt(segment, entry, "its runs do not fill it");
    }
    return new Block(entry, raw, runs, pageEnds);
  }

  private static byte[] atLeast(byte[] buffer, int length) {
    return buffer.length >= length ? buffer : new byte[length + (length >> 3)];
  }

  private static ArchiveCorruptException corrupt(Segment in, BlockEntry entry, String fault) {
    return new ArchiveCorruptException(in.name().key(), "block " + entry.number() + " " + fault);
  }

  @Override
  public void close() {
    zstd.close();
  }
}

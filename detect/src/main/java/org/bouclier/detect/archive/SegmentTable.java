package org.bouclier.detect.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;

/**
 * What stands at the end of a segment: its blocks, where their lines come from, which files end in
 * it. Numbers as in {@link Packed}.
 *
 * <pre>{@code
 * segment = "BSG1"  block*  table  footer
 * block   = payload and trailer, packed together by zstd
 * table   = sealedMicros (signed)  mark  origins  ends  blocks
 * origins = count  (id (signed)  name  isFile  format  product  category  service)*
 * ends    = count  (origin  bytes  lines  SHA-256 (32))*
 * blocks  = count  (packedBytes  payloadBytes  trailerBytes  lines  pages
 *                   minMicros (signed)  maxMicros-minMicros  SHA-256 of the packed bytes (32))*
 * footer  = length of the table (8)  SHA-256 of "BSG1" and the table (32)  "1GSB"
 * trailer = run*
 * run     = origin  receivedMicros-minMicros of the block  kind + 128 if a page ends after it
 *           bytes  lines  originOffset  originLine
 * }</pre>
 *
 * <p>The hash in the footer is the hash of the segment: the table holds the hash of every block.
 * The mark is the writer's: how far it had got with whatever it archives.
 */
final class SegmentTable {

  static final byte[] MAGIC = {'B', 'S', 'G', '1'};
  static final byte[] END_MAGIC = {'1', 'G', 'S', 'B'};
  static final int FOOTER = 8 + Sha256.BYTES + 4;

  /** Longest line that is scanned; the parts of a longer one are kept. */
  static final int MAX_LINE = 16 << 20;

  /** Most raw bytes of a block's lines: those of {@link ArchiveLimits} and one long line. */
  static final int MAX_PAYLOAD = (4 << 20) + MAX_LINE + 1;

  static final int MAX_MARK = 255;
  private static final int MAX_TRAILER = 64 << 20;
  private static final int MAX_TABLE = 256 << 20;
  private static final int MAX_BLOCKS = 1 << 21;
  private static final int MAX_NAME_BYTES = 4 * LineOrigin.MAX_NAME;

  private final long sealedMicros;
  private final String mark;
  private final List<LineOrigin> origins;
  private final List<InputEnd> ends;
  private final List<BlockEntry> blocks;
  private final byte[] sha256;

  private SegmentTable(
      long sealedMicros,
      String mark,
      List<LineOrigin> origins,
      List<InputEnd> ends,
      List<BlockEntry> blocks,
      byte[] sha256) {
    this.sealedMicros = sealedMicros;
    this.mark = mark;
    this.origins = origins;
    this.ends = ends;
    this.blocks = blocks;
    this.sha256 = sha256;
  }

  long sealedMicros() {
    return sealedMicros;
  }

  String mark() {
    return mark;
  }

  List<LineOrigin> origins() {
    return origins;
  }

  List<InputEnd> ends() {
    return ends;
  }

  List<BlockEntry> blocks() {
    return blocks;
  }

  /** The hash of the segment. */
  byte[] sha256() {
    return sha256.clone();
  }

  int pages() {
    BlockEntry last = blocks.isEmpty() ? null : blocks.getLast();
    return last == null ? 0 : last.firstPage() + last.pages();
  }

  long lines() {
    BlockEntry last = blocks.isEmpty() ? null : blocks.getLast();
    return last == null ? 0 : last.firstLine() + last.lines();
  }

  long bytes() {
    BlockEntry last = blocks.isEmpty() ? null : blocks.getLast();
    return last == null ? 0 : last.firstByte() + last.payloadBytes();
  }

  /** Table and footer, as they end the file. */
  static byte[] write(
      long sealedMicros,
      String mark,
      List<LineOrigin> origins,
      List<InputEnd> ends,
      List<BlockEntry> blocks) {
    var out = new Packed();
    out.signed(sealedMicros);
    out.text(mark);
    out.number(origins.size());
    for (LineOrigin origin : origins) {
      out.signed(origin.id());
      out.text(origin.name());
      out.octet(origin.isFile() ? 1 : 0);
      out.text(origin.format().name());
      out.text(origin.source().product());
      out.text(origin.source().category());
      out.text(origin.source().service());
    }
    out.number(ends.size());
    for (InputEnd end : ends) {
      out.number(end.origin());
      out.number(end.bytes());
      out.number(end.lines());
      out.raw(end.sha256(), 0, Sha256.BYTES);
    }
    out.number(blocks.size());
    for (BlockEntry block : blocks) {
      out.number(block.packedBytes());
      out.number(block.payloadBytes());
      out.number(block.trailerBytes());
      out.number(block.lines());
      out.number(block.pages());
      out.signed(block.minMicros());
      out.number(block.maxMicros() - block.minMicros());
      out.raw(block.sha256(), 0, Sha256.BYTES);
    }
    int length = out.length();
    byte[] hash = hash(out.bytes(), 0, length);
    out.int64(length);
    out.raw(hash, 0, hash.length);
    out.raw(END_MAGIC, 0, END_MAGIC.length);
    return out.toArray();
  }

  private static byte[] hash(byte[] table, int from, int length) {
    var digest = Sha256.digest();
    digest.update(MAGIC);
    digest.update(table, from, length);
    return digest.digest();
  }

  /**
   * Reads the table of a file, and checks that its blocks fill the file.
   *
   * @throws ArchiveCorruptException if anything is not as a writer writes it
   */
  static SegmentTable read(String key, ArchiveStore.Reader file) throws IOException {
    long size = file.sizeBytes();
    byte[] footer = new byte[FOOTER];
    byte[] magic = new byte[MAGIC.length];
    if (size < MAGIC.length + FOOTER) {
      throw new ArchiveCorruptException(key, "too short for a segment");
    }
    file.read(size - FOOTER, footer, 0, FOOTER);
    file.read(0, magic, 0, MAGIC.length);
    var end = new Unpacked(key, footer, 0, FOOTER);
    long length = end.int64();
    byte[] hash = end.raw(Sha256.BYTES);
    if (!Arrays.equals(magic, MAGIC) || !Arrays.equals(end.raw(END_MAGIC.length), END_MAGIC)) {
      throw new ArchiveCorruptException(key, "not a segment");
    }
    if (length < 0 || length > MAX_TABLE || length > size - MAGIC.length - FOOTER) {
      throw new ArchiveCorruptException(key, "length of the table is out of bounds: " + length);
    }
    byte[] table = new byte[(int) length];
    file.read(size - FOOTER - length, table, 0, table.length);
    if (!Arrays.equals(hash(table, 0, table.length), hash)) {
      throw new ArchiveCorruptException(key, "the table does not fit its hash");
    }
    return parse(key, table, hash, size - FOOTER - length);
  }

  private static SegmentTable parse(String key, byte[] table, byte[] hash, long blocksEnd)
      throws ArchiveCorruptException {
    var in = new Unpacked(key, table, 0, table.length);
    long sealed = in.signed();
    String mark = in.text(MAX_MARK * 4);
    List<LineOrigin> origins = origins(in);
    int endCount = in.count(table.length);
    var ends = new ArrayList<InputEnd>();
    for (int i = 0; i < endCount; i++) {
      ends.add(
          new InputEnd(
              in.count(origins.size() - 1),
              in.number(Long.MAX_VALUE),
              in.number(Long.MAX_VALUE),
              in.raw(Sha256.BYTES)));
    }
    List<BlockEntry> blocks = blocks(in);
    long end = MAGIC.length;
    for (BlockEntry block : blocks) {
      end = block.offset() + block.packedBytes();
    }
    if (in.left() != 0 || end != blocksEnd) {
      throw in.corrupt("blocks and table do not fill the file");
    }
    return new SegmentTable(sealed, mark, origins, ends, blocks, hash);
  }

  private static List<LineOrigin> origins(Unpacked in) throws ArchiveCorruptException {
    int count = in.count(in.left());
    var origins = new ArrayList<LineOrigin>();
    for (int i = 0; i < count; i++) {
      long id = in.signed();
      String name = in.text(MAX_NAME_BYTES);
      boolean isFile = in.number(1) == 1;
      LogFormat format = format(in);
      if (name.isEmpty() || name.length() > LineOrigin.MAX_NAME) {
        throw in.corrupt("no such origin");
      }
      var source =
          new LogSource(
              in.textOrNull(MAX_NAME_BYTES),
              in.textOrNull(MAX_NAME_BYTES),
              in.textOrNull(MAX_NAME_BYTES));
      origins.add(new LineOrigin(id, name, isFile, format, source));
    }
    return List.copyOf(origins);
  }

  private static LogFormat format(Unpacked in) throws ArchiveCorruptException {
    String name = in.text(32);
    for (LogFormat format : LogFormat.values()) {
      if (format.name().equals(name)) {
        return format;
      }
    }
    throw in.corrupt("no such format of lines");
  }

  private static List<BlockEntry> blocks(Unpacked in) throws ArchiveCorruptException {
    int count = in.count(MAX_BLOCKS);
    var blocks = new ArrayList<BlockEntry>();
    long offset = MAGIC.length;
    long line = 0;
    long firstByte = 0;
    int page = 0;
    for (int number = 0; number < count; number++) {
      int packed = in.count(MAX_PAYLOAD + MAX_TRAILER);
      int payload = in.count(MAX_PAYLOAD);
      int trailer = in.count(MAX_TRAILER);
      int lines = in.count(payload);
      int pages = in.count((1 << EntityPairs.PAGE_BITS) - page);
      long min = in.signed();
      long max = min + in.number(Long.MAX_VALUE);
      byte[] sha256 = in.raw(Sha256.BYTES);
      if (max < min) {
        throw in.corrupt("a block ends before it begins");
      }
      blocks.add(
          new BlockEntry(
              number, offset, packed, payload, trailer, lines, pages, min, max, sha256, line,
              firstByte, page));
      offset += packed;
      line += lines;
      firstByte += payload;
      page += pages;
    }
    return List.copyOf(blocks);
  }
}

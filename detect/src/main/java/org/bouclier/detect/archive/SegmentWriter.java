package org.bouclier.detect.archive;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouclier.detect.EntityScan;
import org.bouclier.detect.archive.Run.Kind;
import org.bouclier.detect.log.LineDecoder;
import org.bouclier.detect.log.LogFormat;

/**
 * One segment while it is written, to a file of the work folder. One thread at a time.
 *
 * <p>A line is copied into the block at hand, and its entities are noted for the page at hand. A
 * full block is packed and written. Nothing here is durable: whoever archives keeps what it gave
 * until the segment is sealed.
 */
final class SegmentWriter implements Closeable {

  private static final int LEVEL = 3;
  private static final int PAGE_END = 128;

  /** Of a block; a run takes some ten bytes beside its lines. */
  private static final int MAX_RUNS = 1 << 17;

  private final ArchiveLimits limits;
  private final Path path;
  private final RandomAccessFile file;
  private final ZstdCompressCtx zstd = new ZstdCompressCtx().setLevel(LEVEL);
  private final EntityPairs pairs = new EntityPairs();
  private final EntityScan entities = new EntityScan(pairs::add);
  private final List<LineOrigin> origins = new ArrayList<>();
  private final Map<Long, Integer> originNumbers = new HashMap<>();
  private final List<InputEnd> ends = new ArrayList<>();
  private final List<BlockEntry> blocks = new ArrayList<>();

  // The block at hand: its lines, and the runs that end before the run at hand.
  private byte[] raw;
  private int payload;
  private final Packed trailer = new Packed();
  private long minMicros;
  private long maxMicros;
  private int blockLines;
  private int blockPages;
  private boolean pageOpen;
  private int pageFrom;
  private final List<Run> runs = new ArrayList<>();
  private final List<Boolean> pageEnds = new ArrayList<>();

  // The run at hand.
  private int runOrigin = -1;
  private Kind runKind = Kind.LINES;
  private long runMicros;
  private int runFrom;
  private int runLines;
  private long runOriginOffset;
  private long runOriginLine;

  private long offset;
  private long bytes;
  private long lines;
  private int pages;

  SegmentWriter(ArchiveLimits limits, Path path) throws IOException {
    this.limits = limits;
    this.path = path;
    this.raw = new byte[limits.blockBytes() + (limits.blockBytes() >> 2)];
    Files.deleteIfExists(path);
    this.file = new RandomAccessFile(path.toFile(), "rw");
    file.write(SegmentTable.MAGIC);
    this.offset = SegmentTable.MAGIC.length;
  }

  Path path() {
    return path;
  }

  /** Raw bytes so far. */
  long bytes() {
    return bytes + payload;
  }

  /** Whether it holds as much as a segment should. */
  boolean isFull() {
    return bytes() >= limits.segmentBytes()
        || pairs.isFull()
        || pages + 1 >= 1 << EntityPairs.PAGE_BITS;
  }

  /** The number of an origin in this segment. */
  int origin(LineOrigin origin) {
    Integer known = originNumbers.get(origin.id());
    if (known != null && origins.get(known).equals(origin)) {
      return known;
    }
    originNumbers.put(origin.id(), origins.size()); // its settings changed: a new one from here
    origins.add(origin);
    return origins.size() - 1;
  }

  /**
   * Adds one line, or part of one.
   *
   * @param buffer holds it among other bytes
   * @param from its first byte
   * @param to one past its last; of {@link Kind#LINES}, without the line feed
   * @param lineFeed whether a line feed ends it; only of {@link Kind#LINES}
   * @param originOffset bytes of the origin before it
   * @param originLine lines of the origin before it
   */
  void add(
      int origin,
      long micros,
      Kind kind,
      byte[] buffer,
      int from,
      int to,
      boolean lineFeed,
      long originOffset,
      long originLine)
      throws IOException {
    if (payload >= limits.blockBytes() || runs.size() >= MAX_RUNS) {
      endBlock();
    }
    if (pageOpen && payload - pageFrom >= limits.pageBytes()) {
      endRun(true);
    }
    boolean goesOn =
        runOrigin == origin
            && runMicros == micros
            && runKind == Kind.LINES
            && kind == Kind.LINES
            && runOriginOffset + payload - runFrom == originOffset;
    if (!goesOn) {
      endRun(false);
      beginRun(origin, micros, kind, originOffset, originLine);
    }
    int length = to - from;
    room(length + 1);
    System.arraycopy(buffer, from, raw, payload, length);
    if (kind != Kind.PART) {
      int end = payload + length;
      if (kind == Kind.LINES && length > 0 && raw[end - 1] == '\r') {
        end--;
      }
      LogFormat format = LineDecoder.resolve(raw, payload, end, origins.get(origin).format());
      entities.scan(raw, payload, end, format == LogFormat.NDJSON);
    }
    payload += length;
    if (lineFeed) {
      raw[payload++] = '\n';
    }
    boolean counts = kind != Kind.PART || lineFeed;
    runLines += counts ? 1 : 0;
    blockLines += counts ? 1 : 0;
  }

  /** The last part of a line without a line feed, at the end of its file, counts as a line. */
  void endPart() {
    runLines++;
    blockLines++;
  }

  private void room(int more) {
    if (payload + more > raw.length) {
      raw = Arrays.copyOf(raw, payload + more);
    }
  }

  private void beginRun(int origin, long micros, Kind kind, long originOffset, long originLine) {
    if (runs.isEmpty() && blockLines == 0 && payload == 0) {
      minMicros = micros;
      maxMicros = micros;
    }
    minMicros = Math.min(minMicros, micros);
    maxMicros = Math.max(maxMicros, micros);
    if (!pageOpen) {
      pageOpen = true;
      pageFrom = payload;
      pairs.page(pages);
    }
    runOrigin = origin;
    runMicros = micros;
    runKind = kind;
    runFrom = payload;
    runLines = 0;
    runOriginOffset = originOffset;
    runOriginLine = originLine;
  }

  private void endRun(boolean endsPage) {
    if (runOrigin >= 0) {
      runs.add(
          new Run(
              runOrigin,
              runMicros,
              runKind,
              runFrom,
              payload - runFrom,
              runLines,
              runOriginOffset,
              runOriginLine));
      pageEnds.add(false);
      runOrigin = -1;
    }
    if (endsPage && pageOpen) {
      pageEnds.set(pageEnds.size() - 1, true);
      pageOpen = false;
      pages++;
      blockPages++;
    }
  }

  private void endBlock() throws IOException {
    endRun(true);
    if (runs.isEmpty()) {
      return;
    }
    trailer.clear();
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      trailer.number(run.origin());
      trailer.number(run.receivedMicros() - minMicros);
      trailer.octet(run.kind().code() | (pageEnds.get(i) ? PAGE_END : 0));
      trailer.number(run.bytes());
      trailer.number(run.lines());
      trailer.number(run.originOffset());
      trailer.number(run.originLine());
    }
    room(trailer.length());
    System.arraycopy(trailer.bytes(), 0, raw, payload, trailer.length());
    int length = payload + trailer.length();
    byte[] packed = new byte[(int) Zstd.compressBound(length)];
    int packedBytes = zstd.compressByteArray(packed, 0, packed.length, raw, 0, length);
    file.write(packed, 0, packedBytes);
    blocks.add(
        new BlockEntry(
            blocks.size(),
            offset,
            packedBytes,
            payload,
            trailer.length(),
            blockLines,
            blockPages,
            minMicros,
            maxMicros,
            Sha256.of(packed, 0, packedBytes),
            lines,
            bytes,
            pages - blockPages));
    offset += packedBytes;
    bytes += payload;
    lines += blockLines;
    payload = 0;
    blockLines = 0;
    blockPages = 0;
    runs.clear();
    pageEnds.clear();
    if (raw.length > 2 * limits.blockBytes()) {
      raw = new byte[limits.blockBytes() + (limits.blockBytes() >> 2)]; // after a long line
    }
  }

  /** A file ends here. */
  void end(InputEnd end) {
    ends.add(end);
  }

  /** What a sealed segment is: its hash, and its index. */
  record Sealed(byte[] sha256, EntityPairs pairs, int pages) {

    /** The index file, once the segment has its name. */
    byte[] index(SegmentName name) {
      var index = new EntityIndexWriter(List.of(name.hash()), pages);
      pairs.drainTo(index);
      return index.finish();
    }
  }

  /** Writes the last block and the table. The file is whole, and not yet durable. */
  Sealed seal(long sealedMicros, String mark) throws IOException {
    endBlock();
    byte[] table = SegmentTable.write(sealedMicros, mark, origins, ends, blocks);
    file.write(table);
    file.close();
    byte[] sha256 =
        Arrays.copyOfRange(
            table,
            table.length - SegmentTable.END_MAGIC.length - Sha256.BYTES,
            table.length - SegmentTable.END_MAGIC.length);
    return new Sealed(sha256, pairs, pages);
  }

  @Override
  public void close() throws IOException {
    zstd.close();
    file.close();
  }
}

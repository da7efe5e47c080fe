package org.bouclier.detect.archive;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.bouclier.detect.IndicatorMatch;
import org.bouclier.detect.LineSink;
import org.bouclier.detect.Match;
import org.bouclier.detect.Scanner;
import org.bouclier.detect.archive.Run.Kind;
import org.bouclier.detect.log.Decoding;
import org.bouclier.detect.log.EventTime;
import org.bouclier.detect.sigma.Observation;
import org.bouclier.detect.sigma.Sieve;
import org.jspecify.annotations.Nullable;

/** Reads blocks and shows their lines to the live matcher. One thread at a time. */
final class BlockHunt implements LineSink, Closeable {

  private final Scanner scanner;
  private final @Nullable Sieve sieve;
  private final Sieve.Memory sieveMemory = new Sieve.Memory();
  private final long sinceMicros;
  private final long untilMicros;
  private final BlockReader reader = new BlockReader();

  // The line at hand, for accept().
  private @Nullable Segment segment;
  private BlockReader.@Nullable Block block;
  private @Nullable Run run;
  private int lineFrom;
  private int lineTo;
  private int lineInRun;
  private long lineInBlock;
  private boolean isDated;
  private long bytesScanned; // in the block at hand
  private long linesScanned;
  private final EventTime times = new EventTime(ZoneOffset.UTC);
  private EventTime.@Nullable Said time;
  private List<HuntHit> hits = new ArrayList<>();
  private List<Heard> heard = new ArrayList<>();

  /**
   * @param sieve says of a page that no index named whether it must be scanned; null if none must
   */
  BlockHunt(Scanner scanner, HuntPeriod period, @Nullable Sieve sieve) {
    this.scanner = scanner;
    this.sieve = sieve;
    this.sinceMicros = period.sinceMicros();
    this.untilMicros = period.untilMicros();
  }

  /** What correlations want to know of a line, at its place. */
  record Heard(HuntPlace place, Observation observation, @Nullable Instant at) {}

  /** What a block held. */
  record Result(
      long bytesUnpacked, long bytesScanned, long lines, List<HuntHit> hits, List<Heard> heard) {}

  /** Reads the packed bytes of blocks that follow each other; returns how many these were. */
  int read(Segment of, BlockEntry first, BlockEntry last) throws IOException {
    return reader.read(of, first, last);
  }

  /**
   * Scans some pages of one of the blocks that were read last.
   *
   * @param pages of the segment; null for all
   */
  Result hunt(Segment of, BlockEntry entry, @Nullable BitSet pages) throws ArchiveCorruptException {
    BlockReader.Block unpacked = reader.unpack(of, entry);
    segment = of;
    block = unpacked;
    hits = new ArrayList<>();
    heard = new ArrayList<>();
    bytesScanned = 0;
    linesScanned = 0;
    lineInBlock = 0;
    int at = 0;
    for (int page = 0; page < entry.pages(); page++) {
      int end = unpacked.pageEnds().get(page);
      boolean whole = pages == null || pages.get(entry.firstPage() + page);
      boolean wanted = whole || (sieve != null && mayHold(sieve, unpacked, at, end));
      for (; at < end; at++) {
        Run next = unpacked.runs().get(at);
        if (wanted
            && next.kind() != Kind.PART
            && next.receivedMicros() >= sinceMicros
            && next.receivedMicros() < untilMicros) {
          scan(of, unpacked, next, whole ? null : sieve);
        }
        lineInBlock += next.lines();
      }
    }
    return new Result(
        entry.payloadBytes() + entry.trailerBytes(), bytesScanned, linesScanned, hits, heard);
  }

  private boolean mayHold(Sieve pageSieve, BlockReader.Block block, int run, int end) {
    if (run >= end) {
      return false;
    }
    Run last = block.runs().get(end - 1);
    int from = block.runs().get(run).from();
    return pageSieve.mayHold(block.raw(), from, last.from() + last.bytes(), sieveMemory);
  }

  /**
   * @param lineSieve leaves lines out; null if none may be
   */
  private void scan(Segment of, BlockReader.Block unpacked, Run toScan, @Nullable Sieve lineSieve) {
    run = toScan;
    LineOrigin origin = of.table().origins().get(toScan.origin());
    byte[] raw = unpacked.raw();
    int from = toScan.from();
    int to = from + toScan.bytes();
    lineInRun = -1;
    if (toScan.kind() == Kind.WHOLE) {
      line(from, to);
      scanLine(raw, origin);
    } else if (lineSieve == null) {
      bytesScanned += toScan.bytes();
      linesScanned += scanner.scanLines(raw, from, to, origin.format(), origin.source(), this);
    } else {
      while (from < to) {
        int end = LineFeed.find(raw, from, to);
        line(from, end > from && raw[end - 1] == '\r' ? end - 1 : end);
        if (lineSieve.mayHold(raw, lineFrom, lineTo, sieveMemory)) {
          scanLine(raw, origin);
        }
        from = end + 1;
      }
    }
  }

  private void scanLine(byte[] raw, LineOrigin origin) {
    if (lineTo > lineFrom) {
      bytesScanned += lineTo - lineFrom;
      linesScanned++;
      scanner.scan(raw, lineFrom, lineTo, origin.format(), origin.source(), this);
    }
  }

  @Override
  public void line(int from, int to) {
    lineFrom = from;
    lineTo = to;
    lineInRun++;
    isDated = false;
  }

  @Override
  public void decoded(Decoding outcome) {} // what cannot be decoded was told when it came in

  @Override
  public void accept(Match match) {
    int inLine = match instanceof IndicatorMatch indicator ? indicator.offset() : 0;
    hits.add(new HuntHit(match, place(inLine)));
  }

  @Override
  public void observed(Observation observation) {
    HuntPlace place = place(0);
    heard.add(new Heard(place, observation, time == null ? null : time.at()));
  }

  private HuntPlace place(int inLine) {
    Segment in = Objects.requireNonNull(segment);
    BlockReader.Block of = Objects.requireNonNull(block);
    Run at = Objects.requireNonNull(run);
    BlockEntry entry = of.entry();
    LineOrigin origin = in.table().origins().get(at.origin());
    if (!isDated) {
      Instant received = Instant.EPOCH.plus(at.receivedMicros(), ChronoUnit.MICROS);
      time = times.read(of.raw(), lineFrom, lineTo, origin.format(), received);
      isDated = true;
    }
    int inRun = lineFrom - at.from() + inLine;
    return new HuntPlace(
        origin,
        at.originLine() + lineInRun + 1,
        at.originOffset() + inRun,
        in.name(),
        in.sha256(),
        entry.number(),
        entry.firstLine() + lineInBlock + lineInRun + 1,
        entry.firstByte() + at.from() + inRun,
        Instant.EPOCH.plus(at.receivedMicros(), ChronoUnit.MICROS),
        time == null ? null : time.text(),
        Arrays.copyOfRange(of.raw(), lineFrom, Math.min(lineTo, lineFrom + HuntPlace.MAX_TEXT)));
  }

  @Override
  public void close() {
    reader.close();
  }
}

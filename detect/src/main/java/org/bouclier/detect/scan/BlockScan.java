package org.bouclier.detect.scan;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.bouclier.detect.IndicatorMatch;
import org.bouclier.detect.LineSink;
import org.bouclier.detect.Match;
import org.bouclier.detect.Scanner;
import org.bouclier.detect.log.Decoding;
import org.bouclier.detect.log.EventTime;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.sigma.Observation;
import org.jspecify.annotations.Nullable;

/** Scans blocks of lines. One thread at a time. */
final class BlockScan implements LineSink {

  private final Scanner scanner;
  private final LogSource source;
  private final EventTime times;
  private Instant writtenAt = Instant.EPOCH;

  // The record at hand, for accept().
  private Block block = new Block(new byte[0], 0, LogFormat.TEXT, 0, null);
  private int lineFrom;
  private int lineTo;
  private boolean isDated;
  private EventTime.@Nullable Said time; // of the line, once it was asked for
  private int line; // of the block, counted from 0
  private List<Found> found = new ArrayList<>();
  private List<Heard> heard = new ArrayList<>();
  private long unreadable;

  BlockScan(Scanner scanner, LogSource source, ZoneId zone) {
    this.scanner = scanner;
    this.source = source;
    this.times = new EventTime(zone);
  }

  /**
   * A match in a block.
   *
   * @param line the line in the block, counted from 0
   */
  record Found(int line, long offset, Match match, EventTime.@Nullable Said time) {}

  /** What correlations want to know of a line, counted as in {@link Found}. */
  record Heard(int line, long offset, Observation observation, EventTime.@Nullable Said time) {}

  /**
   * What a block held.
   *
   * @param lines how many lines
   * @param bytes of the block
   * @param unreadable lines that were not what their format promised; they were matched as text
   */
  record Result(int lines, long bytes, long unreadable, List<Found> found, List<Heard> heard) {}

  /**
   * Scans a block.
   *
   * @param written when its input was last changed
   */
  Result scan(Block toScan, Instant written) {
    block = toScan;
    writtenAt = written;
    found = new ArrayList<>();
    heard = new ArrayList<>();
    unreadable = 0;
    line = -1;
    int length = block.length();
    int lines = scanner.scanLines(block.bytes(), 0, length, block.format(), source, this);
    return new Result(lines, length, unreadable, found, heard);
  }

  @Override
  public void line(int from, int to) {
    line++;
    lineFrom = from;
    lineTo = to;
    isDated = false;
  }

  @Override
  public void decoded(Decoding outcome) {
    if (outcome != Decoding.NOT_NEEDED && outcome != Decoding.DECODED) {
      unreadable++;
    }
  }

  @Override
  public void accept(Match match) {
    int inLine = match instanceof IndicatorMatch indicator ? indicator.offset() : 0;
    found.add(new Found(line, offset(inLine), match, time()));
  }

  @Override
  public void observed(Observation observation) {
    heard.add(new Heard(line, offset(0), observation, time()));
  }

  /** Where a byte of the line stands in the input; or the record, if it was written anew. */
  private long offset(int inLine) {
    long[] offsets = block.offsets();
    return offsets != null ? offsets[line] : block.offset() + lineFrom + inLine;
  }

  private EventTime.@Nullable Said time() {
    if (!isDated) {
      time = times.read(block.bytes(), lineFrom, lineTo, block.format(), writtenAt);
      isDated = true;
    }
    return time;
  }
}

package org.bouclier.detect.scan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bouclier.detect.IndicatorReading;
import org.bouclier.detect.IndicatorReading.Blank;
import org.bouclier.detect.IndicatorReading.Listed;
import org.bouclier.detect.IndicatorReading.Refused;
import org.bouclier.detect.IndicatorSet;
import org.bouclier.detect.IndicatorText;
import org.bouclier.detect.log.LogFormat;

/**
 * Reads lists of indicators, one a line, packed or not, and remembers where each stands. The number
 * under which an indicator is filed leads back to its file and line. Not thread-safe.
 */
public final class IndicatorFiles {

  /** Refused lines that are named; the others are counted. */
  public static final int MOST_NAMED = 100;

  private final IndicatorSet.Builder builder = IndicatorSet.builder();
  private final List<String> files = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private long refused;

  /** No list yet. */
  public IndicatorFiles() {}

  /**
   * A line that is no indicator.
   *
   * @param line counted from 1
   * @param reading why
   */
  public record Refusal(String file, long line, Refused reading) {}

  /**
   * Where an indicator was read.
   *
   * @param line counted from 1
   */
  public record Place(String file, long line) {}

  /**
   * Reads one list.
   *
   * @throws IOException if it cannot be read to its end
   */
  public void read(Path file) throws IOException {
    long number = (long) files.size() << 32;
    files.add(file.toString());
    try (var input = Unpacking.open(Files.newInputStream(file))) {
      var lines = new RawLines(input, new EndAtBreak(input), LogFormat.TEXT);
      for (Block block = lines.next(); block != null; block = lines.next()) {
        number = read(block, number);
        lines.recycle(block);
      }
      refused += lines.tooLong();
    }
  }

  /** Reads whole lines; most are in normal form already, and never become a string. */
  private long read(Block block, long before) {
    var others = new ArrayList<Line>();
    byte[] bytes = block.bytes();
    long number = before;
    int from = 0;
    while (from < block.length()) {
      int to = lineEnd(bytes, from, block.length());
      int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
      number++;
      if (!builder.addPlain(bytes, from, end, number)) {
        others.add(new Line(from, end, number));
      }
      from = to + 1;
    }
    for (Line line : others) {
      var text = new String(bytes, line.from(), line.to() - line.from(), UTF_8);
      take(IndicatorText.readLine(text), line.number());
    }
    return number;
  }

  private static int lineEnd(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] != '\n') {
      i++;
    }
    return i;
  }

  /** A line that is to be looked at more closely. */
  private record Line(int from, int to, long number) {}

  private void take(IndicatorReading reading, long id) {
    switch (reading) {
      case Listed(var indicator) -> builder.add(indicator, id);
      case Refused no -> {
        refused++;
        if (refusals.size() < MOST_NAMED) {
          var place = place(id);
          refusals.add(new Refusal(place.file(), place.line(), no));
        }
      }
      case Blank blank -> {
        // a comment
      }
    }
  }

  /** Where the indicator of this number was read. */
  public Place place(long id) {
    return new Place(files.get((int) (id >>> 32)), id & 0xFFFF_FFFFL);
  }

  /** How many indicators were read. */
  public int size() {
    return builder.size();
  }

  /** How many lines were no indicators. */
  public long refused() {
    return refused;
  }

  /** The first {@value #MOST_NAMED} of those. */
  public List<Refusal> refusals() {
    return List.copyOf(refusals);
  }

  /** All that was read, compiled. */
  public IndicatorSet set() {
    return builder.build();
  }
}

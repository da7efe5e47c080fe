package org.bouclier.detect;

import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;

/**
 * Matches lines against what an {@link Engine} holds. Not safe for threads: it owns scratch memory,
 * thanks to which a line that matches nothing allocates nothing.
 */
public final class Scanner {

  private final Engine engine;
  private IndicatorScan indicators;

  Scanner(Engine engine) {
    this.engine = engine;
    this.indicators = new IndicatorScan(engine.indicators());
  }

  /**
   * Matches one line.
   *
   * @param buffer holds the line among other bytes; neither changed nor kept
   * @param from first byte of the line
   * @param to one past its last byte, line break excluded
   * @param format how the line is written
   * @param source what is known of its origin
   * @param sink receives the matches before this returns
   */
  public void scan(
      byte[] buffer, int from, int to, LogFormat format, LogSource source, MatchSink sink) {
    IndicatorSet current = engine.indicators();
    if (current != indicators.set()) {
      indicators = new IndicatorScan(current);
    }
    boolean json =
        format == LogFormat.NDJSON || (format == LogFormat.AUTO && isObject(buffer, from, to));
    indicators.scan(buffer, from, to, json, sink);
  }

  private static boolean isObject(byte[] buffer, int from, int to) {
    int i = from;
    while (i < to && (buffer[i] == ' ' || buffer[i] == '\t')) {
      i++;
    }
    return i < to && buffer[i] == '{';
  }
}

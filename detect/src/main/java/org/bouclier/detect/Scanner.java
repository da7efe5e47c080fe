package org.bouclier.detect;

import java.util.List;
import org.bouclier.detect.bytes.LineBits;
import org.bouclier.detect.log.Decoding;
import org.bouclier.detect.log.EventFields;
import org.bouclier.detect.log.LineDecoder;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.sigma.Evidence;
import org.bouclier.detect.sigma.Observation;
import org.bouclier.detect.sigma.RuleInfo;
import org.bouclier.detect.sigma.RuleSink;
import org.bouclier.detect.sigma.SigmaRules;
import org.bouclier.detect.sigma.SigmaScanner;

/**
 * Matches lines against what an {@link Engine} holds. Not safe for threads: it owns scratch memory,
 * thanks to which a line that matches nothing allocates nothing.
 */
public final class Scanner {

  private final Engine engine;
  private final LineBits bits = new LineBits();
  private IndicatorScan indicators;
  private SigmaScanner sigma;
  private final RuleSink ruleSink = new Rules();
  private MatchSink sink = match -> {};

  Scanner(Engine engine) {
    this.engine = engine;
    this.indicators = new IndicatorScan(engine.indicators(), bits);
    this.sigma = engine.rules().scanner();
  }

  /**
   * Matches one line: indicators first, in the order in which they stand, then rules.
   *
   * @param buffer holds the line among other bytes; neither changed nor kept
   * @param from first byte of the line
   * @param to one past its last byte, line break excluded
   * @param format how the line is written
   * @param source what is known of its origin; what is not known here, the line may say
   * @param matches receives the matches before this returns, and what correlations want to know
   * @return whether the line could be decoded as its format promised; for the caller to count
   */
  public Decoding scan(
      byte[] buffer, int from, int to, LogFormat format, LogSource source, MatchSink matches) {
    bits.read(buffer, from, to);
    return scanLine(buffer, from, to, format, source, matches);
  }

  /**
   * Matches every line of a piece of memory, as {@link #scan} would one by one, but faster.
   *
   * @param buffer holds whole lines, each but perhaps the last ended by a line feed, before which a
   *     carriage return is no part of the line; not changed during the call, nor kept
   * @param from first byte of the first line
   * @param to one past the last byte
   * @param format how the lines are written
   * @param source what is known of their origin
   * @param lines hears of every line and receives what matches
   * @return how many lines there are
   */
  public int scanLines(
      byte[] buffer, int from, int to, LogFormat format, LogSource source, LineSink lines) {
    bits.read(buffer, from, to);
    int count = 0;
    int lineFrom = from;
    while (lineFrom < to) {
      int lineTo = bits.lineEnd(lineFrom, to);
      int end = lineTo > lineFrom && buffer[lineTo - 1] == '\r' ? lineTo - 1 : lineTo;
      lines.line(lineFrom, end);
      if (end > lineFrom) {
        lines.decoded(scanLine(buffer, lineFrom, end, format, source, lines));
      }
      count++;
      lineFrom = lineTo + 1;
    }
    return count;
  }

  private Decoding scanLine(
      byte[] buffer, int from, int to, LogFormat format, LogSource source, MatchSink matches) {
    IndicatorSet currentIndicators = engine.indicators();
    if (currentIndicators != indicators.set()) {
      indicators = new IndicatorScan(currentIndicators, bits);
    }
    SigmaRules currentRules = engine.rules();
    if (currentRules != sigma.rules()) {
      sigma = currentRules.scanner();
    }
    LogFormat resolved = LineDecoder.resolve(buffer, from, to, format);
    if (currentIndicators.size() > 0) {
      indicators.scan(buffer, from, to, resolved == LogFormat.NDJSON, matches);
    }
    sink = matches;
    return sigma.scan(buffer, from, to, resolved, source, ruleSink);
  }

  /**
   * The fields of the line last scanned, for whoever shows a match; empty of meaning if {@link
   * #scan} answered {@link Decoding#NOT_NEEDED}, and valid as long as the buffer is unchanged.
   */
  public EventFields fields() {
    return sigma.fields();
  }

  /** Passes on what the rules say. */
  private final class Rules implements RuleSink {
    @Override
    public void accept(RuleInfo rule, LogSource source, List<Evidence> evidence) {
      sink.accept(new SigmaMatch(rule, source, evidence));
    }

    @Override
    public void observed(Observation observation) {
      sink.observed(observation);
    }
  }
}

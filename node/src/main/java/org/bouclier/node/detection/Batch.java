package org.bouclier.node.detection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.bouclier.detect.CorrelationMatch;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorMatch;
import org.bouclier.detect.Match;
import org.bouclier.detect.MatchSink;
import org.bouclier.detect.Scanner;
import org.bouclier.detect.SigmaMatch;
import org.bouclier.detect.journal.LineBlock;
import org.bouclier.detect.log.Decoding;
import org.bouclier.detect.log.EventTime;
import org.bouclier.detect.log.LineRanges;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.sigma.Correlated;
import org.bouclier.detect.sigma.Correlator;
import org.bouclier.detect.sigma.Evidence;
import org.bouclier.detect.sigma.Observation;
import org.bouclier.detect.sigma.RuleInfo;
import org.bouclier.node.detection.KnownIndicators.KnownIndicator;
import org.bouclier.node.web.Severity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some blocks of the journal, scanned: what was found, what was counted, how far files were read.
 * Nothing of it is in the database yet. Not thread-safe.
 */
final class Batch {

  private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

  private final Scanner scanner;
  private final Correlator correlator;
  private final KnownIndicators indicators;
  private final IntFunction<Optional<Source>> sources;
  private final EventTime times;
  private final MatchSink line = new Line();

  private final Map<AlertKey, Finding> findings = new LinkedHashMap<>(); // first seen, first told
  private final Map<AlertKey, Finding> correlations = new LinkedHashMap<>();
  private final Map<Integer, Tally> tallies = new HashMap<>();
  private final Map<String, Sighted> sightings = new HashMap<>();
  private final Map<String, FileOfSource> files = new HashMap<>();
  private long lines;

  // The line being scanned, for the sink.
  private int source;
  private byte[] buffer = new byte[0];
  private int from;
  private int to;
  private Instant receivedAt = Instant.EPOCH;
  private @Nullable Instant eventAt;
  private Tally tally = new Tally();
  private boolean correlating;

  Batch(
      Scanner scanner,
      Correlator correlator,
      KnownIndicators indicators,
      IntFunction<Optional<Source>> sources,
      EventTime times) {
    this.scanner = scanner;
    this.correlator = correlator;
    this.indicators = indicators;
    this.sources = sources;
    this.times = times;
  }

  /** What a batch adds to one source. */
  private static final class Tally {
    private long received;
    private long bytes;
    private long undecodable;
    private long misdated;
    private Instant last = Instant.EPOCH;
  }

  /** Matches of one indicator on one observable, whatever their source. */
  static final class Sighted {
    private final long indicator;
    private final String observable;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private long count;

    private Sighted(long indicator, String observable) {
      this.indicator = indicator;
      this.observable = observable;
    }

    long indicator() {
      return indicator;
    }

    String observable() {
      return observable;
    }

    Instant first() {
      return first;
    }

    Instant last() {
      return last;
    }

    long count() {
      return count;
    }
  }

  /** How far a file of a source was read. */
  record FileOfSource(int source, FileProgress progress) {}

  /**
   * Scans a block.
   *
   * @param correlate false if its lines have been correlated already, and are only scanned again
   */
  void scan(LineBlock block, boolean correlate) {
    correlating = correlate;
    LineRanges ranges = block.lines();
    int first = enter(block);
    Optional<Source> known = sources.apply(source);
    LogFormat format = known.map(Source::format).orElse(LogFormat.AUTO);
    LogSource origin = known.map(Source::logSource).orElse(LogSource.UNKNOWN);
    for (int line = first; line < ranges.count(); line++) {
      from = ranges.from(line);
      to = ranges.to(line);
      eventAt = null;
      tally.received++;
      tally.bytes += to - from;
      tally.undecodable += isScanned(format, origin) ? 0 : 1;
    }
    lines += ranges.count() - first;
  }

  /**
   * Counts a block that cannot be dealt with, without looking at its lines: they are unreadable
   * ones.
   */
  void setAside(LineBlock block) {
    LineRanges ranges = block.lines();
    int first = enter(block);
    for (int line = first; line < ranges.count(); line++) {
      tally.received++;
      tally.bytes += ranges.to(line) - ranges.from(line);
      tally.undecodable++;
    }
    lines += ranges.count() - first;
  }

  /** Makes a block the one looked at; returns its first line that is one of its source. */
  private int enter(LineBlock block) {
    source = Math.toIntExact(Math.abs(block.sourceId()));
    buffer = block.buffer();
    receivedAt = block.receivedAt();
    LineRanges ranges = block.lines();
    int first = 0;
    if (block.sourceId() < 0 && ranges.count() > 0) {
      var progress = FileProgress.parse(buffer, ranges.from(0), ranges.to(0));
      files.put(source + " " + progress.key(), new FileOfSource(source, progress));
      first = 1;
    }
    tally = tallies.computeIfAbsent(source, id -> new Tally());
    tally.last = receivedAt.isAfter(tally.last) ? receivedAt : tally.last;
    return first;
  }

  /** Scans the line; whether it was what its format says. A line that breaks the scan is not. */
  private boolean isScanned(LogFormat format, LogSource origin) {
    try {
      Decoding decoding = scanner.scan(buffer, from, to, format, origin, line);
      return !isUndecodable(decoding, format);
    } catch (RuntimeException | StackOverflowError failure) {
      LOG.error(
          "a line of {} bytes of source {} received at {} could not be scanned: it is set aside",
          to - from,
          source,
          receivedAt,
          failure);
      return false;
    }
  }

  /** As the decoder says; lines that no rule looks at are not decoded, and judged by their ends. */
  private boolean isUndecodable(Decoding decoding, LogFormat format) {
    if (decoding != Decoding.DECODED && decoding != Decoding.NOT_NEEDED) {
      return true;
    }
    boolean started =
        switch (format) {
          case NDJSON -> from < to && buffer[from] == '{' && buffer[to - 1] == '}';
          case SYSLOG -> from < to && buffer[from] == '<';
          case AUTO, TEXT -> true;
        };
    return !started || !Utf8.isWellFormed(buffer, from, to);
  }

  /** What the scanner tells of a line. */
  private final class Line implements MatchSink {
    @Override
    public void accept(Match match) {
      switch (match) {
        case IndicatorMatch seen -> indicator(seen);
        case SigmaMatch satisfied -> rule(satisfied);
        case CorrelationMatch(var correlated) -> correlation(correlated);
      }
    }

    @Override
    public void observed(Observation observation) {
      if (correlating) {
        // No event happens after it was received: a clock that is ahead moves no window.
        Instant at = eventAt().isAfter(receivedAt) ? receivedAt : eventAt();
        correlator.accept(
            observation, at, source, correlated -> accept(new CorrelationMatch(correlated)));
      }
    }
  }

  private void indicator(IndicatorMatch seen) {
    KnownIndicator known = indicators.find(seen.id());
    if (known == null) {
      return; // withdrawn between the scan and now
    }
    String observable = normal(seen);
    Instant at = eventAt();
    var key = new AlertKey(AlertKind.INDICATOR, known.stixId(), observable, source);
    var facts = new Finding.Facts(seen.indicator().value(), known.severity(), "");
    Finding finding = findings.computeIfAbsent(key, k -> new Finding(k, facts));
    finding.count(at);
    if (finding.wantsSample()) {
      String field = seen.field() == null ? "" : seen.field();
      finding.add(Sample.of(at, buffer, from, to, seen.offset(), seen.lengthBytes(), field));
    }
    Sighted sighted =
        sightings.computeIfAbsent(
            seen.id() + " " + observable, k -> new Sighted(seen.id(), observable));
    sighted.count++;
    sighted.first = at.isBefore(sighted.first) ? at : sighted.first;
    sighted.last = at.isAfter(sighted.last) ? at : sighted.last;
  }

  private void rule(SigmaMatch satisfied) {
    rule(findings, satisfied.rule(), satisfied.evidence());
  }

  /** An alert of the source whose line made it fire; the sample shows what its group shares. */
  private void correlation(Correlated correlated) {
    rule(correlations, correlated.rule(), correlated.group());
  }

  private void rule(Map<AlertKey, Finding> into, RuleInfo rule, List<Evidence> evidence) {
    Instant at = eventAt();
    var key = new AlertKey(AlertKind.RULE, rule.id(), "", source);
    var facts = new Finding.Facts(rule.title(), Severity.of(rule.level().name()), rule.author());
    Finding finding = into.computeIfAbsent(key, k -> new Finding(k, facts));
    finding.count(at);
    if (finding.wantsSample()) {
      finding.add(sample(evidence, at));
    }
  }

  /** The line, cut around the first value of the evidence that stands in it as it is. */
  private Sample sample(List<Evidence> shown, Instant at) {
    for (var evidence : shown) {
      byte[] value = evidence.value().getBytes(java.nio.charset.StandardCharsets.UTF_8);
      int offset = value.length == 0 ? -1 : find(value);
      if (offset >= 0) {
        return Sample.of(at, buffer, from, to, offset, value.length, evidence.field());
      }
    }
    return Sample.of(at, buffer, from, to, 0, 0, "");
  }

  private int find(byte[] value) {
    for (int i = from; i + value.length <= to; i++) {
      if (java.util.Arrays.mismatch(buffer, i, i + value.length, value, 0, value.length) < 0) {
        return i - from;
      }
    }
    return -1;
  }

  private Instant eventAt() {
    Instant known = eventAt;
    if (known == null) {
      var read = times.read(buffer, from, to, LogFormat.AUTO, receivedAt);
      Instant said = read == null ? null : read.at();
      boolean absurd = said != null && EventTime.isAbsurd(said, receivedAt);
      tally.misdated += absurd ? 1 : 0;
      known = said == null || absurd ? receivedAt : said;
      eventAt = known;
    }
    return known;
  }

  /** What was seen, in one spelling, so that two spellings are one alert. */
  private static String normal(IndicatorMatch seen) {
    Indicator listed = seen.indicator();
    String found = StoredText.clean(seen.found());
    boolean caseMatters =
        switch (listed.kind()) {
          case URL, HOST_PATH, USER_AGENT -> true;
          default -> false;
        };
    return caseMatters ? found : found.toLowerCase(Locale.ROOT);
  }

  long lines() {
    return lines;
  }

  boolean isQuiet() {
    return findings.isEmpty() && correlations.isEmpty();
  }

  /** All that was found; rules and correlations have ids of their own. */
  Map<AlertKey, Finding> findings() {
    var all = new LinkedHashMap<>(findings);
    correlations.forEach((key, finding) -> all.merge(key, finding, Batch::merged));
    return all;
  }

  private static Finding merged(Finding one, Finding other) {
    var both = new Finding(one.key(), one.facts());
    both.merge(one);
    both.merge(other);
    return both;
  }

  /** Takes over what another batch, which is not written, found by correlation: once only. */
  void takeCorrelations(Batch refused) {
    refused.correlations.forEach(correlations::putIfAbsent);
    refused.correlations.clear();
  }

  List<Sighted> sightings() {
    return List.copyOf(sightings.values());
  }

  List<FileOfSource> files() {
    return List.copyOf(files.values());
  }

  List<AlertSql.Counted> counted() {
    var counted = new ArrayList<AlertSql.Counted>();
    tallies.forEach((id, sum) ->
        counted.add(
            new AlertSql.Counted(
                id, sum.received, sum.bytes, sum.undecodable, sum.misdated, sum.last.toString())));
    return counted;
  }
}

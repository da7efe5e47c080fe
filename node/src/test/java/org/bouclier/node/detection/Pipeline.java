package org.bouclier.node.detection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.bouclier.detect.Engine;
import org.bouclier.detect.IndicatorEntry;
import org.bouclier.detect.IndicatorReading;
import org.bouclier.detect.IndicatorSet;
import org.bouclier.detect.IndicatorText;
import org.bouclier.detect.archive.Archive;
import org.bouclier.detect.archive.DiskStore;
import org.bouclier.detect.journal.Journal;
import org.bouclier.detect.journal.JournalLimits;
import org.bouclier.detect.journal.Position;
import org.bouclier.detect.log.EventTime;
import org.bouclier.detect.log.LineRanges;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.node.web.Severity;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The way of a line from the intake to an alert, put together as the node does it, without the
 * framework. Indicator number {@code n} is the n-th of the list given.
 */
final class Pipeline implements AutoCloseable {

  final DataSource database;
  final Journal journal;
  final Clock clock;
  final SourceSql sourceSql;
  final AlertSql alerts;
  final Sources sources;
  final SourceCounters counters = new SourceCounters();
  final Intake intake;
  final Engine engine = new Engine();
  final List<Object> events = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Long> sightings = new ConcurrentHashMap<>();

  /** An indicator whose match breaks the scan of its line. */
  volatile long breaking = -1;

  final DetectionWorker worker;
  final Archive archive;
  final ArchiveWorker archiving;
  private final @Nullable Thread archivingThread;
  private final Thread thread;

  Pipeline(DataSource database, Path directory, Clock clock, List<String> indicators)
      throws IOException {
    this(database, directory, clock, indicators, Intake.LIMITS);
  }

  Pipeline(
      DataSource database,
      Path directory,
      Clock clock,
      List<String> indicators,
      JournalLimits limits)
      throws IOException {
    this(database, directory, clock, indicators, limits, null);
  }

  /** A pipeline that archives, in the settings given. */
  static Pipeline archiving(
      DataSource database,
      Path directory,
      Clock clock,
      List<String> indicators,
      DetectionSettings settings)
      throws IOException {
    return new Pipeline(database, directory, clock, indicators, Intake.LIMITS, settings);
  }

  private Pipeline(
      DataSource database,
      Path directory,
      Clock clock,
      List<String> indicators,
      JournalLimits limits,
      @Nullable DetectionSettings settings)
      throws IOException {
    this.database = database;
    this.clock = clock;
    this.journal = Journal.open(directory.resolve("journal"), limits);
    var jdbc = JdbcClient.create(database);
    this.sourceSql = new SourceSql(jdbc);
    this.alerts = new AlertSql(jdbc);
    this.sources = new Sources(sourceSql, clock);
    this.intake = new Intake(journal, clock);
    watch(indicators);
    this.archive = new Archive(new DiskStore(directory.resolve("archive")));
    var keep = new JournalKeep(journal, settings != null);
    this.archiving =
        new ArchiveWorker(
            journal,
            keep,
            archive,
            settings == null ? DetectionSettings.DEFAULT : settings,
            sources::find,
            clock);
    this.archivingThread =
        settings == null ? null : Thread.ofPlatform().name("archive").unstarted(archiving);
    this.worker =
        new DetectionWorker(
            journal,
            keep,
            engine,
            new CorrelationFile(directory.resolve("correlations"), clock),
            this::known,
            sources::find,
            new EventTime(ZoneId.of("Africa/Bamako")),
            alerts,
            sourceSql,
            (id, first, last, count, observable) ->
                sightings.merge(id + " " + observable, count, Long::sum),
            new TransactionTemplate(new JdbcTransactionManager(database)),
            events::add,
            () -> {},
            clock);
    this.thread = Thread.ofPlatform().name("detection").unstarted(worker);
  }

  private KnownIndicators.KnownIndicator known(long id) {
    if (id == breaking) {
      throw new IllegalStateException("indicator " + id + " breaks the scan, as asked");
    }
    return new KnownIndicators.KnownIndicator(
        "indicator--00000000-0000-4000-8000-%012d".formatted(id), Severity.HIGH);
  }

  void watch(List<String> indicators) {
    var entries = new ArrayList<IndicatorEntry>();
    for (int i = 0; i < indicators.size(); i++) {
      var reading = (IndicatorReading.Listed) IndicatorText.read(indicators.get(i));
      entries.add(new IndicatorEntry(reading.indicator(), i));
    }
    engine.replace(IndicatorSet.of(entries));
  }

  Pipeline start() {
    thread.start();
    if (archivingThread != null) {
      archivingThread.start();
    }
    return this;
  }

  Source source(String name, LogFormat format) {
    return sources
        .declare(new SourceDraft(name, "", format, "", "", "", Duration.ofHours(1)))
        .orElseGet(() -> sources.find(name).orElseThrow());
  }

  Position send(Source source, String... lines) throws BusyException {
    byte[] bytes = String.join("\n", lines).getBytes(UTF_8);
    return intake.accept(source, bytes, LineRanges.split(bytes, 0, bytes.length));
  }

  /** Waits until the worker has dealt with everything sent; fails after a minute. */
  void settle() throws InterruptedException {
    Position end = journal.end();
    for (int i = 0; i < 6_000; i++) {
      Position done = worker.done();
      if (done != null && done.compareTo(end) >= 0) {
        return;
      }
      Thread.sleep(10); // polling with a bound: the worker offers no other sign
    }
    throw new AssertionError("the worker is at " + worker.done() + " of " + end);
  }

  /** Matches told, by {@code indicator observable}. */
  Map<String, Long> sightings() {
    return Map.copyOf(sightings);
  }

  List<AlertRow> list() {
    return alerts.list(AlertFilter.ALL, 10_000);
  }

  Map<String, Object> one(String sql) {
    return JdbcClient.create(database).sql(sql).query().singleRow();
  }

  static Instant instant(String text) {
    return Instant.parse(text);
  }

  @Override
  public void close() throws IOException {
    worker.stop();
    archiving.stop();
    thread.interrupt();
    try {
      if (archivingThread != null) {
        archivingThread.join(Duration.ofSeconds(30).toMillis());
      }
      if (thread.isAlive()) {
        thread.join(Duration.ofSeconds(30).toMillis());
      }
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
    journal.close();
  }
}

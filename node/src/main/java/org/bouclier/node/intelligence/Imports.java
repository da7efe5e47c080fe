package org.bouclier.node.intelligence;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.ZipException;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Audit;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZIOException;

/**
 * Imports, from the upload to the report. A file is first kept on disk: a dry run and the import
 * that follows read the same bytes, and an import that a power cut interrupted is taken up again,
 * which repeats nothing since what was stored is a duplicate then. One import runs at a time.
 * Thread-safe.
 */
final class Imports {

  private static final Logger LOG = LoggerFactory.getLogger(Imports.class);
  private static final int TRUST = 50;

  private final ImportSql sql;
  private final ImportFiles files;
  private final Store store;
  private final IndicatorSql objects;
  private final HouseSource house;
  private final Audit audit;
  private final IntelligenceSettings settings;
  private final Clock clock;
  private final ReentrantLock turn = new ReentrantLock(true);

  Imports(
      ImportSql sql,
      ImportFiles files,
      Store store,
      IndicatorSql objects,
      HouseSource house,
      Audit audit,
      IntelligenceSettings settings,
      Clock clock) {
    this.sql = sql;
    this.files = files;
    this.store = store;
    this.objects = objects;
    this.house = house;
    this.audit = audit;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Takes a file in, to be imported by {@link #run}.
   *
   * @throws BrokenFileException if it is empty or too large
   */
  UUID prepare(InputStream upload, ImportOrder order, Actor who, boolean dryRun)
      throws IOException {
    var kept = files.keep(upload);
    var id = UUID.randomUUID();
    sql.add(
        id,
        order.name(),
        order.form().name(),
        ImportJson.text(order),
        who.label(),
        dryRun,
        kept,
        clock.instant());
    return id;
  }

  /** Makes a dry run that has ended into an import to be {@link #run}; false if it cannot be. */
  boolean forGood(UUID id) {
    return sql.forGood(id);
  }

  /** Does an import that waits, or takes up one that was interrupted; waits for its turn. */
  ImportRecord run(UUID id) {
    turn.lock();
    try {
      var record = sql.find(id).orElseThrow();
      if (record.state().isOver()) {
        return record;
      }
      runNow(record);
      return sql.find(id).orElseThrow();
    } finally {
      turn.unlock();
    }
  }

  /** One import. */
  Optional<ImportRecord> find(UUID id) {
    return sql.find(id);
  }

  /** The latest imports, newest first. */
  List<ImportRecord> latest() {
    return sql.latest();
  }

  /** Imports that are asked for and not over. */
  List<UUID> unfinished() {
    return sql.unfinished();
  }

  /** Deletes the files that are no longer needed. */
  void sweep() {
    sql.releaseFiles(clock.instant().minus(settings.keepUploads())).forEach(files::delete);
  }

  /** Deletes the files that no import knows; before any upload, at the start. */
  void sweepAtStart() {
    files.deleteAllBut(sql.files());
  }

  private void runNow(ImportRecord record) {
    Instant started = clock.instant();
    var tally = new ImportReport.Tally();
    sql.progress(record.id(), ImportState.RUNNING, ImportJson.text(ImportReport.EMPTY));
    Runnable progress =
        () ->
            sql.progress(
                record.id(),
                ImportState.RUNNING,
                ImportJson.text(tally.soFar(null, since(started))));
    Refusal failure = null;
    try {
      read(record, started, tally, progress);
    } catch (IOException broken) {
      failure = failure(broken);
      LOG.info("import {} stopped: {}", record.id(), broken.toString());
    }
    var report = tally.soFar(failure, since(started));
    sql.finish(
        record.id(),
        failure == null ? ImportState.DONE : ImportState.FAILED,
        ImportJson.text(report),
        clock.instant());
    if (!record.dryRun()) {
      audit.record(
          "indicators.import",
          record.order().name(),
          Map.of(
              "import",
              record.id().toString(),
              "sha256",
              record.sha256(),
              "accepted",
              Long.toString(report.count(Outcome.Result.ACCEPTED))));
    }
  }

  private void read(ImportRecord record, Instant now, ImportReport.Tally tally, Runnable progress)
      throws IOException {
    var order = record.order();
    var source =
        store.source(order.sourceKind(), order.name(), order.tlp(), TRUST, order.acceptance());
    var run =
        record.dryRun()
            ? ImportRun.dry(store, source, order.acceptance(), tally, progress)
            : ImportRun.ahead(store, source, order.acceptance(), tally, progress);
    try {
      switch (order.form()) {
        case LIST -> {
          try (var input = unpacked(record)) {
            new ListedReading(order, house, now).read(input, run);
          }
        }
        case CSV -> {
          try (var input = unpacked(record)) {
            new CsvReading(order, house, now).read(input, run);
          }
        }
        case STIX ->
            new BundleReading(
                    order.tlp(), order.severity(), this::stored, now, BundleReading.Check.NONE)
                .read(() -> unpacked(record), run);
        case MISP -> {
          try (var input = files.open(record.file())) {
            new FeedReading(order, this::stored, now).read(input, run);
          }
        }
      }
    } finally {
      run.flush(); // what was read before the file broke is kept
    }
  }

  private InputStream unpacked(ImportRecord record) throws IOException {
    return Unpacking.open(files.open(record.file()), Unpacking.Limits.STANDARD);
  }

  private Optional<StixObject> stored(StixId id) {
    return objects.body(id.toString()).map(StixObject::parse);
  }

  private static Refusal failure(IOException broken) {
    return switch (broken) {
      case BrokenFileException known -> known.refusal();
      case EOFException truncated ->
          new Refusal("intelligence.truncated", "le fichier s’arrête avant sa fin");
      case ZipException damaged ->
          new Refusal("intelligence.damaged", "fichier compressé endommagé");
      case XZIOException damaged ->
          new Refusal("intelligence.damaged", "fichier compressé endommagé");
      default -> throw new UncheckedIOException(broken);
    };
  }

  private long since(Instant started) {
    return Duration.between(started, clock.instant()).toMillis();
  }
}

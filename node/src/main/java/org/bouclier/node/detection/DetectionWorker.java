package org.bouclier.node.detection;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.bouclier.detect.Engine;
import org.bouclier.detect.Scanner;
import org.bouclier.detect.journal.Journal;
import org.bouclier.detect.journal.JournalCorruptException;
import org.bouclier.detect.journal.JournalReader;
import org.bouclier.detect.journal.LineBlock;
import org.bouclier.detect.journal.Position;
import org.bouclier.detect.log.EventTime;
import org.bouclier.detect.sigma.CorrelationLimits;
import org.bouclier.detect.sigma.Correlator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Reads the journal in order, scans its lines, writes what was found.
 *
 * <p>One batch is one transaction: alerts raised or counted on, events published, sightings told,
 * sources counted, files' progress, and the place up to which all this is true. A crash at any
 * moment therefore leaves either all of a batch or nothing of it, and the journal is read again
 * from that place: no match is lost, none is counted twice.
 *
 * <p>One thread runs it. While the database is away it keeps its batch and tries again; the journal
 * meanwhile fills, and refuses when it is full: the senders wait, nothing is lost. A batch that the
 * database refuses for what it holds is written block by block, and a block that is refused is set
 * aside, counted and logged: one line never stops detection.
 */
final class DetectionWorker implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(DetectionWorker.class);

  /** Bytes of one batch. Larger ones commit less often and alert later. */
  private static final long BATCH_BYTES = 8 << 20;

  private static final Duration IDLE = Duration.ofMillis(500);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Journal journal;
  private final JournalKeep keep;
  private final Scanner scanner;
  private final Engine engine;
  private final Correlator correlator;
  private final CorrelationFile saved;
  private final KnownIndicators indicators;
  private final IntFunction<Optional<Source>> sources;
  private final EventTime times;
  private final AlertSql alerts;
  private final AlertWriting writing;
  private final SourceSql files;
  private final SightingTold sightings;
  private final TransactionOperations transaction;
  private final Runnable afterAlerts;
  private final Clock clock;
  private volatile boolean stopping;
  private volatile @Nullable Position done;
  private volatile CorrelationStanding standing;
  private @Nullable Position correlated; // up to where the correlator has heard of lines

  DetectionWorker(
      Journal journal,
      JournalKeep keep,
      Engine engine,
      CorrelationFile saved,
      KnownIndicators indicators,
      IntFunction<Optional<Source>> sources,
      EventTime times,
      AlertSql alerts,
      SourceSql files,
      SightingTold sightings,
      TransactionOperations transaction,
      ApplicationEventPublisher events,
      Runnable afterAlerts,
      Clock clock) {
    this.journal = journal;
    this.keep = keep;
    this.engine = engine;
    this.scanner = engine.scanner();
    this.correlator = engine.correlator(CorrelationLimits.DEFAULT);
    this.saved = saved;
    this.standing = standing();
    this.indicators = indicators;
    this.sources = sources;
    this.times = times;
    this.alerts = alerts;
    this.writing = new AlertWriting(alerts, sources, events);
    this.files = files;
    this.sightings = sightings;
    this.transaction = transaction;
    this.afterAlerts = afterAlerts;
    this.clock = clock;
  }

  /** Hears of matches of one indicator, in the transaction that counts them. */
  @FunctionalInterface
  interface SightingTold {
    void record(long indicator, Instant first, Instant last, long count, String observable);
  }

  /** Up to where the journal was dealt with; null before the first look at it. */
  @Nullable Position done() {
    return done;
  }

  /** How correlation stood after the last batch. */
  CorrelationStanding correlations() {
    return standing;
  }

  private CorrelationStanding standing() {
    return new CorrelationStanding(
        correlator.rules().correlationCount(),
        correlator.counts(),
        CorrelationLimits.DEFAULT,
        saved.restored(),
        saved.lost(),
        saved.savedAt());
  }

  /** Asks {@link #run} to return after the batch it is at. */
  void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    read();
    boolean interrupted = Thread.interrupted(); // which would close the file
    Position place = done;
    if (place != null && isCorrelatedAndDone()) {
      saved.save(correlator, place);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    while (!stopping) {
      try (JournalReader reader = journal.reader(whereToStart())) {
        if (correlated == null) {
          correlator.replace(engine.rules());
          saved.restore(correlator, reader.position());
          correlated = reader.position();
          standing = standing();
        }
        done = reader.position();
        while (!stopping) {
          step(reader);
        }
      } catch (JournalCorruptException corrupt) {
        skip(corrupt);
      } catch (IOException | RuntimeException failure) {
        LOG.error("detection stopped at {}, and starts again there", done, failure);
        pause();
      } catch (InterruptedException asked) {
        return;
      }
    }
  }

  private Position whereToStart() {
    Position start = journal.start();
    Position saved = alerts.progress().orElse(start);
    if (saved.compareTo(start) < 0 || saved.compareTo(journal.end()) > 0) {
      LOG.error(
          "the journal runs from {} to {} and detection had reached {}: it starts at the first line"
              + " it can read",
          start,
          journal.end(),
          saved);
      correlated = start; // what was saved is of another journal
      return start;
    }
    return saved;
  }

  private void step(JournalReader reader) throws IOException, InterruptedException {
    LineBlock block = reader.next(IDLE);
    if (block == null) {
      correlator.replace(engine.rules()); // which a batch would do: the page shall not wait for one
      standing = standing();
      if (!stopping && Thread.interrupted()) {
        throw new InterruptedException();
      }
      return;
    }
    var blocks = new ArrayList<LineBlock>();
    long bytes = 0;
    while (block != null) {
      blocks.add(block);
      bytes += block.lines().sizeBytes();
      block = bytes < BATCH_BYTES ? reader.next(Duration.ZERO) : null;
    }
    deal(blocks);
    keep.detected(blocks.getLast().next());
  }

  private void deal(List<LineBlock> blocks) throws InterruptedException {
    deal(blocks, batch());
  }

  private Batch batch() {
    return new Batch(scanner, correlator, indicators, sources, times);
  }

  /** Scans a block; correlates it unless that was done before, whatever became of the batch. */
  private void scan(LineBlock block, Batch batch) {
    Position before = correlated;
    boolean first = before == null || block.position().compareTo(before) >= 0;
    correlated = first ? block.next() : before;
    batch.scan(block, first);
  }

  private void deal(List<LineBlock> blocks, Batch batch) throws InterruptedException {
    try {
      blocks.forEach(block -> scan(block, batch));
      commit(batch, blocks.getLast().next());
      return;
    } catch (RuntimeException refused) {
      if (stopping) {
        throw asked(refused); // what the batch needs may be gone already: the next start does it
      }
      if (blocks.size() == 1) {
        setAside(blocks.getFirst(), batch, refused);
        return;
      }
      LOG.warn(
          "a batch of {} blocks was refused: each is written by itself", blocks.size(), refused);
    }
    for (LineBlock block : blocks) {
      Batch alone = batch();
      alone.takeCorrelations(batch);
      deal(List.of(block), alone);
    }
  }

  private void setAside(LineBlock block, Batch batch, RuntimeException cause)
      throws InterruptedException {
    LOG.error(
        "the block at {} of source {}, received at {}, is set aside: {} lines, findings not written:"
            + " {}",
        block.position(),
        Math.abs(block.sourceId()),
        block.receivedAt(),
        block.lines().count(),
        batch.findings().keySet().stream().limit(20).toList(),
        cause);
    try {
      Batch counted = batch();
      counted.takeCorrelations(batch); // of other lines, perhaps
      counted.setAside(block);
      commit(counted, block.next());
    } catch (RuntimeException uncounted) {
      if (stopping) {
        throw asked(uncounted);
      }
      LOG.error("the block at {} is not even counted", block.position(), uncounted);
      commit(batch(), block.next());
    }
  }

  private static InterruptedException asked(RuntimeException cause) {
    var asked = new InterruptedException("asked to stop");
    asked.initCause(cause);
    return asked;
  }

  /** Writes a batch, as soon as the database is there; throws if the batch itself is refused. */
  private void commit(Batch batch, Position next) throws InterruptedException {
    boolean again = false;
    while (true) {
      try {
        boolean perhapsWritten = again; // if the database went away while it committed
        transaction.executeWithoutResult(status -> {
          if (!perhapsWritten || !alerts.progress().equals(Optional.of(next))) {
            write(batch, next);
          }
        });
        done = next;
        if (isCorrelatedAndDone()) {
          saved.saveSometimes(correlator, next);
        }
        standing = standing();
        break;
      } catch (RuntimeException away) {
        if (!passes(away)) {
          throw away;
        }
        LOG.warn("detection waits for the database at {}", next, away);
        if (stopping) {
          throw asked(away);
        }
        again = true;
        pause();
      }
    }
    if (!batch.isQuiet()) {
      tellPages();
    }
  }

  /** Whether what the correlator knows is what the database was told, no line more. */
  private boolean isCorrelatedAndDone() {
    Position place = done;
    return place != null && place.equals(correlated);
  }

  private void tellPages() {
    try {
      afterAlerts.run();
    } catch (RuntimeException untold) {
      LOG.warn("open pages did not hear of new alerts", untold);
    }
  }

  /**
   * Whether the same batch can be written later: the database is away, full, busy, or not as this
   * node needs it, which no line causes and somebody mends. Anything else lies in the batch.
   */
  static boolean passes(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        String state = sql.getSQLState();
        if (state.startsWith("54")) { // a value beyond the database's limits, told as a lack
          return false;
        }
        if (state.equals("25006")) { // read-only: a standby, for now
          return true;
        }
      }
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      boolean elsewhere =
          switch (cause) {
            case UnexpectedRollbackException refused -> false;
            case TransactionException none -> true;
            case TransientDataAccessException busy -> true;
            case RecoverableDataAccessException broken -> true;
            case DataAccessResourceFailureException away -> true;
            case PermissionDeniedDataAccessException forbidden -> true;
            case BadSqlGrammarException otherSchema -> true;
            default -> false;
          };
      if (elsewhere) {
        return true;
      }
    }
    return false;
  }

  private void write(Batch batch, Position next) {
    Instant now = clock.instant();
    if (!batch.isQuiet()) {
      writing.write(batch.findings().values(), now);
      for (Batch.Sighted seen : batch.sightings()) {
        sightings.record(
            seen.indicator(), seen.first(), seen.last(), seen.count(), seen.observable());
      }
    }
    alerts.count(batch.counted());
    batch.files().forEach(file -> write(file, now));
    alerts.setProgress(next, now);
  }

  private void write(Batch.FileOfSource file, Instant now) {
    if (file.progress().positionBytes() == FileProgress.GONE) {
      files.forgetFile(file.source(), file.progress().key());
    } else {
      files.put(file.source(), file.progress(), now);
    }
  }

  private void skip(JournalCorruptException corrupt) {
    LOG.error(
        "the journal cannot be read at {}; what lies before {} is lost",
        corrupt.at(),
        corrupt.resume(),
        corrupt);
    try {
      alerts.setProgress(corrupt.resume(), clock.instant());
    } catch (DataAccessException away) {
      LOG.warn("detection waits for the database", away);
    }
    pause();
  }

  private static void pause() {
    LockSupport.parkNanos(TimeUnit.NANOSECONDS.convert(RETRY));
  }
}

package org.bouclier.node.detection;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import org.bouclier.detect.archive.Archive;
import org.bouclier.detect.archive.ArchiveLimits;
import org.bouclier.detect.archive.ArchiveWriter;
import org.bouclier.detect.archive.LineOrigin;
import org.bouclier.detect.journal.Journal;
import org.bouclier.detect.journal.JournalCorruptException;
import org.bouclier.detect.journal.JournalReader;
import org.bouclier.detect.journal.LineBlock;
import org.bouclier.detect.journal.Position;
import org.bouclier.detect.log.LineRanges;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the journal in order, beside detection and at its own pace, and archives its lines.
 *
 * <p>Its durable position is in the archive itself: each sealed segment carries the place up to
 * which it holds the journal. After a crash the lines behind that place are archived again from the
 * journal, which keeps them until then ({@link JournalKeep}): none is missed, none is there twice.
 *
 * <p>One thread runs it. While the disk is full it tries again and again; the journal fills, and
 * refuses when it is full: the senders wait, nothing is lost.
 */
final class ArchiveWorker implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(ArchiveWorker.class);
  private static final Duration IDLE = Duration.ofMillis(500);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration PRUNING = Duration.ofHours(1);

  private final Journal journal;
  private final JournalKeep keep;
  private final Archive archive;
  private final ArchiveLimits limits;
  private final DetectionSettings settings;
  private final IntFunction<Optional<Source>> sources;
  private final Clock clock;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private @Nullable Position wanted; // up to where somebody waits for a seal
  private volatile @Nullable Position sealed;
  private volatile boolean stopping;
  private volatile @Nullable Standing standing;
  private @Nullable Position skipTo;
  private Instant prunedAt = Instant.EPOCH;

  ArchiveWorker(
      Journal journal,
      JournalKeep keep,
      Archive archive,
      DetectionSettings settings,
      IntFunction<Optional<Source>> sources,
      Clock clock) {
    this.journal = journal;
    this.keep = keep;
    this.archive = archive;
    this.settings = settings;
    this.limits =
        new ArchiveLimits(
            settings.archiveSegment().toBytes(),
            settings.archiveSegmentAge(),
            ArchiveLimits.DEFAULT.blockBytes(),
            ArchiveLimits.DEFAULT.pageBytes());
    this.sources = sources;
    this.clock = clock;
  }

  /**
   * How archiving fares.
   *
   * @param size what the archive holds
   * @param fault why the last attempt failed; empty if it did not
   */
  record Standing(Archive.Size size, String fault) {}

  /** How it fares; null before the first look. */
  @Nullable Standing standing() {
    return standing;
  }

  /** Bytes journalled and not yet archived. */
  long waitingBytes() {
    Position at = sealed;
    return at == null ? journal.sizeBytes() : journal.backlogBytes(at);
  }

  /** Asks {@link #run} to return. */
  void stop() {
    stopping = true;
  }

  /**
   * Waits until all that was journalled before this call is sealed.
   *
   * @return false if the time ran out, or archiving stopped
   */
  boolean sealNow(Duration timeout) throws InterruptedException {
    Position end = journal.end();
    lock.lock();
    try {
      Position before = wanted;
      wanted = before == null || before.compareTo(end) < 0 ? end : before;
      long nanos = timeout.toNanos();
      for (Position at = sealed; at == null || at.compareTo(end) < 0; at = sealed) {
        if (nanos <= 0 || stopping) {
          return false;
        }
        nanos = moved.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    while (!stopping) {
      try (var writer = ArchiveWriter.open(archive, limits, clock);
          JournalReader reader = journal.reader(whereToStart(writer))) {
        sealed(reader.position());
        look("");
        while (!stopping) {
          step(writer, reader);
        }
      } catch (JournalCorruptException corrupt) {
        LOG.error("the journal cannot be read at {}, and is not archived there", corrupt.at());
        skipTo = corrupt.resume();
      } catch (IOException | RuntimeException failure) {
        LOG.error("archiving stopped, and starts again at {}", sealed, failure);
        look(String.valueOf(failure.getMessage()));
        LockSupport.parkNanos(RETRY.toNanos());
      } catch (InterruptedException asked) {
        return;
      }
    }
  }

  private Position whereToStart(ArchiveWriter writer) {
    Position start = journal.start();
    Position skip = skipTo;
    Position saved = writer.sealedMark().isEmpty() ? start : Position.parse(writer.sealedMark());
    if (skip != null && saved.compareTo(skip) < 0) {
      return skip;
    }
    if (saved.compareTo(start) < 0 || saved.compareTo(journal.end()) > 0) {
      LOG.error(
          "the journal runs from {} to {} and the archive had reached {}: it goes on at the first"
              + " line it can read",
          start,
          journal.end(),
          saved);
      return start;
    }
    return saved;
  }

  private void step(ArchiveWriter writer, JournalReader reader)
      throws IOException, InterruptedException {
    String before = writer.sealedMark();
    LineBlock block = reader.next(isWanted(reader.position()) ? Duration.ZERO : IDLE);
    if (block == null) {
      if (stopping || Thread.interrupted()) {
        throw new InterruptedException("asked to stop");
      }
      if (isWanted(reader.position())) {
        writer.seal();
      } else {
        writer.sealIfOld();
      }
    } else {
      append(writer, block);
      if (isWanted(block.next())) {
        writer.seal();
      }
    }
    if (!writer.sealedMark().equals(before)) {
      sealed(Position.parse(writer.sealedMark()));
      look("");
    }
    prune();
  }

  /** Whether somebody waits for a seal that has not come, and all that it wants was read. */
  private boolean isWanted(Position read) {
    lock.lock();
    try {
      Position asked = wanted;
      Position done = sealed;
      return asked != null
          && (done == null || done.compareTo(asked) < 0)
          && read.compareTo(asked) >= 0;
    } finally {
      lock.unlock();
    }
  }

  private void append(ArchiveWriter writer, LineBlock block) throws IOException {
    int id = Math.toIntExact(Math.abs(block.sourceId()));
    LineRanges lines = block.lines();
    if (block.sourceId() < 0 && lines.count() > 0) { // the first one is progress of a file
      var rest = new LineRanges();
      for (int line = 1; line < lines.count(); line++) {
        rest.add(lines.from(line), lines.to(line));
      }
      lines = rest;
    }
    writer.append(origin(id), block.receivedAt(), block.buffer(), lines, block.next().toString());
  }

  private LineOrigin origin(int id) {
    return sources
        .apply(id)
        .map(
            source -> new LineOrigin(id, source.name(), false, source.format(), source.logSource()))
        .orElseGet(
            () -> new LineOrigin(id, "source-" + id, false, LogFormat.AUTO, LogSource.UNKNOWN));
  }

  private void sealed(Position place) throws IOException {
    Position before = sealed;
    if (before != null && before.compareTo(place) >= 0) {
      return;
    }
    keep.archived(place);
    lock.lock();
    try {
      sealed = place;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void prune() throws IOException {
    Instant now = clock.instant();
    if (Duration.between(prunedAt, now).abs().compareTo(PRUNING) < 0) {
      return;
    }
    prunedAt = now;
    var pruned = archive.prune(now, settings.archiveKeep(), settings.archiveMax().toBytes());
    if (pruned.segments() > 0) {
      LOG.info("archive: {} segments deleted, {} bytes", pruned.segments(), pruned.bytes());
      look("");
    }
  }

  private void look(String fault) {
    try {
      standing = new Standing(archive.size(), fault);
    } catch (IOException unreadable) {
      Standing last = standing;
      if (last != null) {
        standing = new Standing(last.size(), String.valueOf(unreadable.getMessage()));
      }
      LOG.warn("the archive cannot be counted", unreadable);
    }
  }
}

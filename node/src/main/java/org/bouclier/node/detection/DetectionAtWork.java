package org.bouclier.node.detection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bouclier.detect.journal.Journal;
import org.bouclier.detect.journal.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops what runs by itself in this desk:
 *
 * <ul>
 *   <li>{@code detection}, which computes: loads indicators and rules, then scans the journal;
 *   <li>{@code detection-feed}, which waits for changes of indicators;
 *   <li>{@code detection-chores}, which looks at files and rules and writes counts;
 *   <li>the listeners' own threads.
 * </ul>
 *
 * Lines are accepted from the start; they are scanned once the indicators are loaded. At a stop,
 * receivers close first, then the worker ends its batch; what it has not scanned waits in the
 * journal.
 */
final class DetectionAtWork implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(DetectionAtWork.class);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int TICKS_PER_FLUSH = 3;
  private static final int TICKS_PER_RULES = 10;
  private static final int ATTEMPTS_PER_WORD = 60;

  private final EngineFeed feed;
  private final RuleFolder rules;
  private final DetectionWorker worker;
  private final Listeners listeners;
  private final WatchedFiles files;
  private final SourceCounters counters;
  private final SourceSql sql;
  private final Journal journal;
  private final Thread scanning;
  private final Thread feeding;
  private final Thread chores;
  private volatile boolean running;

  DetectionAtWork(
      EngineFeed feed,
      RuleFolder rules,
      DetectionWorker worker,
      Listeners listeners,
      WatchedFiles files,
      SourceCounters counters,
      SourceSql sql,
      Journal journal) {
    this.feed = feed;
    this.rules = rules;
    this.worker = worker;
    this.listeners = listeners;
    this.files = files;
    this.counters = counters;
    this.sql = sql;
    this.journal = journal;
    this.scanning = Thread.ofPlatform().name("detection").daemon().unstarted(this::scan);
    this.feeding = Thread.ofVirtual().name("detection-feed").unstarted(feed);
    this.chores = Thread.ofVirtual().name("detection-chores").unstarted(this::doChores);
  }

  @Override
  public void start() {
    running = true;
    var recovery = journal.recovery();
    if (recovery.cutBytes() > 0) {
      LOG.warn(
          "the journal ended in {} bytes of a block that was never acknowledged: they are cut",
          recovery.cutBytes());
    }
    scanning.start();
    listeners.settle();
    chores.start();
  }

  /** Indicators first: they wait for the database, where the lists that rules ask for lie too. */
  private void scan() {
    if (loadIndicators()) {
      feeding.start();
      try {
        rules.look();
      } catch (RuntimeException failure) {
        LOG.error("detection starts without Sigma rules, and takes them later", failure);
      }
      worker.run();
    }
  }

  /**
   * Lines scanned are deleted: none may be before the indicators are there. Returns false if the
   * node stops first.
   */
  private boolean loadIndicators() {
    for (int attempt = 1; running; attempt++) {
      try {
        feed.refresh();
        return true;
      } catch (RuntimeException away) {
        if (attempt % ATTEMPTS_PER_WORD == 1) {
          LOG.error("detection waits for its indicators, and lines for detection", away);
        }
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      }
    }
    return false;
  }

  private void doChores() {
    try {
      awaitCaughtUp();
      for (int tick = 1; running; tick++) {
        boolean read = tryAll(tick);
        if (!read) {
          Thread.sleep(Duration.ofSeconds(1));
        }
      }
    } catch (InterruptedException asked) {
      LOG.debug("chores end");
    }
  }

  /**
   * Progress of files lies in the journal until the worker has written it to the database: files
   * are looked at only once all that was journalled before this start is dealt with.
   */
  private void awaitCaughtUp() throws InterruptedException {
    Position end = journal.end();
    for (Position done = worker.done();
        running && (done == null || done.compareTo(end) < 0);
        done = worker.done()) {
      Thread.sleep(Duration.ofMillis(100));
    }
  }

  private boolean tryAll(int tick) {
    try {
      if (tick % TICKS_PER_FLUSH == 0) {
        counters.flush(sql);
      }
      if (tick % TICKS_PER_RULES == 0) {
        rules.look();
      }
      return files.look();
    } catch (RuntimeException failure) {
      LOG.warn("a chore of detection failed and is done again", failure);
      return false;
    }
  }

  @Override
  public void stop() {
    running = false;
    listeners.close();
    chores.interrupt();
    feed.stop();
    feeding.interrupt();
    worker.stop();
    try {
      chores.join(PATIENCE);
      if (!scanning.join(PATIENCE)) {
        scanning.interrupt();
      }
      files.close();
      counters.flush(sql);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException away) {
      LOG.warn("the last counts of refusals were not written", away);
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}

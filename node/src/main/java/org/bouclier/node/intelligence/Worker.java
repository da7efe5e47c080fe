package org.bouclier.node.intelligence;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task that runs by itself: when woken, and when the time has passed that its last step asked
 * for. Woken a hundred times during a step it runs once more, so bursts become one step.
 */
final class Worker {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  private final String name;
  private final Duration pause;
  private final int rest;
  private final Supplier<Duration> step;
  private final Semaphore woken = new Semaphore(0);
  private final Semaphore stopped = new Semaphore(0);
  private volatile @Nullable Thread thread;

  /**
   * A task that does not run yet.
   *
   * @param pause the least time from the end of a step to the start of the next
   * @param step does what there is to do, and says how long until it should be asked again; one
   *     that throws is asked again a little later
   */
  Worker(String name, Duration pause, Supplier<Duration> step) {
    this(name, pause, 0, step);
  }

  /**
   * A task that rests in proportion to its work: whatever wakes it, it takes no more than its share
   * of the machine.
   *
   * @param pause as above
   * @param rest how many times as long as a step the pause after it is, if that is longer
   */
  Worker(String name, Duration pause, int rest, Supplier<Duration> step) {
    this.name = name;
    this.pause = pause;
    this.rest = rest;
    this.step = step;
  }

  void start() {
    stopped.drainPermits();
    var fresh = Thread.ofVirtual().name(name).unstarted(this::run);
    thread = fresh; // before it runs: it stops as soon as it is not this one
    fresh.start();
  }

  /** Asks for a step as soon as may be. Never waits. */
  void wake() {
    if (woken.availablePermits() == 0) {
      woken.release();
    }
  }

  /** Lets the step under way end, then stops. */
  void stop() {
    var running = thread;
    thread = null;
    stopped.release();
    wake();
    if (running != null) {
      try {
        running.join(Duration.ofSeconds(20));
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    try {
      while (Thread.currentThread().equals(thread)) {
        long begun = System.nanoTime();
        Duration wait = runStep();
        long share = Math.max(pause.toNanos(), (System.nanoTime() - begun) * rest);
        if (stopped.tryAcquire(share, TimeUnit.NANOSECONDS)) {
          return;
        }
        boolean again = woken.tryAcquire(Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
        LOG.trace("{} {}", name, again ? "woken" : "due");
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration runStep() {
    woken.drainPermits();
    try {
      return step.get();
    } catch (RuntimeException failure) {
      LOG.warn("{} failed, and will try again", name, failure);
      return AFTER_FAILURE;
    }
  }
}

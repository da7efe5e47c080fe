package org.bouclier.node.detection;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.bouclier.detect.log.LineRanges;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The intake for receivers that have no way to say "come back later": they wait, and meanwhile read
 * nothing, so that the sender's own queue fills. Thread-safe.
 */
final class PatientIntake {

  private static final Logger LOG = LoggerFactory.getLogger(PatientIntake.class);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Intake intake;
  private final AtomicBoolean told = new AtomicBoolean();

  PatientIntake(Intake intake) {
    this.intake = intake;
  }

  /** Whether the receiver that waits was closed meanwhile. */
  @FunctionalInterface
  interface Closed {
    boolean isClosed();
  }

  /**
   * Stores lines, however long it takes.
   *
   * @return false if the receiver was closed before they could be stored
   */
  boolean accept(Source source, byte[] buffer, LineRanges lines, Closed closed) {
    while (lines.count() > 0) {
      try {
        intake.accept(source, buffer, lines);
        told.set(false);
        return true;
      } catch (BusyException busy) {
        if (told.compareAndSet(false, true)) {
          LOG.warn("receivers wait: {}", busy.code());
        }
        if (closed.isClosed()) {
          return false;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    return true;
  }
}

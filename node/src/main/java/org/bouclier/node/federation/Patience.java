package org.bouclier.node.federation;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends a wait that lasts too long. The JDK's client bounds the time to the headers of an answer,
 * not to its body: a radio link that dies without a word, or a peer that sends one byte an hour,
 * would hold a pull for ever. Thread-safe; one for the whole desk.
 */
final class Patience implements AutoCloseable {

  private final ScheduledThreadPoolExecutor clock;

  Patience() {
    clock =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().name("federation-patience").daemon().unstarted(task));
    clock.setRemoveOnCancelPolicy(true);
  }

  /** Something that reads from a peer. */
  @FunctionalInterface
  interface Reading<T> {
    T read() throws IOException;
  }

  private enum State {
    RUNNING,
    DONE,
    LATE,
    INTERRUPTED
  }

  /**
   * Reads, for so long at most.
   *
   * @throws HttpTimeoutException if it lasts longer
   * @throws IOException as {@code reading}
   */
  <T> T within(Duration atMost, Reading<T> reading) throws IOException {
    var state = new AtomicReference<>(State.RUNNING);
    var reader = Thread.currentThread();
    var alarm =
        clock.schedule(
            () -> {
              if (state.compareAndSet(State.RUNNING, State.LATE)) {
                reader.interrupt();
                state.set(State.INTERRUPTED);
              }
            },
            atMost.toNanos(),
            TimeUnit.NANOSECONDS);
    try {
      return reading.read();
    } catch (IOException failed) {
      throw state.get() == State.RUNNING ? failed : late(atMost, failed);
    } finally {
      alarm.cancel(false);
      if (!state.compareAndSet(State.RUNNING, State.DONE)) {
        // The alarm rang: let it finish ringing, and do not leave its interrupt to somebody else.
        while (state.get() != State.INTERRUPTED) {
          LockSupport.parkNanos(1_000);
        }
        Thread.interrupted();
      }
    }
  }

  private static IOException late(Duration atMost, IOException cause) {
    var late = new HttpTimeoutException("nothing came for " + atMost.toSeconds() + " s");
    late.initCause(cause);
    return late;
  }

  /**
   * The same stream, each of whose reads lasts so long at most.
   *
   * @param alive is called after each
   */
  InputStream patient(InputStream in, Duration atMost, Runnable alive) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return within(atMost, in::read);
      }

      @Override
      public int read(byte[] target, int from, int length) throws IOException {
        int read = within(atMost, () -> in.read(target, from, length));
        alive.run();
        return read;
      }

      @Override
      public void close() throws IOException {
        in.close();
      }
    };
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}

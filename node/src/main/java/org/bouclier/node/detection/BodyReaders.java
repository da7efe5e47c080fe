package org.bouclier.node.detection;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The few readers, with their buffers, that serve all senders: with any number of requests at once
 * the memory of bodies stays bounded. A sender that finds none free for a while is told to come
 * back. Thread-safe.
 */
final class BodyReaders {

  private static final int READERS = 8;
  private static final long WAIT_SECONDS = 10;

  private final Semaphore free = new Semaphore(READERS, true);
  private final ArrayDeque<BodyReader> idle = new ArrayDeque<>();

  /** What is done with a reader while it is borrowed. */
  @FunctionalInterface
  interface Use<T> {
    T with(BodyReader reader) throws IOException;
  }

  /**
   * Lends a reader.
   *
   * @throws BusyException if none became free in time
   */
  <T> T use(Use<T> use) throws IOException {
    BodyReader reader = borrow();
    try {
      return use.with(reader);
    } finally {
      reader.release();
      synchronized (idle) {
        idle.push(reader);
      }
      free.release();
    }
  }

  private BodyReader borrow() throws BusyException {
    try {
      if (!free.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw busy();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw busy();
    }
    synchronized (idle) {
      return idle.isEmpty() ? new BodyReader() : idle.pop();
    }
  }

  private static BusyException busy() {
    return new BusyException(
        "too-many-senders",
        true,
        "Trop d’envois à la fois : recommencez dans un instant",
        new IOException("no reader free"));
  }
}

package org.bouclier.node.detection;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.TokenPrincipal;

/**
 * The few readers, with their buffers, that serve all senders: with any number of requests at once
 * the memory of bodies stays bounded. A caller has two of them at most, so that none keeps the
 * others out. A sender that finds none free for a while is told to come back. Thread-safe.
 */
final class BodyReaders {

  private static final int READERS = 8;
  private static final int READERS_OF_ONE = 2;
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final Duration wait;
  private final Map<String, Semaphore> freeOfOne = new ConcurrentHashMap<>();

  private final Semaphore free = new Semaphore(READERS, true);
  private final ArrayDeque<BodyReader> idle = new ArrayDeque<>();

  BodyReaders() {
    this(WAIT);
  }

  BodyReaders(Duration wait) {
    this.wait = wait;
  }

  /** What is done with a reader while it is borrowed. */
  @FunctionalInterface
  interface Use<T> {
    T with(BodyReader reader) throws IOException;
  }

  /**
   * Lends a reader.
   *
   * @param caller who sends the body
   * @throws BusyException if none became free in time
   */
  <T> T use(Actor caller, Use<T> use) throws IOException {
    String name = caller instanceof TokenPrincipal token ? token.id().toString() : caller.label();
    Semaphore mine = freeOfOne.computeIfAbsent(name, key -> new Semaphore(READERS_OF_ONE, true));
    await(mine);
    try {
      await(free);
      try {
        return lend(use);
      } finally {
        free.release();
      }
    } finally {
      mine.release();
    }
  }

  private <T> T lend(Use<T> use) throws IOException {
    BodyReader reader;
    synchronized (idle) {
      reader = idle.isEmpty() ? new BodyReader() : idle.pop();
    }
    try {
      return use.with(reader);
    } finally {
      reader.release();
      synchronized (idle) {
        idle.push(reader);
      }
    }
  }

  private void await(Semaphore readers) throws BusyException {
    try {
      if (!readers.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw busy();
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

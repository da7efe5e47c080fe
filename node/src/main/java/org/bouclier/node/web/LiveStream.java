package org.bouclier.node.web;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells open pages that something changed, by topic. Nothing else goes through it: the page then
 * asks for its fragment, which is drawn in the reader's language and with the reader's rights.
 *
 * <p>Each reader has a thread of its own and the set of topics it was not told yet: a topic that
 * changes a thousand times in a quarter of a second is told once, and a reader at the end of a slow
 * link delays nobody. A stream outlives the request that opened it, so whether its reader may still
 * have it is asked again and again. Thread-safe; {@link #pulse} never waits.
 */
public final class LiveStream {

  private static final int MAX_READERS = 500;
  private static final int MAX_TOPICS = 32;
  private static final long PAUSE_MILLIS = 250;
  private static final long HEARTBEAT_SECONDS = 20; // finds readers that left without a word
  private static final String NO_TOPIC = "";

  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();

  /**
   * Says that what a topic shows has changed.
   *
   * @param topic a short lower-case word, as in {@code alerts}
   */
  public void pulse(String topic) {
    for (Reader reader : readers) {
      reader.tell(topic);
    }
  }

  /** Asks of every reader, at once, whether it may still have its stream. */
  public void recheck() {
    for (Reader reader : readers) {
      reader.doubted().set(true);
      reader.untold().offer(NO_TOPIC); // if the queue is full, the reader is awake
    }
  }

  /**
   * Opens a stream for one page.
   *
   * @param allowed whether its reader may still have it: asked at {@link #recheck} and every
   *     {@value #HEARTBEAT_SECONDS} s, from a thread that is no request's
   * @throws IllegalStateException if too many are open
   */
  public SseEmitter open(BooleanSupplier allowed) {
    if (readers.size() >= MAX_READERS) {
      throw new IllegalStateException("too many live pages are open: " + readers.size());
    }
    var reader =
        new Reader(
            new SseEmitter(0L),
            new LinkedBlockingQueue<>(MAX_TOPICS),
            allowed,
            new AtomicBoolean());
    readers.add(reader);
    reader.emitter().onCompletion(() -> readers.remove(reader));
    reader.emitter().onError(failure -> readers.remove(reader));
    Thread.ofVirtual().name("live-reader").start(() -> serve(reader));
    return reader.emitter();
  }

  /** How many pages listen now. */
  public int readers() {
    return readers.size();
  }

  private void serve(Reader reader) {
    try {
      reader.emitter().send(SseEmitter.event().comment("open").reconnectTime(5_000));
      long asked = System.nanoTime();
      while (readers.contains(reader)) {
        String topic = reader.untold().poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        boolean due = System.nanoTime() - asked >= TimeUnit.SECONDS.toNanos(HEARTBEAT_SECONDS);
        if (reader.doubted().getAndSet(false) || due) {
          if (!reader.allowed().getAsBoolean()) {
            reader.emitter().complete();
            return;
          }
          asked = System.nanoTime();
        }
        if (NO_TOPIC.equals(topic)) {
          continue;
        }
        var event = SseEmitter.event();
        reader
            .emitter()
            .send(topic == null ? event.comment("alive") : event.name("live").data(topic));
        if (reader.untold().isEmpty()) {
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (IOException | RuntimeException gone) {
      reader.emitter().completeWithError(gone);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      readers.remove(reader);
    }
  }

  private record Reader(
      SseEmitter emitter,
      BlockingQueue<String> untold,
      BooleanSupplier allowed,
      AtomicBoolean doubted) {

    /** Adds a topic unless it waits already. A full queue has told the page to refresh anyway. */
    void tell(String topic) {
      if (!untold.contains(topic)) {
        untold.offer(topic);
      }
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}

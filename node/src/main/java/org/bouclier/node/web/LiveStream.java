package org.bouclier.node.web;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells open pages that something changed, by topic. Nothing else goes through it: the page then
 * asks for its fragment, which is drawn in the reader's language and with the reader's rights.
 *
 * <p>Each reader has a thread of its own and the set of topics it was not told yet: a topic that
 * changes a thousand times in a quarter of a second is told once, and a reader at the end of a slow
 * link delays nobody. Thread-safe; {@link #pulse} never waits.
 */
public final class LiveStream {

  private static final int MAX_READERS = 500;
  private static final int MAX_TOPICS = 32;
  private static final long PAUSE_MILLIS = 250;
  private static final long HEARTBEAT_SECONDS = 20; // finds readers that left without a word

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

  /**
   * Opens a stream for one page.
   *
   * @throws IllegalStateException if too many are open
   */
  public SseEmitter open() {
    if (readers.size() >= MAX_READERS) {
      throw new IllegalStateException("too many live pages are open: " + readers.size());
    }
    var reader = new Reader(new SseEmitter(0L), new LinkedBlockingQueue<>(MAX_TOPICS));
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
      while (readers.contains(reader)) {
        String topic = reader.untold().poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        var event = SseEmitter.event();
        reader
            .emitter()
            .send(topic == null ? event.comment("alive") : event.name("live").data(topic));
        if (reader.untold().isEmpty()) {
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (IOException | IllegalStateException gone) {
      reader.emitter().completeWithError(gone);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      readers.remove(reader);
    }
  }

  private record Reader(SseEmitter emitter, BlockingQueue<String> untold) {

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

package org.bouclier.ledger.spool;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as a stream that does not wait for ever: a server may be slow, but not
 * silent for longer than the patience given. The JDK's own stream has no such bound, and a dead
 * satellite link would hold a thread until it is interrupted.
 *
 * <p>At most one buffer of the network waits here. Read by one thread.
 */
final class FlowingBody extends InputStream implements Flow.Subscriber<List<ByteBuffer>> {

  private sealed interface Event {
    record Bytes(List<ByteBuffer> buffers) implements Event {}

    record Failure(Throwable cause) implements Event {}

    record End() implements Event {}
  }

  private final Duration patience;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final ArrayDeque<ByteBuffer> current = new ArrayDeque<>();
  private final Object subscribing = new Object();
  private Flow.@Nullable Subscription subscription; // by subscribing
  private boolean closed; // guarded by subscribing
  private boolean ended;

  FlowingBody(Duration patience) {
    this.patience = patience;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    synchronized (subscribing) {
      subscription = given;
      if (closed) {
        given.cancel();
      } else {
        given.request(1);
      }
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    events.add(new Event.Bytes(buffers));
  }

  @Override
  public void onError(Throwable failed) {
    events.add(new Event.Failure(failed));
  }

  @Override
  public void onComplete() {
    events.add(new Event.End());
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (current.isEmpty() && !ended) {
      take();
    }
    if (current.isEmpty()) {
      return -1;
    }
    var buffer = current.element();
    int read = Math.min(length, buffer.remaining());
    buffer.get(target, from, read);
    if (!buffer.hasRemaining()) {
      current.remove();
      if (current.isEmpty()) {
        request();
      }
    }
    return read;
  }

  private void take() throws IOException {
    switch (poll()) {
      case Event.Bytes(var buffers) -> {
        buffers.stream().filter(ByteBuffer::hasRemaining).forEach(current::add);
        if (current.isEmpty()) {
          request();
        }
      }
      case Event.Failure(var cause) -> throw new IOException("the answer broke off", cause);
      case Event.End() -> ended = true;
    }
  }

  private Event poll() throws IOException {
    try {
      var event = events.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (event == null) {
        close();
        throw new HttpTimeoutException("the server was silent for " + patience);
      }
      return event;
    } catch (InterruptedException interrupted) {
      close();
      Thread.currentThread().interrupt();
      var stopped = new InterruptedIOException("interrupted while reading an answer");
      stopped.initCause(interrupted);
      throw stopped;
    }
  }

  private void request() {
    synchronized (subscribing) {
      if (subscription != null && !closed) {
        subscription.request(1);
      }
    }
  }

  /** Gives the connection up if the body has not ended. */
  @Override
  public void close() {
    synchronized (subscribing) {
      closed = true;
      if (subscription != null && !ended) {
        subscription.cancel();
      }
    }
  }
}

package org.bouclier.node.detection;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLSocket;
import org.bouclier.detect.log.LineRanges;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syslog in a stream, in clear (RFC 6587) or over TLS (RFC 5425). One virtual thread a connection,
 * which reads, stores, and reads again only once what it read is durable: a sender too fast for the
 * node is slowed by TCP itself, and keeps what was not read.
 */
final class SyslogTcp implements Receiver {

  private static final Logger LOG = LoggerFactory.getLogger(SyslogTcp.class);

  /** Connections at once; the next is closed before it can send. */
  static final int MAX_CONNECTIONS = 1_000;

  private static final int HANDSHAKE_MILLIS = 10_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ServerSocket server;
  private final SenderMap senders;
  private final PatientIntake intake;
  private final SourceCounters counters;
  private final Semaphore free = new Semaphore(MAX_CONNECTIONS);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final Thread acceptor;
  private volatile boolean closing;

  /**
   * @param sockets makes the listening socket: plain, or TLS with the node's identity
   */
  SyslogTcp(
      InetSocketAddress listen,
      ServerSocketFactory sockets,
      SenderMap senders,
      PatientIntake intake,
      SourceCounters counters)
      throws IOException {
    this.senders = senders;
    this.intake = intake;
    this.counters = counters;
    this.server = sockets.createServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(listen, 128);
    } catch (IOException refused) {
      server.close();
      throw refused;
    }
    this.acceptor =
        Thread.ofVirtual().name("syslog-tcp-" + server.getLocalPort()).start(this::acceptAll);
  }

  @Override
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  private void acceptAll() {
    boolean told = false;
    while (!closing) {
      try {
        Socket socket = server.accept();
        told = false;
        Optional<Source> source = senders.source(socket.getInetAddress());
        if (source.isEmpty()) {
          LOG.info("syslog refuses {}: no source is declared for it", socket.getInetAddress());
          socket.close();
        } else if (!free.tryAcquire()) {
          LOG.warn("syslog refuses {}: too many connections", socket.getInetAddress());
          socket.close();
        } else {
          open.add(socket);
          Thread thread = Thread.ofVirtual().unstarted(() -> serve(socket, source.get()));
          threads.add(thread);
          thread.start();
        }
      } catch (IOException failure) {
        if (!closing) {
          if (!told) {
            told = true;
            LOG.warn(
                "syslog on port {} cannot accept: {}", server.getLocalPort(), failure.toString());
          }
          LockSupport.parkNanos(PAUSE_NANOS); // as when no file descriptor is left
        }
      }
    }
  }

  private void serve(Socket socket, Source source) {
    try (socket) {
      socket.setKeepAlive(true);
      if (socket instanceof SSLSocket tls) {
        tls.setSoTimeout(HANDSHAKE_MILLIS);
        tls.startHandshake();
        tls.setSoTimeout(0);
      }
      read(socket.getInputStream(), source);
    } catch (SyslogProtocolException nonsense) {
      counters.refused(source.id(), 1);
      LOG.warn("syslog closes {}: {}", socket.getInetAddress(), nonsense.getMessage());
    } catch (IOException broken) {
      if (!closing) {
        LOG.info("syslog lost {}: {}", socket.getInetAddress(), broken.getMessage());
      }
    } finally {
      open.remove(socket);
      threads.remove(Thread.currentThread());
      free.release();
    }
  }

  private void read(InputStream in, Source source) throws IOException {
    var frames = new SyslogFrames();
    var lines = new LineRanges();
    long tooLong = 0;
    while (true) {
      int room = frames.buffer().length - frames.filled();
      int read = in.read(frames.buffer(), frames.filled(), room);
      if (read < 0) {
        frames.end(lines);
        intake.accept(source, frames.buffer(), lines, () -> closing);
        return;
      }
      frames.cut(read, lines);
      counters.refused(source.id(), frames.tooLong() - tooLong);
      tooLong = frames.tooLong();
      if (!intake.accept(source, frames.buffer(), lines, () -> closing)) {
        return;
      }
      frames.compact();
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      server.close();
      acceptor.join();
      for (Socket socket : open) {
        socket.close();
      }
      for (Thread thread : threads) {
        thread.join(java.time.Duration.ofSeconds(10));
      }
    } catch (IOException failure) {
      LOG.warn("syslog on port {} did not close well", server.getLocalPort(), failure);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }
}

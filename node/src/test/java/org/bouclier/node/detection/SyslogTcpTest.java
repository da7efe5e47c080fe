package org.bouclier.node.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import org.bouclier.node.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyslogTcpTest {

  private static final int FAILURES = 3;

  @TempDir Path directory;

  @Test
  void what_cannot_be_accepted_is_told_once_and_tried_again_after_a_pause() throws Exception {
    var database = TestPostgres.freshDatabase();
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var nobody = new Listener(1, Listener.Protocol.TCP, "127.0.0.1", 0, null, true, List.of());
    long start = System.nanoTime();
    var failed = new CountDownLatch(FAILURES);
    try (var log = new LoggedLines(SyslogTcp.class);
        var pipeline = new Pipeline(database, directory, Clock.systemUTC(), List.of()).start();
        var tcp =
            new SyslogTcp(
                any,
                new Exhausted(failed),
                new SenderMap(nobody, id -> Optional.empty()),
                new PatientIntake(pipeline.intake),
                pipeline.counters)) {
      assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("a pause after each failure but the last")
          .isGreaterThan(Duration.ofMillis(199));
      try (var socket = new Socket(tcp.address().getAddress(), tcp.address().getPort())) {
        assertThat(socket.getInputStream().read())
            .as("accepted, and closed: no source")
            .isEqualTo(-1);
      }
      assertThat(log.with("cannot accept"))
          .singleElement()
          .satisfies(event -> assertThat(event.getThrowableProxy()).isNull());
    }
  }

  /** Sockets that cannot accept at first. */
  private static final class Exhausted extends ServerSocketFactory {

    private final CountDownLatch failures;

    private Exhausted(CountDownLatch failures) {
      this.failures = failures;
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
      return new ServerSocket() {
        @Override
        public Socket accept() throws IOException {
          if (failures.getCount() > 0) {
            failures.countDown();
            throw new IOException("Too many open files, as asked");
          }
          return super.accept();
        }
      };
    }

    @Override
    public ServerSocket createServerSocket(int port) {
      throw new UnsupportedOperationException("unbound sockets only");
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) {
      throw new UnsupportedOperationException("unbound sockets only");
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
      throw new UnsupportedOperationException("unbound sockets only");
    }
  }
}

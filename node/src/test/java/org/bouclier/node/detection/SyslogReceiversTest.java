package org.bouclier.node.detection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.bouclier.detect.journal.JournalLimits;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.node.TestPostgres;
import org.bouclier.node.site.TlsIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real senders, real sockets, real database: what is sent is counted, to the last line. */
class SyslogReceiversTest {

  private static final List<String> LISTED = List.of("evil.example");
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int LINES = 400;
  private static final int SEEN = 40; // every tenth line names the listed host

  @TempDir Path directory;
  private final DataSource database = TestPostgres.freshDatabase();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (var one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void rsyslog_delivers_every_line_by_udp_tcp_and_tls() throws Exception {
    Pipeline pipeline = pipeline(Intake.LIMITS).start();
    Listeners listeners = listeners(pipeline);
    int udp = listen(pipeline, listeners, Listener.Protocol.UDP, "r-udp");
    int lines = listen(pipeline, listeners, Listener.Protocol.TCP, "r-lines");
    int counted = listen(pipeline, listeners, Listener.Protocol.TCP, "r-counted");
    int tls = listen(pipeline, listeners, Listener.Protocol.TLS, "r-tls");
    Path input = input();

    var sender =
        SyslogSenders.rsyslog(
            directory,
            """
            global(workDirectory="%1$s" defaultNetstreamDriverCAFile="%2$s")
            module(load="imfile" pollingInterval="1")
            input(type="imfile" file="%3$s" tag="resolveur:" freshStartTail="off")
            action(type="omfwd" target="127.0.0.1" port="%4$d" protocol="udp"
                   template="RSYSLOG_TraditionalForwardFormat")
            action(type="omfwd" target="127.0.0.1" port="%5$d" protocol="tcp"
                   template="RSYSLOG_TraditionalForwardFormat")
            action(type="omfwd" target="127.0.0.1" port="%6$d" protocol="tcp"
                   tcp_framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format")
            action(type="omfwd" target="127.0.0.1" port="%7$d" protocol="tcp"
                   tcp_framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format"
                   streamDriver="ossl" streamDriverMode="1" streamDriverAuthMode="anon")
            """
                .formatted(directory, certificate(), input, udp, lines, counted, tls));
    open.add(sender);

    expectAll(pipeline, sender, "r-udp", "r-lines", "r-counted", "r-tls");
  }

  @Test
  void syslog_ng_delivers_every_line_by_udp_tcp_and_tls() throws Exception {
    Pipeline pipeline = pipeline(Intake.LIMITS).start();
    Listeners listeners = listeners(pipeline);
    int udp = listen(pipeline, listeners, Listener.Protocol.UDP, "n-udp");
    int lines = listen(pipeline, listeners, Listener.Protocol.TCP, "n-lines");
    int counted = listen(pipeline, listeners, Listener.Protocol.TCP, "n-counted");
    int tls = listen(pipeline, listeners, Listener.Protocol.TLS, "n-tls");
    Path input = input();

    var sender =
        SyslogSenders.syslogNg(
            directory,
            """
            @version: 3.35
            source entree { file("%1$s" flags(no-parse) program-override("resolveur")); };
            destination udp { syslog("127.0.0.1" port(%2$d) transport("udp")); };
            destination lines { network("127.0.0.1" port(%3$d) transport("tcp")); };
            destination counted { syslog("127.0.0.1" port(%4$d) transport("tcp")); };
            destination tls { syslog("127.0.0.1" port(%5$d) transport("tls")
                              tls(peer-verify(optional-untrusted))); };
            log { source(entree); destination(udp); destination(lines); destination(counted);
                  destination(tls); };
            """
                .formatted(input, udp, lines, counted, tls));
    open.add(sender);

    expectAll(pipeline, sender, "n-udp", "n-lines", "n-counted", "n-tls");
  }

  @Test
  void a_sender_too_fast_is_slowed_and_loses_nothing() throws Exception {
    Pipeline pipeline = pipeline(new JournalLimits(3 << 20, 6 << 20, 3 << 20));
    Listeners listeners = listeners(pipeline);
    int port = listen(pipeline, listeners, Listener.Protocol.TCP, "rapide");
    int count = 80_000; // 16 MB: more than twice what the journal may hold
    byte[] line = ("<13>Jan 29 10:00:00 hote prog: " + "x".repeat(168) + "\n").getBytes(UTF_8);

    var sending =
        CompletableFuture.runAsync(() -> {
          try (var socket = new Socket(LOOPBACK, port)) {
            for (int i = 0; i < count; i++) {
              socket.getOutputStream().write(line);
            }
          } catch (IOException broken) {
            throw new AssertionError(broken);
          }
        });
    awaitFull(pipeline);
    assertThat(sending).as("the sender waits while the journal is full").isNotDone();

    pipeline.start();
    sending.join();
    expectReceived(pipeline, "rapide", count);
  }

  @Test
  void datagrams_that_the_system_drops_are_counted_for_their_source() throws Exception {
    Pipeline pipeline = pipeline(new JournalLimits(3 << 20, 6 << 20, 3 << 20));
    Listeners listeners = listeners(pipeline);
    int port = listen(pipeline, listeners, Listener.Protocol.UDP, "datagrammes");
    int count = 20_000;
    byte[] datagram = ("<13>Jan 29 10:00:00 hote prog: " + "x".repeat(969)).getBytes(UTF_8);
    try (var socket = new DatagramSocket()) {
      for (int i = 0; i < count; i++) {
        socket.send(
            new DatagramPacket(datagram, datagram.length, new InetSocketAddress(LOOPBACK, port)));
      }
    }
    awaitFull(pipeline);

    pipeline.start();
    Instant limit = Clock.systemUTC().instant().plusSeconds(40);
    Source.Counts counts;
    do {
      Thread.sleep(100); // polling with a bound
      pipeline.settle();
      pipeline.counters.flush(pipeline.sourceSql);
      counts = pipeline.sources.look("datagrammes").orElseThrow().counts();
    } while (counts.received() + counts.dropped() < count
        && Clock.systemUTC().instant().isBefore(limit));

    assertThat(counts.dropped()).as("some were dropped, or nothing was tested").isPositive();
    assertThat(counts.received()).isPositive();
    assertThat(counts.received() + counts.dropped()).isEqualTo(count);
  }

  @Test
  void senders_are_told_apart_by_address_and_the_unknown_are_refused() throws Exception {
    Pipeline pipeline = pipeline(Intake.LIMITS).start();
    Listeners listeners = listeners(pipeline);
    int firewall = pipeline.source("pare-feu", LogFormat.SYSLOG).id();
    int port = freePort();
    int listener = listeners.declare(Listener.Protocol.TCP, "127.0.0.1", port, null).orElseThrow();
    listeners.nameSender(listener, Network.parse("127.0.0.2/32"), firewall);

    try (var known = new Socket(LOOPBACK, port, InetAddress.ofLiteral("127.0.0.2"), 0);
        var unknown = new Socket(LOOPBACK, port)) {
      known.getOutputStream().write("<13>Jan 29 10:00:00 h p: un\n".getBytes(UTF_8));
      assertThat(unknown.getInputStream().read()).as("closed at once").isEqualTo(-1);
    }

    expectReceived(pipeline, "pare-feu", 1);
  }

  @Test
  void a_port_that_is_taken_is_said_so_and_the_others_listen() throws Exception {
    Pipeline pipeline = pipeline(Intake.LIMITS).start();
    Listeners listeners = listeners(pipeline);
    try (var taken = new ServerSocket(0, 1, LOOPBACK)) {
      int source = pipeline.source("pris", LogFormat.SYSLOG).id();
      listeners.declare(Listener.Protocol.TCP, "127.0.0.1", taken.getLocalPort(), source);
      int port = listen(pipeline, listeners, Listener.Protocol.TCP, "libre");

      assertThat(listeners.list())
          .filteredOn(standing -> standing.listener().port() == taken.getLocalPort())
          .first()
          .satisfies(standing -> assertThat(standing.failure()).isNotEmpty());
      try (var socket = new Socket(LOOPBACK, port)) {
        socket.getOutputStream().write("<13>Jan 29 10:00:00 h p: un\n".getBytes(UTF_8));
      }
      expectReceived(pipeline, "libre", 1);
      assertThat(listeners.declare(Listener.Protocol.TCP, "127.0.0.1", port, source)).isEmpty();
    }
  }

  private Pipeline pipeline(JournalLimits limits) throws IOException {
    var pipeline = new Pipeline(database, directory, Clock.systemUTC(), LISTED, limits);
    open.add(pipeline);
    return pipeline;
  }

  private Listeners listeners(Pipeline pipeline) {
    var listeners =
        new Listeners(
            pipeline.sourceSql,
            pipeline.sources,
            new PatientIntake(pipeline.intake),
            pipeline.counters,
            this::identity);
    open.add(listeners);
    return listeners;
  }

  private TlsIdentity identity() {
    return TlsIdentity.open(
        directory.resolve("tls"), "syslog", List.of("localhost"), Clock.systemUTC());
  }

  private Path certificate() {
    identity();
    return directory.resolve("tls/syslog.pem");
  }

  private static int listen(
      Pipeline pipeline, Listeners listeners, Listener.Protocol protocol, String name)
      throws IOException {
    int source = pipeline.source(name, LogFormat.SYSLOG).id();
    int port = freePort();
    assertThat(listeners.declare(protocol, "127.0.0.1", port, source)).isPresent();
    assertThat(listeners.list())
        .as("every listener listens")
        .filteredOn(standing -> standing.listener().port() == port)
        .allMatch(standing -> standing.failure().isEmpty());
    return port;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Path input() throws IOException {
    Path input = directory.resolve("entree.log");
    var text = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      String host = i % (LINES / SEEN) == 0 ? "evil.example" : "sante.gouv.ml";
      text.append("client 10.0.0.").append(i % 250).append(" query ").append(host).append(" é\n");
    }
    Files.writeString(input, text);
    return input;
  }

  private static void expectAll(Pipeline pipeline, SyslogSenders.Sender sender, String... sources)
      throws Exception {
    for (String source : sources) {
      try {
        expectReceived(pipeline, source, LINES);
      } catch (AssertionError late) {
        throw new AssertionError(source + ": " + late.getMessage() + "\n" + sender.said(), late);
      }
    }
    assertThat(pipeline.list())
        .extracting(AlertRow::source, AlertRow::count)
        .containsExactlyInAnyOrderElementsOf(
            java.util.Arrays.stream(sources)
                .map(source -> org.assertj.core.groups.Tuple.tuple(source, (long) SEEN))
                .toList());
    assertThat(pipeline.sources.list())
        .extracting(source -> source.counts().undecodable())
        .containsOnly(0L);
  }

  private static void expectReceived(Pipeline pipeline, String source, int count)
      throws InterruptedException {
    long received = 0;
    for (int i = 0; i < 400 && received < count; i++) {
      Thread.sleep(50); // polling with a bound: another process sends
      received = pipeline.sources.look(source).orElseThrow().counts().received();
    }
    assertThat(received).as(source).isEqualTo(count);
  }

  private static void awaitFull(Pipeline pipeline) throws InterruptedException {
    long before = -1;
    for (int i = 0; i < 300 && pipeline.journal.sizeBytes() != before; i++) {
      before = pipeline.journal.sizeBytes();
      Thread.sleep(Duration.ofMillis(300)); // full when it no longer grows
    }
    assertThat(pipeline.journal.sizeBytes()).isGreaterThan(1 << 20);
  }
}

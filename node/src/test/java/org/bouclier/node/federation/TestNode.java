package org.bouclier.node.federation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.bouclier.node.TestPostgres;
import org.bouclier.node.accounts.Audit;
import org.bouclier.node.frontier.ExportLog;
import org.bouclier.node.frontier.NodeKeys;
import org.bouclier.node.frontier.TestExports;
import org.bouclier.node.site.StateCode;
import org.bouclier.node.site.TlsIdentity;
import org.bouclier.node.web.PeerLinks;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The federation desk of one node with a real database, ledger, port and links, and nothing else of
 * the node. What the desk does is awaited by its own signals, never by sleeping.
 */
final class TestNode implements AutoCloseable {

  private static final long PATIENCE_MILLIS = 30_000;

  final StateCode code;
  final Path directory;
  final DataSource database = TestPostgres.freshDatabase();
  final List<Received> received = new CopyOnWriteArrayList<>();
  final NodeKeys keys;
  final TlsIdentity tls;
  final Duration wait;
  final Clock clock;

  /** Runs in the transaction that keeps what was received: a test may make it fail. */
  volatile Consumer<Object> onEvent = _ -> {};

  ExportLog log;
  FederationSql sql;
  PeerRegister register;
  Pulls pulls;
  WitnessPost witness;
  Cosigners cosigners;
  OwnHistory history;
  FederationListener listener;
  private int port;
  private final Object signal = new Object();

  TestNode(String code, Path parent) {
    this(code, parent, Clock.systemUTC());
  }

  TestNode(String code, Path parent, Clock clock) {
    this.code = new StateCode(code);
    this.clock = clock;
    this.directory = parent.resolve(code);
    this.wait = Duration.ofSeconds(5);
    try {
      keys = NodeKeys.open(directory.resolve("keys"), this.code, new SecureRandom());
    } catch (IOException full) {
      throw new IllegalStateException(full);
    }
    tls = TlsIdentity.open(directory.resolve("tls"), "federation", List.of("localhost"), clock);
    open();
  }

  private void open() {
    try {
      log = ExportLog.open(directory.resolve("ledger"), keys);
      witness = WitnessPost.open(directory.resolve("witness"), code, new SecureRandom());
    } catch (IOException full) {
      throw new IllegalStateException(full);
    }
    sql = new FederationSql(JdbcClient.create(database));
    var transactions = new TransactionTemplate(new JdbcTransactionManager(database));
    register = new PeerRegister(cardAt(1), sql, transactions, NO_AUDIT, clock, System::nanoTime);
    new TrustFile(directory.resolve("federation/policy.txt"), register);
    history = new OwnHistory(log, keys.logKey().name(), register, tls);
    history.start();
    var intake =
        new Intake(sql, transactions, this::hear, directory.resolve("federation/evidence"), clock);
    listener =
        new FederationListener(
            new InetSocketAddress("localhost", port),
            tls,
            log,
            register,
            new WitnessDesk(witness, register, intake, clock),
            wait,
            directory.resolve("run"),
            _ -> {});
    listener.start();
    port = listener.port();
    pulls =
        new Pulls(
            register,
            intake,
            history,
            code,
            keys.identity(),
            tls,
            directory.resolve("federation/incoming"),
            directory.resolve("federation/mirror"),
            new Backoff(Duration.ofMillis(20), Duration.ofMillis(200), new Random(1)),
            clock,
            this::signal);
    pulls.start();
    cosigners =
        new Cosigners(
            log,
            register,
            history,
            tls,
            directory.resolve("ledger"),
            new Cosigners.Pace(
                Duration.ofMillis(50), Duration.ofSeconds(2), Duration.ofSeconds(10)),
            clock,
            this::signal);
    cosigners.start();
  }

  private static final Audit NO_AUDIT = (_, _, _) -> {};

  private void hear(Object event) {
    onEvent.accept(event);
    if (event instanceof Received one) {
      received.add(one);
    }
  }

  private void signal() {
    synchronized (signal) {
      signal.notifyAll();
    }
  }

  /** Waits until something holds that the desk brings about. */
  void until(String what, BooleanSupplier holds) {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    synchronized (signal) {
      while (!holds.getAsBoolean()) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError(
              "never happened: "
                  + what
                  + "; links: "
                  + register.list().stream()
                      .map(peer ->
                          peer.card().code()
                              + " "
                              + peer.state()
                              + " "
                              + peer.verifiedSize()
                              + "/"
                              + peer.announcedSize()
                              + " "
                              + peer.problem())
                      .toList());
        }
        try {
          signal.wait(Math.min(left, 100));
        } catch (InterruptedException stopped) {
          throw new AssertionError(stopped);
        }
      }
    }
  }

  PeerCard card() {
    return cardAt(port);
  }

  private PeerCard cardAt(int where) {
    return new PeerCard(
        code,
        "Nœud " + code,
        "Ville de " + code,
        URI.create("https://localhost:" + where),
        keys.logKey().vkey(),
        keys.identity().recipient().text(),
        tls.fingerprint(),
        witness.key().vkey());
  }

  void know(TestNode... others) {
    for (TestNode other : others) {
      register.add(other.card());
    }
  }

  /** Seals a text to some nodes and publishes it. */
  long export(String kind, String content, TestNode... to) {
    var sealed =
        TestExports.seal(
            code.value(),
            Arrays.stream(to).map(node -> node.code.value()).toList(),
            Arrays.stream(to).map(node -> node.keys.identity().recipient()).toList(),
            kind,
            content.getBytes(UTF_8));
    return TestExports.publish(log, sealed);
  }

  PeerLink link(String peer) {
    return register.link(new StateCode(peer)).orElseThrow();
  }

  PeerLinks.State state(String peer) {
    return link(peer).state();
  }

  String content(Received one) {
    return new String(new StoredInbox(sql).content(one.id()), UTF_8);
  }

  List<RefusedEntry> refusals(String peer) {
    return sql.refusals(peer, -1, 100);
  }

  List<Path> evidenceFiles() throws IOException {
    var evidence = directory.resolve("federation/evidence");
    if (Files.notExists(evidence)) {
      return List.of();
    }
    try (var files = Files.list(evidence)) {
      return files.sorted().toList();
    }
  }

  /** Stops everything as a kill would leave it, and starts again on the same port and files. */
  void restart() {
    restart(() -> {});
  }

  /** The same, with something done to its files meanwhile. */
  void restart(Runnable meanwhile) {
    stop();
    meanwhile.run();
    open();
  }

  private void stop() {
    history.stop();
    cosigners.stop();
    pulls.stop();
    pulls.close();
    listener.stop();
    try {
      witness.close();
      log.close();
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public void close() {
    stop();
    if (database instanceof AutoCloseable pool) {
      try {
        pool.close();
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
    }
  }
}

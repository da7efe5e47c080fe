package org.bouclier.node.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.bouclier.node.site.DirectoryLock;
import org.bouclier.node.site.SecretFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL, started and stopped with the node, whose data live in the node's directory.
 *
 * <pre>
 * data/postgres/cluster     what PostgreSQL keeps
 * data/postgres/password    of the role bouclier; 0600
 * data/postgres/log         its own words, one file for each day of the week
 * data/postgres/local.conf  settings of the administrator, if any
 * data/postgres/lock        held while a node works here
 * </pre>
 *
 * <p>It is durable (fsync is on whatever the files say), heard on a random port of the loopback
 * only, and opened by a random password only. A node killed without warning leaves it running: the
 * next start stops it properly and starts again, and no acknowledged row is lost.
 *
 * <p>PostgreSQL itself replaces a session or a worker that dies. If the postmaster dies (the kernel
 * short of memory, a mistaken kill), {@link #watch} starts it again at the same port: statements
 * under way fail, the pool makes new connections, and the node goes on.
 *
 * <p>It is started by {@code pg_ctl}, which puts it in a session of its own: Ctrl-C in a terminal
 * reaches the node alone, which finishes its work and then stops PostgreSQL.
 *
 * <p>Thread-safe once started.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private static final int START_SECONDS = 600; // the replay of a long journal on a slow disk
  private static final int STOP_SECONDS = 60;
  private static final int PORT_ATTEMPTS = 3;
  private static final Duration ENDED = Duration.ofSeconds(10);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Duration WATCH = Duration.ofSeconds(1);
  private static final int MAX_DEATHS = 5; // in so long:
  private static final Duration DEATHS_COUNTED = Duration.ofMinutes(10);
  private static final String ROLE = "bouclier";
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

  private final DirectoryLock lock;
  private final Cluster cluster;
  private final String password;
  private final int port;
  private boolean closed;

  private EmbeddedPostgres(DirectoryLock lock, Cluster cluster, String password, int port) {
    this.lock = lock;
    this.cluster = cluster;
    this.password = password;
    this.port = port;
  }

  /** Starts with the programs unpacked in the data directory itself. */
  public static EmbeddedPostgres start(Path dataDirectory) {
    return start(dataDirectory, dataDirectory.resolve("programs"));
  }

  /**
   * Starts PostgreSQL and returns when it answers. Makes what is missing: directory, programs,
   * cluster, role, database.
   *
   * @param dataDirectory where its data are; made if absent
   * @param programsDirectory where the programs of the bundle are unpacked, once for all nodes that
   *     name the same directory; the data directory serves when this one cannot
   * @throws DatabaseUnavailableException if it cannot work, with the remedy in French and English
   */
  public static EmbeddedPostgres start(Path dataDirectory, Path programsDirectory) {
    return start(dataDirectory, programsDirectory, UnprivilegedAccount.candidates());
  }

  /** As above, with the ways to run it that this machine is said to have. */
  static EmbeddedPostgres start(
      Path dataDirectory, Path programsDirectory, List<UnprivilegedAccount> accounts) {
    DirectoryLock lock = null;
    boolean started = false;
    try {
      Path directory = Files.createDirectories(dataDirectory.toAbsolutePath()).toRealPath();
      // Another account may have to pass here; it may not look. What is secret is 0600 or 0700.
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
      lock =
          DirectoryLock.take(directory)
              .orElseThrow(() -> DatabaseUnavailableException.inUse(directory));
      var cluster = cluster(directory, programsDirectory.toAbsolutePath(), accounts);
      stopLeftover(cluster);
      String password = cluster.open();
      var postgres = new EmbeddedPostgres(lock, cluster, password, launch(cluster));
      started = true;
      return postgres;
    } catch (IOException refusal) {
      throw DatabaseUnavailableException.refused(dataDirectory, refusal);
    } finally {
      if (!started && lock != null) {
        lock.close();
      }
    }
  }

  /** The address of the node's database for JDBC, without role or password. */
  public String jdbcUrl() {
    return jdbcUrl(ROLE);
  }

  /** The address for JDBC of another database of the same server. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?sslmode=disable";
  }

  /** The role that owns the database. Not a superuser; may create databases. */
  public String user() {
    return ROLE;
  }

  /** Its password. */
  public String password() {
    return password;
  }

  /** Stops PostgreSQL, sessions included, and waits until all is on disk. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      stop(cluster, "fast");
    } finally {
      lock.close();
    }
  }

  /**
   * From now on, starts PostgreSQL again whenever it ends without {@link #close}.
   *
   * @param lost is called once, and nothing is watched any more, if it cannot be started again or
   *     ends again and again
   */
  public void watch(Consumer<DatabaseUnavailableException> lost) {
    Thread.ofPlatform().name("postgresql-watch").daemon().start(() -> keepAlive(lost));
  }

  private void keepAlive(Consumer<DatabaseUnavailableException> lost) {
    var deaths = new ArrayDeque<Long>();
    try {
      while (isAliveOrRevived(deaths)) {
        Thread.sleep(WATCH);
      }
    } catch (IOException refusal) {
      lost.accept(DatabaseUnavailableException.lost(cluster.directory(), refusal));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** False once closed. */
  private synchronized boolean isAliveOrRevived(ArrayDeque<Long> deaths) throws IOException {
    if (closed || new Leftover(cluster.path()).postmaster().isPresent()) {
      return !closed;
    }
    long now = System.nanoTime();
    deaths.add(now);
    deaths.removeIf(at -> now - at > DEATHS_COUNTED.toNanos());
    if (deaths.size() > MAX_DEATHS) {
      throw new IOException(deaths.size() + " ends in " + DEATHS_COUNTED.toMinutes() + " minutes");
    }
    LOG.warn("PostgreSQL ended by itself: it is started again");
    stopLeftover(cluster);
    String refusal = launchAt(cluster, port);
    if (!refusal.isEmpty()) {
      throw new IOException(refusal);
    }
    LOG.warn("PostgreSQL works again, {} ms later", (System.nanoTime() - now) / 1_000_000);
    return true;
  }

  /** The first place where the programs can be unpacked and run, and the account that runs them. */
  private static Cluster cluster(
      Path directory, Path programsDirectory, List<UnprivilegedAccount> accounts)
      throws IOException {
    IOException unwritable = null;
    for (Path place : List.of(programsDirectory, directory.resolve("programs"))) {
      try {
        var programs = PostgresPrograms.install(place);
        var account = UnprivilegedAccount.thatWorks(accounts, programs.postgres(), directory);
        if (account.isPresent()) {
          return new Cluster(directory, programs, account.get());
        }
      } catch (IOException shared) { // the shared place may belong to somebody else
        unwritable = shared;
      }
    }
    if (unwritable != null) {
      throw unwritable;
    }
    throw DatabaseUnavailableException.noAccount(directory);
  }

  /** Stops what a killed node left running, and waits until none of it works here. */
  private static void stopLeftover(Cluster cluster) throws IOException {
    var leftover = new Leftover(cluster.path());
    if (!leftover.isRecorded()) {
      return;
    }
    cluster.account().own(cluster.path());
    if (leftover.postmaster().isPresent() && !stop(cluster, "fast").succeeded()) {
      stop(cluster, "immediate"); // the journal is replayed at the next start: nothing is lost
    }
    // Sessions outlive a killed postmaster for a moment. Once none works here the file of its
    // number
    // can go, even while that number still names a zombie that nobody has reaped.
    long start = System.nanoTime();
    while (System.nanoTime() - start < ENDED.toNanos()
        && leftover.processes().findAny().isPresent()) {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    leftover.processes().forEach(ProcessHandle::destroyForcibly);
    leftover.forget();
  }

  /** Starts the server and returns its port. */
  private static int launch(Cluster cluster) throws IOException {
    String refusal = "";
    for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
      int port = freePort();
      refusal = launchAt(cluster, port);
      if (refusal.isEmpty()) {
        return port;
      }
      if (!refusal.contains("could not bind")) {
        break; // only a port taken between our look and its start is worth another try
      }
    }
    throw new IOException(refusal);
  }

  /** Starts the server; returns why it did not start, in its own words, or nothing. */
  private static String launchAt(Cluster cluster, int port) throws IOException {
    Path log = cluster.directory().resolve("log");
    if (!Files.isDirectory(log)) {
      Files.createDirectory(log, SecretFile.ownerOnlyDirectory());
    }
    cluster.account().own(log);
    cluster
        .account()
        .write(cluster.path().resolve("postgresql.conf"), PostgresSettings.configuration(port));
    cluster.account().write(cluster.path().resolve("pg_hba.conf"), PostgresSettings.access());
    Path said = log.resolve("start.log");
    ProgramRun run =
        control(
            cluster,
            START_SECONDS,
            "start",
            "--log=" + said,
            "--options=" + PostgresSettings.DURABILITY);
    return run.succeeded() ? "" : ProgramRun.tail(said) + "\n" + newestLog(log);
  }

  private static ProgramRun stop(Cluster cluster, String mode) {
    return control(cluster, STOP_SECONDS, "stop", "--mode=" + mode);
  }

  private static ProgramRun control(Cluster cluster, int seconds, String verb, String... options) {
    var command =
        new java.util.ArrayList<>(
            List.of(
                cluster.programs().control(),
                verb,
                "--wait",
                "--silent",
                "--timeout=" + seconds,
                "--pgdata=" + cluster.path()));
    command.addAll(List.of(options));
    return ProgramRun.of(cluster.account().command(command), "", Duration.ofSeconds(seconds + 10L));
  }

  /** The end of the newest log: why it did not start, in its own words. */
  private static String newestLog(Path directory) throws IOException {
    try (var logs = Files.list(directory)) {
      return logs.filter(file -> !file.endsWith("start.log"))
          .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
          .map(ProgramRun::tail)
          .orElse("");
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

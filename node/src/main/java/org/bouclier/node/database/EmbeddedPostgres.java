package org.bouclier.node.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.bouclier.node.site.DirectoryLock;
import org.bouclier.node.site.SecretFile;

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
  private static final String ROLE = "bouclier";

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
    Path log = cluster.directory().resolve("log");
    if (!Files.isDirectory(log)) {
      Files.createDirectory(log, SecretFile.ownerOnlyDirectory());
    }
    cluster.account().own(log);
    String refusal = "";
    for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
      int port = freePort();
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
      if (run.succeeded()) {
        return port;
      }
      refusal = ProgramRun.tail(said) + "\n" + newestLog(log);
      if (!refusal.contains("could not bind")) {
        break; // only a port taken between our look and its start is worth another try
      }
    }
    throw new IOException(refusal);
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

package org.bouclier.node.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed without warning, refused, crowded: real processes, and what is left after them. */
class EmbeddedPostgresCrashTest {

  private static final Path PROGRAMS = Path.of("target", "programs").toAbsolutePath();
  private static final long ROWS = 200;

  @TempDir private Path data;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end_what_was_started() throws Exception {
    for (Process process : started) {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    if (PostgresAtWork.find(data).isPresent()) {
      EmbeddedPostgres.start(data, PROGRAMS).close();
    }
  }

  @Test
  void a_node_killed_alone_leaves_an_orphan_that_the_next_start_stops() throws Exception {
    var holder = hold();
    long acknowledged = readRows(holder, ROWS);
    kill(holder.process());
    var orphans = PostgresAtWork.find(data).orElseThrow().processes();
    assertThat(orphans).as("the postmaster outlives the node").isNotEmpty();

    assertThat(rowsAfterRestart()).isGreaterThanOrEqualTo(acknowledged);
    assertThat(new Leftover(data.resolve("cluster").toRealPath()).processes())
        .as("neither the orphan nor the one that followed it works here any more")
        .isEmpty();
  }

  @Test
  void a_node_killed_with_its_postgresql_loses_no_acknowledged_row() throws Exception {
    var holder = hold();
    long acknowledged = readRows(holder, ROWS);
    var processes = PostgresAtWork.find(data).orElseThrow().processes();
    holder.process().destroyForcibly();
    processes.forEach(ProcessHandle::destroyForcibly);
    holder.process().waitFor();

    assertThat(rowsAfterRestart()).isGreaterThanOrEqualTo(acknowledged);
  }

  @Test
  void another_process_may_not_take_the_directory_of_a_live_node() throws Exception {
    var holder = hold();

    assertThatThrownBy(() -> EmbeddedPostgres.start(data, PROGRAMS))
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessageContaining("bouclier stop");

    assertThat(readRows(holder, ROWS)).as("the first one goes on").isEqualTo(ROWS);
  }

  @Test
  void a_full_disk_is_said_in_one_sentence() throws Exception {
    // A file system of 24 MB of our own: an initial cluster needs about 40.
    String script = "mount -t tmpfs -o size=24m none \"$0\" && exec \"$@\"";
    var command = new ArrayList<>(List.of("unshare", "-Urm", "sh", "-c", script, data.toString()));
    assumeTrue(
        ProgramRun.of(
                List.of("unshare", "-Urm", "sh", "-c", script, data.toString(), "true"),
                "",
                Duration.ofSeconds(10))
            .succeeded(),
        "this machine forbids user namespaces (unshare -Urm): no small disk can be made");
    command.addAll(java(data));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    started.add(process);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isNotZero();
    assertThat(said).contains("DatabaseUnavailableException").contains("est plein");
  }

  @Test
  void root_without_namespaces_runs_it_under_another_account() throws Exception {
    assumeRootCanLeave();
    var setpriv =
        UnprivilegedAccount.candidates().stream().filter(account -> account.uid() > 0).toList();
    // First as root in a namespace: the files are root's, and must change hands.
    EmbeddedPostgres.start(data, PROGRAMS).close();

    try (var postgres = EmbeddedPostgres.start(data, PROGRAMS, setpriv)) {
      var cluster = data.resolve("cluster/PG_VERSION");
      assertThat(Files.getAttribute(cluster, "unix:uid")).isEqualTo(setpriv.getFirst().uid());
      assertThat(Files.getAttribute(data.resolve("password"), "unix:uid")).isEqualTo(0);
      assertThat(one(postgres)).isEqualTo(1);
    }
    try (var postgres = EmbeddedPostgres.start(data, PROGRAMS)) { // and back
      assertThat(one(postgres)).isEqualTo(1);
    }
  }

  @Test
  void data_below_a_closed_directory_work_in_a_namespace_and_are_explained_otherwise()
      throws Exception {
    assumeRootCanLeave();
    Path closed =
        Files.createDirectory(
            data.resolve("closed"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

    try (var postgres = EmbeddedPostgres.start(closed.resolve("a"), PROGRAMS)) {
      assertThat(one(postgres)).isEqualTo(1);
    }
    var others =
        UnprivilegedAccount.candidates().stream().filter(account -> account.uid() > 0).toList();
    assertThatThrownBy(() -> EmbeddedPostgres.start(closed.resolve("b"), PROGRAMS, others))
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessageContaining("--database-url")
        .hasMessageContaining(closed.resolve("b").toString());
  }

  private record Holder(Process process, BufferedReader said) {}

  private Holder hold() throws IOException {
    var process =
        new ProcessBuilder(java(data)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    started.add(process);
    var said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    assertThat(said.readLine()).isEqualTo("ready");
    return new Holder(process, said);
  }

  /** Reads acknowledgements until that of row {@code count}. */
  private static long readRows(Holder holder, long count) throws IOException {
    long last = 0;
    while (last < count) {
      last = Long.parseLong(holder.said().readLine());
    }
    return last;
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly(); // SIGKILL
    process.waitFor();
  }

  private long rowsAfterRestart() throws Exception {
    try (var postgres = EmbeddedPostgres.start(data, PROGRAMS);
        var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*), max(number) from acknowledged")) {
      rows.next();
      assertThat(rows.getLong(1)).as("no hole").isEqualTo(rows.getLong(2));
      return rows.getLong(1);
    }
  }

  private static int one(EmbeddedPostgres postgres) throws Exception {
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select 1")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  /** The temporary directory must be open to the account that PostgreSQL will run under. */
  private void assumeRootCanLeave() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root changes accounts");
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    var others =
        UnprivilegedAccount.candidates().stream().filter(account -> account.uid() > 0).toList();
    var programs = PostgresPrograms.install(PROGRAMS);
    assumeTrue(
        UnprivilegedAccount.thatWorks(others, programs.postgres(), data).isPresent(),
        "no other account may enter " + PROGRAMS + ": it is below a closed directory");
  }

  private static List<String> java(Path data) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        PostgresHolder.class.getName(),
        data.toString(),
        PROGRAMS.toString());
  }
}

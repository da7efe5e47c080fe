package org.bouclier.node.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.bouclier.node.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded PostgreSQL as a node uses it: durable, closed to others, one node at a time. */
class EmbeddedPostgresTest {

  private static final Path PROGRAMS = Path.of("target", "programs").toAbsolutePath();

  @TempDir private Path data;

  @Test
  void rows_outlive_a_stop_and_a_start() throws SQLException {
    try (var postgres = EmbeddedPostgres.start(data, PROGRAMS);
        var connection = connect(postgres)) {
      execute(connection, "create table kept (word text)");
      execute(connection, "insert into kept values ('Étude')");
    }
    try (var postgres = EmbeddedPostgres.start(data, PROGRAMS);
        var connection = connect(postgres)) {
      assertThat(answer(connection, "select word from kept")).isEqualTo("Étude");
    }
  }

  @Test
  void acknowledged_rows_are_on_disk_whatever_the_files_say() throws Exception {
    EmbeddedPostgres.start(data, PROGRAMS).close();
    Files.writeString(data.resolve("local.conf"), "fsync = off\nfull_page_writes = off\n");

    try (var postgres = EmbeddedPostgres.start(data, PROGRAMS);
        var connection = connect(postgres)) {
      assertThat(answer(connection, "show fsync")).isEqualTo("on");
      assertThat(answer(connection, "show full_page_writes")).isEqualTo("on");
      assertThat(answer(connection, "show synchronous_commit")).isEqualTo("on");
      assertThat(answer(connection, "show data_checksums")).isEqualTo("on");
    }
  }

  @Test
  void only_the_right_password_on_loopback_opens_it() throws Exception {
    var postgres = TestPostgres.server();

    assertThatThrownBy(
            () -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
    assertThatThrownBy(
            () -> DriverManager.getConnection(postgres.jdbcUrl(), "postgres", postgres.password()))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("no pg_hba.conf entry");
    try (var connection = connect(postgres)) {
      assertThat(answer(connection, "show listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(answer(connection, "select rolsuper from pg_roles where rolname = current_user"))
          .isEqualTo("f");
    }
  }

  @Test
  void secrets_are_readable_by_the_owner_only() throws Exception {
    EmbeddedPostgres.start(data, PROGRAMS).close();

    assertThat(mode(data.resolve("password"))).isEqualTo("rw-------");
    assertThat(mode(data.resolve("cluster"))).isEqualTo("rwx------");
    assertThat(mode(data.resolve("log"))).isEqualTo("rwx------");
    assertThat(data.resolve("cluster.secret")).doesNotExist();
  }

  @Test
  void a_second_start_on_the_same_directory_is_refused_and_the_first_goes_on() throws Exception {
    try (var first = EmbeddedPostgres.start(data, PROGRAMS)) {
      assertThatThrownBy(() -> EmbeddedPostgres.start(data, PROGRAMS))
          .isInstanceOf(DatabaseUnavailableException.class)
          .hasMessageContaining("bouclier stop");
      try (var connection = connect(first)) {
        assertThat(answer(connection, "select 1")).isEqualTo("1");
      }
    }
  }

  @Test
  void a_lost_password_file_is_made_anew() throws Exception {
    EmbeddedPostgres.start(data, PROGRAMS).close();
    Files.delete(data.resolve("password"));

    try (var postgres = EmbeddedPostgres.start(data, PROGRAMS);
        var connection = connect(postgres)) {
      assertThat(answer(connection, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void a_first_start_cut_short_leaves_nothing_in_the_way() throws Exception {
    Files.createDirectories(data.resolve("cluster.new/base"));
    Files.writeString(data.resolve("cluster.new/PG_VERSION"), "18");
    Files.writeString(data.resolve("password.new"), "half");

    try (var postgres = EmbeddedPostgres.start(data, PROGRAMS);
        var connection = connect(postgres)) {
      assertThat(answer(connection, "select 1")).isEqualTo("1");
      assertThat(data.resolve("cluster.new")).doesNotExist();
    }
  }

  @Test
  void data_of_another_major_version_are_left_alone() throws Exception {
    Path version = Files.createDirectories(data.resolve("cluster")).resolve("PG_VERSION");
    Files.writeString(version, "17\n");

    assertThatThrownBy(() -> EmbeddedPostgres.start(data, PROGRAMS))
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessageContaining("PostgreSQL 17")
        .hasMessageContaining("sauvegarde");
  }

  @Test
  void a_pid_file_that_names_a_stranger_after_a_power_cut_does_not_block() throws Exception {
    EmbeddedPostgres.start(data, PROGRAMS).close();
    // This very JVM is alive, and is not a postmaster: PostgreSQL alone would refuse for ever.
    Files.writeString(
        data.resolve("cluster/postmaster.pid"),
        ProcessHandle.current().pid()
            + "\n"
            + data.resolve("cluster")
            + "\n1\n5432\n\n127.0.0.1\n");

    try (var postgres = EmbeddedPostgres.start(data, PROGRAMS);
        var connection = connect(postgres)) {
      assertThat(answer(connection, "select 1")).isEqualTo("1");
      assertThat(ProcessHandle.current().isAlive()).isTrue();
    }
  }

  @Test
  void french_words_are_ordered_as_in_a_dictionary() throws Exception {
    try (var connection = connect(TestPostgres.server())) {
      assertThat(
              answer(
                  connection,
                  "select string_agg(w, ' ' order by w)"
                      + " from (values ('Zinder'), ('école'), ('eau'), ('Étude')) as t(w)"))
          .isEqualTo("eau école Étude Zinder");
    }
  }

  private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }

  private static void execute(Connection connection, String statement) throws SQLException {
    try (var execution = connection.createStatement()) {
      execution.execute(statement);
    }
  }

  private static String answer(Connection connection, String question) throws SQLException {
    try (var execution = connection.createStatement();
        var rows = execution.executeQuery(question)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}

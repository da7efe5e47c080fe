package org.bouclier.node.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.bouclier.node.database.DatabaseUnavailableException;
import org.bouclier.node.database.EmbeddedPostgres;
import org.bouclier.node.database.PostgresAtWork;

/**
 * Whether PostgreSQL works and keeps what it is given. That of a running node is asked; that of a
 * stopped one is started for the time of the question.
 */
final class DatabaseChecks {

  private static final long EASY_BACKLOG = 1_000;

  private final Path data;
  private final Session session;

  DatabaseChecks(Path data, Session session) {
    this.data = data;
    this.session = session;
  }

  List<Finding> database() {
    Path directory = data.resolve("postgres");
    try {
      if (!SiteFile.read(data).getOrDefault("bouclier.database-url", "").isEmpty()) {
        return List.of(
            Finding.good(
                "database",
                "PostgreSQL extérieur (bouclier.database-url) : à examiner chez lui",
                "external PostgreSQL (bouclier.database-url): to be examined at its own place"));
      }
      var atWork = PostgresAtWork.find(directory);
      if (atWork.isPresent()) {
        try (var connection = atWork.get().connect()) {
          return examine(connection);
        }
      }
      if (!Files.isDirectory(directory)) {
        return List.of();
      }
      String programs = System.getProperty("bouclier.programs", "");
      Path place = programs.isEmpty() ? directory.resolve("programs") : Path.of(programs);
      try (var postgres = EmbeddedPostgres.start(directory, place);
          var connection =
              DriverManager.getConnection(
                  postgres.jdbcUrl(), postgres.user(), postgres.password())) {
        return examine(connection);
      }
    } catch (DatabaseUnavailableException | SQLException | IOException refused) {
      String text = "PostgreSQL : " + refused.getMessage();
      return List.of(
          Finding.failure("database", text, text, "tail " + directory.resolve("log") + "/*.log"));
    }
  }

  private List<Finding> examine(Connection connection) throws SQLException {
    var findings = new ArrayList<Finding>();
    String version = answer(connection, "show server_version");
    String size =
        session
            .speech()
            .bytes(
                Long.parseLong(answer(connection, "select pg_database_size(current_database())")));
    findings.add(
        Finding.good(
            "database",
            "PostgreSQL " + version + ", " + size,
            "PostgreSQL " + version + ", " + size));
    for (String setting :
        List.of("fsync", "full_page_writes", "synchronous_commit", "data_checksums")) {
      String value = answer(connection, "select current_setting('" + setting + "')");
      findings.add(
          value.equals("on")
              ? Finding.good("database." + setting, setting + " = on", setting + " = on")
              : Finding.failure(
                  "database." + setting,
                  setting + " = " + value + " : une coupure peut perdre des données",
                  setting + " = " + value + ": a power cut may lose data",
                  "bouclier stop ; bouclier start"));
    }
    long damaged =
        Long.parseLong(
            answer(
                connection,
                "select coalesce(sum(checksum_failures), 0)::bigint from pg_stat_database"));
    findings.add(
        damaged == 0
            ? Finding.good("database.pages", "aucune page abîmée", "no damaged page")
            : Finding.failure(
                "database.pages",
                damaged + " pages abîmées : le disque ment",
                damaged + " damaged pages: the disk lies",
                "smartctl -a /dev/sda"));
    findings.add(backlog(connection));
    return findings;
  }

  /** Events that their listeners have not finished with: the node is late, or a listener fails. */
  private static Finding backlog(Connection connection) throws SQLException {
    if (answer(connection, "select to_regclass('events.event_publication') is null").equals("t")) {
      return Finding.good("database.events", "base neuve", "new database");
    }
    long waiting =
        Long.parseLong(answer(connection, "select count(*) from events.event_publication"));
    String french = "événements en attente entre services : " + waiting;
    String english = "events waiting between desks: " + waiting;
    return waiting <= EASY_BACKLOG
        ? Finding.good("database.events", french, english)
        : Finding.advice("database.events", french, english, "bouclier stop ; bouclier start");
  }

  private static String answer(Connection connection, String question) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(question)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }
}

package org.bouclier.node.database;

import java.nio.file.Path;
import java.sql.DriverManager;

/**
 * A process of its own that starts PostgreSQL and writes rows for ever, one transaction each: the
 * tests kill it. Prints {@code ready}, then the number of each row once it is acknowledged.
 */
final class PostgresHolder {

  private PostgresHolder() {}

  /**
   * Works until killed.
   *
   * @param arguments the data directory, the programs directory
   */
  public static void main(String[] arguments) throws Exception {
    var postgres = EmbeddedPostgres.start(Path.of(arguments[0]), Path.of(arguments[1]));
    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var statement = connection.createStatement()) {
      statement.execute("create table if not exists acknowledged (number bigint primary key)");
      System.out.println("ready");
      for (long number = 1; ; number++) {
        statement.execute("insert into acknowledged values (" + number + ")");
        System.out.println(number);
      }
    }
  }
}

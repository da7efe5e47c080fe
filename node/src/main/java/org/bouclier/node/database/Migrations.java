package org.bouclier.node.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Brings the schema of each desk up to date: files {@code db/<desk>/V<n>__<what>.sql}, schema
 * {@code <desk>}, and in it the desk's own history. A desk never waits for the migrations of
 * another one, and no migration may name another desk's schema.
 */
public final class Migrations {

  private static final String FILES = "classpath*:db/*/V*.sql";

  private Migrations() {}

  /**
   * Runs the migrations that are missing, desk by desk in the order of their names. Each file is
   * one transaction: a power cut leaves the schema before it or after it.
   *
   * @throws DatabaseUnavailableException if another version of the program made the tables
   * @throws org.flywaydb.core.api.FlywayException if a file fails
   */
  public static void apply(DataSource database) {
    for (String desk : desks()) {
      apply(database, desk);
    }
  }

  private static void apply(DataSource database, String desk) {
    try {
      Flyway.configure()
          .dataSource(database)
          .schemas(desk)
          .defaultSchema(desk)
          .createSchemas(true)
          .locations("classpath:db/" + desk)
          .validateMigrationNaming(true)
          .failOnMissingLocations(true)
          .ignoreMigrationPatterns(new String[0]) // a newer version's tables are not ours to use
          .cleanDisabled(true)
          .load()
          .migrate();
    } catch (FlywayValidateException other) {
      throw DatabaseUnavailableException.otherTables(desk, other);
    }
  }

  /** The desks that have migrations, by name. */
  public static List<String> desks() {
    try {
      var desks = new TreeSet<String>();
      for (var file : new PathMatchingResourcePatternResolver().getResources(FILES)) {
        String[] path = file.getURL().getPath().split("/", -1);
        desks.add(path[path.length - 2]);
      }
      return List.copyOf(desks);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}

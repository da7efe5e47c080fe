package org.bouclier.node.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouclier.node.TestPostgres;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.namedparam.NamedParameterUtils;

/**
 * The SQL of every desk against the real PostgreSQL, with the real schemas. A statement is a
 * constant (see {@link SqlText}), so all of them can be prepared without running the node.
 */
class SqlTest {

  private static final SqlText NODE = SqlText.read(Path.of("target", "classes"));

  @Test
  void every_statement_is_a_constant_in_the_sql_class_of_its_desk() {
    assertThat(NODE.findings()).isEmpty();
  }

  @Test
  void every_statement_is_understood_by_postgresql() throws SQLException {
    var refused = new ArrayList<String>();
    try (var connection = TestPostgres.freshDatabase().getConnection()) {
      for (var statement : NODE.statements()) {
        refusal(connection, statement.text())
            .ifPresent(why -> refused.add(statement.place() + ": " + why));
      }
    }
    assertThat(refused).isEmpty();
    assertThat(NODE.statements().size())
        .as("each Sql class holds statements, or nothing was read")
        .isGreaterThanOrEqualTo(NODE.sqlClasses());
  }

  @Test
  void no_desk_names_the_schema_of_another() throws IOException {
    var trespasses = new ArrayList<String>();
    for (var statement : NODE.statements()) {
      trespasses.addAll(trespasses(statement.desk(), statement.place(), statement.text()));
    }
    int files = 0;
    for (var file :
        new PathMatchingResourcePatternResolver().getResources("classpath*:db/*/*.sql")) {
      String[] path = file.getURL().getPath().split("/", -1);
      String desk = path[path.length - 2];
      trespasses.addAll(
          trespasses(desk, path[path.length - 1], file.getContentAsString(StandardCharsets.UTF_8)));
      files++;
    }
    assertThat(trespasses).isEmpty();
    assertThat(files).isGreaterThanOrEqualTo(Migrations.desks().size()).isPositive();
  }

  @Test
  void the_guard_sees_what_it_must_see() {
    var seen = SqlText.read(Path.of("target", "test-classes"));

    assertThat(seen.statements()).extracting(SqlText.Statement::text).contains("select 1");
    assertThat(seen.findings())
        .anyMatch(finding -> finding.contains("glued") && finding.contains("not one constant"))
        .anyMatch(finding -> finding.contains("chosen") && finding.contains("not one constant"))
        .anyMatch(finding -> finding.contains("late") && finding.contains("not for desks"));
  }

  private static Optional<String> refusal(Connection connection, String text) {
    var parsed = NamedParameterUtils.parseSqlStatement(text);
    String sql = NamedParameterUtils.substituteNamedParameters(parsed, null);
    try (var statement = connection.prepareStatement(sql)) {
      statement.getParameterMetaData(); // the server parses, names are resolved, types deduced
      return Optional.empty();
    } catch (SQLException refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    }
  }

  private static List<String> trespasses(String desk, String place, String sql) {
    String code = sql.replaceAll("(?m)--.*$", "").replaceAll("'[^']*'", "''");
    return Migrations.desks().stream()
        .filter(other -> !other.equals(desk))
        .filter(other -> Pattern.compile("\\b" + other + "\\s*\\.\\s*[a-z]").matcher(code).find())
        .map(other -> desk + " names " + other + " in " + place)
        .toList();
  }
}

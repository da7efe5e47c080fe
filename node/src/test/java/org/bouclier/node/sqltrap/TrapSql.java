package org.bouclier.node.sqltrap;

import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the SQL guard must accept, and three ways round it that it must see. Never run. */
final class TrapSql {

  private static final String ONE = "select 1";

  private TrapSql() {}

  static int plain(JdbcClient jdbc) {
    return jdbc.sql(ONE).query(Integer.class).single();
  }

  static int glued(JdbcClient jdbc, String table) {
    return jdbc.sql("select count(*) from " + table).query(Integer.class).single();
  }

  static int chosen(JdbcClient jdbc, boolean first, String other) {
    return jdbc.sql(first ? other : ONE).query(Integer.class).single();
  }

  static void late(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

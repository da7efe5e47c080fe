package org.bouclier.node.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import org.bouclier.node.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {

  @ParameterizedTest
  @CsvSource({
    "postgresql://ml:p%40ss+word@db.example:5433/node, jdbc:postgresql://db.example:5433/node, ml,"
        + " p@ss+word",
    "postgres://ml@db.example/node, jdbc:postgresql://db.example/node, ml, ''",
    "jdbc:postgresql://db.example/node?user=ml&sslmode=require,"
        + " jdbc:postgresql://db.example/node?user=ml&sslmode=require, '', ''"
  })
  void an_address_is_read_as_libpq_or_the_driver_writes_it(
      String text, String jdbcUrl, String user, String password) {
    assertThat(DatabaseAddress.parse(text)).isEqualTo(new DatabaseAddress(jdbcUrl, user, password));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db.example",
        "mysql://db/node",
        "postgresql://db.example",
        "postgresql:///x",
        "::"
      })
  void anything_else_is_refused_with_the_right_form(String text) {
    assertThatThrownBy(() -> DatabaseAddress.parse(text))
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessageContaining("postgresql://role:motdepasse@machine:5432/base");
  }

  @Test
  void a_server_that_does_not_answer_is_named_without_its_password() {
    var address = DatabaseAddress.parse("postgresql://ml:secret@127.0.0.1:1/node?connectTimeout=2");
    try (var pool = new HikariDataSource()) {
      pool.setJdbcUrl(address.jdbcUrl());
      pool.setInitializationFailTimeout(-1);
      pool.setConnectionTimeout(1_000);
      assertThatThrownBy(() -> address.verify(pool))
          .isInstanceOf(DatabaseUnavailableException.class)
          .hasMessageContaining("127.0.0.1:1")
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void the_bundled_server_is_recent_enough() {
    var database = TestPostgres.freshDatabase();
    DatabaseAddress.parse(TestPostgres.freshDatabaseUrl()).verify(database);
    assertThat(Migrations.desks()).contains("events");
  }
}

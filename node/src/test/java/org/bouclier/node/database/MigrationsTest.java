package org.bouclier.node.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bouclier.node.TestPostgres;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class MigrationsTest {

  private final JdbcClient database = JdbcClient.create(TestPostgres.freshDatabase());

  @Test
  void each_desk_has_its_schema_and_in_it_its_own_history() {
    for (String desk : Migrations.desks()) {
      assertThat(
              database
                  .sql("select to_regclass(:history) is not null")
                  .param("history", desk + ".flyway_schema_history")
                  .query(Boolean.class)
                  .single())
          .as(desk)
          .isTrue();
    }
  }

  @Test
  void a_second_start_changes_nothing() {
    var source = TestPostgres.freshDatabase();
    var client = JdbcClient.create(source);
    String count = "select count(*) from events.flyway_schema_history";
    long before = client.sql(count).query(Long.class).single();

    Migrations.apply(source);

    assertThat(client.sql(count).query(Long.class).single()).isEqualTo(before).isPositive();
  }

  @Test
  void tables_of_another_version_are_refused_and_not_touched() {
    var newer = TestPostgres.freshDatabase();
    JdbcClient.create(newer)
        .sql(
            """
            insert into detection.flyway_schema_history
            select installed_rank + 1, '999', 'to come', type, 'V999__to_come.sql', checksum,
              installed_by, installed_on, execution_time, success
            from detection.flyway_schema_history order by installed_rank desc limit 1
            """)
        .update();
    assertThatThrownBy(() -> Migrations.apply(newer))
        .isInstanceOfSatisfying(
            DatabaseUnavailableException.class,
            refused -> assertThat(refused.code()).isEqualTo("database.other-tables"))
        .hasMessageContaining("« detection »");

    var changed = TestPostgres.freshDatabase();
    JdbcClient.create(changed)
        .sql("update detection.flyway_schema_history set checksum = 1 where version = '1'")
        .update();
    assertThatThrownBy(() -> Migrations.apply(changed))
        .isInstanceOf(DatabaseUnavailableException.class);
  }

  @Test
  void one_test_does_not_see_the_rows_of_another() {
    var first = JdbcClient.create(TestPostgres.freshDatabase());
    var second = JdbcClient.create(TestPostgres.freshDatabase());
    String insert =
        """
        insert into events.event_publication
          (id, listener_id, event_type, serialized_event, publication_date)
        values (uuidv7(), 'l', 't', '{}', now())
        """;
    String count = "select count(*) from events.event_publication";
    first.sql(insert).update();

    assertThat(first.sql(count).query(Long.class).single()).isEqualTo(1);
    assertThat(second.sql(count).query(Long.class).single()).isZero();
  }
}

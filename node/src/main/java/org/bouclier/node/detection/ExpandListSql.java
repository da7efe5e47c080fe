package org.bouclier.node.detection;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.bouclier.detect.sigma.PlaceholderList;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The statements on the lists behind placeholders. */
final class ExpandListSql {

  private final JdbcClient jdbc;

  ExpandListSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  List<PlaceholderList> lists() {
    return jdbc.sql("select name, entries from detection.expand_list order by name")
        .query((row, n) ->
            new PlaceholderList(
                row.getString("name"),
                Arrays.asList((String[]) row.getArray("entries").getArray())))
        .list();
  }

  /** Keeps a list in the place of the one of that name. */
  void put(PlaceholderList list, Instant now) {
    jdbc.sql(
            """
            insert into detection.expand_list (name, entries, changed_at)
            values (:name, :entries, :now)
            on conflict (name) do update
            set entries = excluded.entries, changed_at = excluded.changed_at
            """)
        .param("name", list.name())
        .param("entries", list.values().toArray(String[]::new))
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }

  boolean remove(String name) {
    return jdbc.sql("delete from detection.expand_list where name = :name")
            .param("name", name)
            .update()
        == 1;
  }
}

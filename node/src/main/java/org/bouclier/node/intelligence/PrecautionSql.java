package org.bouclier.node.intelligence;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.bouclier.detect.precaution.PrecautionKind;
import org.bouclier.detect.precaution.PrecautionList;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The precaution lists as they are kept. */
final class PrecautionSql {

  private final JdbcClient jdbc;

  PrecautionSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** One entry of a list in force. */
  record Entry(int list, PrecautionKind kind, String value) {}

  /** The lists, by name, with how many values in force each of them holds back. */
  List<PrecautionLine> lists() {
    return jdbc.sql(
            """
            select l.id, l.name, l.description, l.kind, l.origin, l.licence, l.version, l.built_in,
              l.enabled, l.entries, l.loaded_at,
              (select count(*) from intelligence.value v where v.precaution = l.id and v.live) holds
            from intelligence.precaution_list l order by l.name
            """)
        .query((row, i) ->
            new PrecautionLine(
                row.getInt("id"),
                row.getString("name"),
                row.getString("description"),
                PrecautionKind.valueOf(row.getString("kind")),
                row.getString("origin"),
                row.getString("licence"),
                row.getLong("version"),
                row.getBoolean("built_in"),
                row.getBoolean("enabled"),
                row.getInt("entries"),
                row.getObject("loaded_at", OffsetDateTime.class).toInstant(),
                row.getLong("holds")))
        .list();
  }

  /** The version of a list, if it is known. */
  Optional<Long> version(String name) {
    return jdbc.sql("select version from intelligence.precaution_list where name = :name")
        .param("name", name)
        .query(Long.class)
        .optional();
  }

  /** Keeps a list, in the place of the one of the same name. */
  void keep(PrecautionList list, boolean builtIn, Instant now) {
    int id =
        jdbc.sql(
                """
                insert into intelligence.precaution_list
                  (name, description, kind, origin, licence, version, built_in, enabled, entries,
                   loaded_at)
                values (:name, :description, :kind, :origin, :licence, :version, :builtIn, true,
                  :entries, :now::timestamptz)
                on conflict (name) do update set
                  description = excluded.description, kind = excluded.kind,
                  origin = excluded.origin, licence = excluded.licence,
                  version = excluded.version, entries = excluded.entries,
                  loaded_at = excluded.loaded_at
                returning id
                """)
            .param("name", list.name())
            .param("description", list.description())
            .param("kind", list.kind().name())
            .param("origin", list.origin())
            .param("licence", list.licence())
            .param("version", list.version())
            .param("builtIn", builtIn)
            .param("entries", list.entries().size())
            .param("now", Times.text(now))
            .query(Integer.class)
            .single();
    jdbc.sql("delete from intelligence.precaution_entry where list = :list")
        .param("list", id)
        .update();
    jdbc.sql(
            """
            insert into intelligence.precaution_entry (list, value)
            select :list, value from unnest(:entries::text[]) as e(value)
            on conflict do nothing
            """)
        .param("list", id)
        .param("entries", list.entries().toArray(String[]::new))
        .update();
  }

  /** Puts a list in force or out of it; false if there is none of that number. */
  boolean enable(int id, boolean enabled) {
    return jdbc.sql("update intelligence.precaution_list set enabled = :enabled where id = :id")
            .param("id", id)
            .param("enabled", enabled)
            .update()
        == 1;
  }

  /** The name of a list. */
  Optional<String> name(int id) {
    return jdbc.sql("select name from intelligence.precaution_list where id = :id")
        .param("id", id)
        .query(String.class)
        .optional();
  }

  /**
   * Every entry of the lists in force; the smallest lists first, whose reason is the most exact.
   */
  List<Entry> entries() {
    return jdbc.sql(
            """
            select e.list, l.kind, e.value
            from intelligence.precaution_list l
            join intelligence.precaution_entry e on e.list = l.id
            where l.enabled
            order by l.entries, l.id
            """)
        .query((row, i) ->
            new Entry(
                row.getInt("list"),
                PrecautionKind.valueOf(row.getString("kind")),
                row.getString("value")))
        .list();
  }

  /** Says that the lists have changed: every value must be asked anew. */
  long changed() {
    return jdbc.sql(
            "update intelligence.edition set precaution = precaution + 1 returning precaution")
        .query(Long.class)
        .single();
  }
}

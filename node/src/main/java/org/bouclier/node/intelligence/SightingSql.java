package org.bouclier.node.intelligence;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.bouclier.stix.Tlp;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who has seen what, and how often. */
final class SightingSql {

  private final JdbcClient jdbc;

  SightingSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An object in force that watches for a value. */
  record Watching(String id, boolean shared) {}

  /** A count that is to be told to the peers. */
  record Due(
      String id, String of, Tlp tlp, Instant first, Instant last, long count, Instant created) {}

  /** The objects in force that watch for a value; shared ones are those that some peer knows. */
  List<Watching> watching(long value) {
    return jdbc.sql(
            """
            select o.id, s.kind = 'PEER' or o.shared_at is not null as shared
            from intelligence.watch w
            join intelligence.object o on o.number = w.object
            join intelligence.source s on s.id = o.source
            where w.value = :value and o.status = 'CONFIRMED'
            order by o.number
            """)
        .param("value", value)
        .query((row, i) -> new Watching(row.getString("id"), row.getBoolean("shared")))
        .list();
  }

  /** Adds to our own count. If peers know the object they will be told, at the latest by then. */
  void add(
      String id,
      Watching of,
      String state,
      Instant first,
      Instant last,
      long count,
      String observable,
      Instant now,
      Duration pause) {
    jdbc.sql(
            """
            insert into intelligence.sighting as s
              (id, of_id, seen_by, ours, first_seen, last_seen, count, observable, changed_at, due_at)
            values (:id, :of, :state, true, :first::timestamptz, :last::timestamptz, :count,
              :observable, :now::timestamptz, case when :shared then :now::timestamptz end)
            on conflict (id, ours) do update set
              first_seen = least(s.first_seen, excluded.first_seen),
              last_seen = greatest(s.last_seen, excluded.last_seen),
              count = s.count + excluded.count,
              observable = excluded.observable,
              changed_at = excluded.changed_at,
              due_at = case when :shared
                then coalesce(s.due_at,
                  greatest(:now::timestamptz, s.sent_at + :pause::interval), :now::timestamptz)
                end
            """)
        .param("id", id)
        .param("of", of.id())
        .param("shared", of.shared())
        .param("state", state)
        .param("first", Times.text(first))
        .param("last", Times.text(last))
        .param("count", count)
        .param("observable", observable)
        .param("now", Times.text(now))
        .param("pause", pause.toString())
        .update();
  }

  /** Our counts that peers should know by now. */
  List<Due> due(Instant now, int most) {
    return jdbc.sql(
            """
            select s.id, s.of_id, coalesce(o.tlp, 'AMBER') as tlp, s.first_seen, s.last_seen, s.count
            from intelligence.sighting s
            left join intelligence.object o on o.id = s.of_id
            where s.due_at <= :now::timestamptz
            order by s.due_at, s.id
            limit :most
            """)
        .param("now", Times.text(now))
        .param("most", most)
        .query((row, i) ->
            new Due(
                row.getString("id"),
                row.getString("of_id"),
                Tlp.valueOf(row.getString("tlp")),
                row.getObject("first_seen", OffsetDateTime.class).toInstant(),
                row.getObject("last_seen", OffsetDateTime.class).toInstant(),
                row.getLong("count"),
                row.getObject("first_seen", OffsetDateTime.class).toInstant()))
        .list();
  }

  /** Notes that peers were told this count. A count that has grown since stays due. */
  void sent(String id, long count, Instant now, Duration pause) {
    jdbc.sql(
            """
            update intelligence.sighting
            set sent_count = :count, sent_at = :now::timestamptz,
                due_at = case when count > :count
                  then :now::timestamptz + :pause::interval end
            where id = :id and ours
            """)
        .param("id", id)
        .param("count", count)
        .param("now", Times.text(now))
        .param("pause", pause.toString())
        .update();
  }

  /** When the next count is due; empty if none waits. */
  List<Instant> nextDue() {
    return jdbc
        .sql("select min(due_at) as due from intelligence.sighting where due_at is not null")
        .query((row, i) -> Times.read(row.getObject("due", OffsetDateTime.class)))
        .stream()
        .flatMap(java.util.stream.Stream::ofNullable)
        .toList();
  }

  /**
   * Keeps what another has counted: the last version says it all. One taken back counts nothing,
   * nor does our own count when somebody repeats it to us.
   */
  void told(String id, Draft.Seen seen, String seenBy, boolean revoked, Instant now) {
    jdbc.sql(
            """
            delete from intelligence.sighting where id = :id and not ours and :revoked
            """)
        .param("id", id)
        .param("revoked", revoked)
        .update();
    jdbc.sql(
            """
            insert into intelligence.sighting as s
              (id, of_id, seen_by, ours, first_seen, last_seen, count, changed_at)
            select :id, :of, :seenBy, false, :first::timestamptz, :last::timestamptz, :count,
              :now::timestamptz
            where not :revoked
              and not exists (select from intelligence.sighting where id = :id and ours)
            on conflict (id, ours) do update set
              of_id = excluded.of_id, first_seen = excluded.first_seen,
              last_seen = excluded.last_seen, count = excluded.count,
              changed_at = excluded.changed_at
            """)
        .param("id", id)
        .param("of", seen.of())
        .param("seenBy", seenBy)
        .param("first", Times.text(seen.first()))
        .param("last", Times.text(seen.last()))
        .param("count", seen.count())
        .param("revoked", revoked)
        .param("now", Times.text(now))
        .update();
  }

  /** Who has seen an object, ours first, then the latest. */
  List<SightingLine> of(String object) {
    return jdbc.sql(
            """
            select id, of_id, seen_by, ours, first_seen, last_seen, count, observable
            from intelligence.sighting where of_id = :of
            order by ours desc, last_seen desc, id
            limit 500
            """)
        .param("of", object)
        .query((row, i) ->
            new SightingLine(
                row.getString("id"),
                row.getString("of_id"),
                row.getString("seen_by"),
                row.getBoolean("ours"),
                row.getObject("first_seen", OffsetDateTime.class).toInstant(),
                row.getObject("last_seen", OffsetDateTime.class).toInstant(),
                row.getLong("count"),
                row.getString("observable")))
        .list();
  }
}

package org.bouclier.node.intelligence;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bouclier.stix.Tlp;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What waits to be proposed to the border, and what the border answered. */
final class SharingSql {

  private final JdbcClient jdbc;

  SharingSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An object on its way out. */
  record Outgoing(long number, String id, String body, Tlp tlp) {}

  /** Puts objects in the queue. Those of peers stay out: their own state has told everybody. */
  int ask(Long[] objects, Instant now) {
    return jdbc.sql(
            """
            insert into intelligence.sharing as q (object, asked_at)
            select o.number, :now::timestamptz
            from intelligence.object o
            join intelligence.source s on s.id = o.source
            where o.number = any(:objects) and s.kind <> 'PEER'
            on conflict (object) do update set asked_at = excluded.asked_at, batch = null
            """)
        .param("objects", objects)
        .param("now", Times.text(now))
        .update();
  }

  /** A batch that was handed over before the node stopped, if any. */
  Optional<UUID> unanswered() {
    return jdbc.sql("select batch from intelligence.sharing where batch is not null limit 1")
        .query(UUID.class)
        .optional();
  }

  /** Forms a batch of the oldest objects that wait; says how many are in it. */
  int form(UUID batch, int most) {
    return jdbc.sql(
            """
            with chosen as (
              select object from intelligence.sharing
              where batch is null order by asked_at, object limit :most)
            update intelligence.sharing q set batch = :batch
            from chosen where q.object = chosen.object
            """)
        .param("batch", batch)
        .param("most", most)
        .update();
  }

  /** The objects of a batch. */
  List<Outgoing> objects(UUID batch) {
    return jdbc.sql(
            """
            select o.number, o.id, o.body, o.tlp
            from intelligence.sharing q join intelligence.object o on o.number = q.object
            where q.batch = :batch
            order by o.number
            """)
        .param("batch", batch)
        .query((row, i) ->
            new Outgoing(
                row.getLong("number"),
                row.getString("id"),
                row.getString("body"),
                Tlp.valueOf(row.getString("tlp"))))
        .list();
  }

  /** Notes the answer for one destination. */
  void answered(
      Long[] objects,
      String destination,
      boolean crossed,
      long index,
      UUID crossing,
      String reasons,
      Instant now) {
    jdbc.sql(
            """
            insert into intelligence.shared
              (object, destination, crossed, ledger_index, crossing, reasons, at)
            select o, :destination, :crossed, :index, :crossing, :reasons, :now::timestamptz
            from unnest(:objects::bigint[]) as o
            on conflict (object, destination) do update set
              crossed = excluded.crossed, ledger_index = excluded.ledger_index,
              crossing = excluded.crossing, reasons = excluded.reasons, at = excluded.at
            """)
        .param("objects", objects)
        .param("destination", destination)
        .param("crossed", crossed)
        .param("index", index)
        .param("crossing", crossing)
        .param("reasons", reasons)
        .param("now", Times.text(now))
        .update();
  }

  /**
   * Ends a batch: what was not asked again meanwhile leaves the queue.
   *
   * @param crossed the objects that some peer will have
   */
  void finish(UUID batch, Long[] crossed, Instant now) {
    jdbc.sql("delete from intelligence.sharing where batch = :batch")
        .param("batch", batch)
        .update();
    jdbc.sql(
            """
            update intelligence.object set shared_at = :now::timestamptz
            where number = any(:crossed)
            """)
        .param("crossed", crossed)
        .param("now", Times.text(now))
        .update();
  }

  /** How many objects wait. */
  long waiting() {
    return jdbc.sql("select count(*) from intelligence.sharing").query(Long.class).single();
  }

  /** Whether an object waits. */
  boolean waits(long object) {
    return jdbc.sql("select exists (select from intelligence.sharing where object = :object)")
        .param("object", object)
        .query(Boolean.class)
        .single();
  }

  /** What the border answered about an object. */
  List<BorderAnswer> answers(long object) {
    return jdbc.sql(
            """
            select destination, crossed, ledger_index, crossing, reasons, at
            from intelligence.shared where object = :object order by destination
            """)
        .param("object", object)
        .query((row, i) ->
            new BorderAnswer(
                row.getString("destination"),
                row.getBoolean("crossed"),
                row.getLong("ledger_index"),
                row.getObject("crossing", UUID.class),
                row.getString("reasons"),
                row.getObject("at", OffsetDateTime.class).toInstant()))
        .list();
  }
}

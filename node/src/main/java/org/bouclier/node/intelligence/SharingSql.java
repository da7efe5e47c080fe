package org.bouclier.node.intelligence;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What waits to be proposed to the border, and what the border answered. */
final class SharingSql {

  private final JdbcClient jdbc;

  SharingSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An object on its way out. */
  record Outgoing(long number, String id, Instant modified, String body, Tlp tlp) {}

  /**
   * Objects that go to the border together.
   *
   * @param to whom they are for; null for every peer
   */
  record Batch(UUID id, @Nullable StateCode to) {}

  /**
   * Puts objects in the queue, for every peer. Those of peers stay out: their own state has told
   * everybody.
   */
  int ask(Long[] objects, Instant now) {
    return jdbc.sql(
            """
            insert into intelligence.sharing as q (object, asked_at)
            select o.number, :now::timestamptz
            from intelligence.object o
            join intelligence.source s on s.id = o.source
            where o.number = any(:objects) and s.kind <> 'PEER'
            on conflict (object, destination) do update
              set asked_at = excluded.asked_at, batch = null
            """)
        .param("objects", objects)
        .param("now", Times.text(now))
        .update();
  }

  /**
   * Puts in the queue, for one peer, what the others were told and it was not: all that is in force
   * if it has had no answer, else the versions that came after the one it knows.
   *
   * @param since answers before then do not count: they went to keys that the peer has no more
   */
  int owe(StateCode to, Instant since, Instant now) {
    return jdbc.sql(
            """
            insert into intelligence.sharing (object, destination, asked_at)
            select o.number, :to, :now::timestamptz
            from intelligence.object o
            join intelligence.source s on s.id = o.source
            left join intelligence.shared mine on mine.object = o.number
              and mine.destination = :to and mine.at >= :since::timestamptz
            where s.kind <> 'PEER'
              and exists (select from intelligence.shared told where told.object = o.number
                and (mine.object is null or told.modified_at > mine.modified_at))
              and (mine.object is not null or o.status = 'CONFIRMED')
            on conflict (object, destination) do nothing
            """)
        .param("to", to.value())
        .param("since", Times.text(since))
        .param("now", Times.text(now))
        .update();
  }

  /** Puts objects in the queue again, for one peer that has left meanwhile. */
  void keep(List<Outgoing> objects, String to, Instant now) {
    jdbc.sql(
            """
            insert into intelligence.sharing (object, destination, asked_at)
            select o, :to, :now::timestamptz from unnest(:objects::bigint[]) as o
            on conflict (object, destination) do nothing
            """)
        .param("objects", numbers(objects))
        .param("to", to)
        .param("now", Times.text(now))
        .update();
  }

  /** Empties the queue of what is for states that are no peers any more. */
  void forgetOthers(Collection<StateCode> peers) {
    jdbc.sql("delete from intelligence.sharing where destination <> all(:peers)")
        .param("peers", codes(peers))
        .update();
  }

  /** A batch that was handed over before the node stopped, if any. */
  Optional<Batch> unanswered() {
    return jdbc.sql(
            "select batch, destination from intelligence.sharing where batch is not null limit 1")
        .query((row, i) ->
            new Batch(
                row.getObject("batch", UUID.class), destination(row.getString("destination"))))
        .optional();
  }

  /** Undoes a batch: what was in it waits as before. */
  void release(Batch batch) {
    jdbc.sql("update intelligence.sharing set batch = null where batch = :batch")
        .param("batch", batch.id())
        .update();
  }

  /**
   * Forms a batch of the oldest objects that wait for the same peers. What is for every peer goes
   * before what one of them has missed: a fresh danger does not wait behind a long history.
   *
   * @param present the peers with whom we exchange now
   */
  Optional<Batch> form(UUID batch, Collection<StateCode> present, int most) {
    return jdbc.sql(
            """
            with first as (
              select destination from intelligence.sharing
              where batch is null and (destination is null or destination = any(:present))
              order by destination is not null, asked_at limit 1),
            chosen as (
              select q.object, q.destination from intelligence.sharing q
              join first on q.destination is not distinct from first.destination
              where q.batch is null
              order by q.asked_at, q.object limit :most),
            formed as (
              update intelligence.sharing q set batch = :batch
              from chosen where q.object = chosen.object
                and q.destination is not distinct from chosen.destination
              returning q.destination)
            select destination from formed limit 1
            """)
        .param("batch", batch)
        .param("present", codes(present))
        .param("most", most)
        .query((row, i) -> new Batch(batch, destination(row.getString("destination"))))
        .optional();
  }

  private static String[] codes(Collection<StateCode> states) {
    return states.stream().map(StateCode::value).toArray(String[]::new);
  }

  private static @Nullable StateCode destination(@Nullable String code) {
    return code == null ? null : new StateCode(code);
  }

  /** The objects of a batch. */
  List<Outgoing> objects(Batch batch) {
    return jdbc.sql(
            """
            select o.number, o.id, o.modified_at, o.body, o.tlp
            from intelligence.sharing q join intelligence.object o on o.number = q.object
            where q.batch = :batch
            order by o.number
            """)
        .param("batch", batch.id())
        .query((row, i) ->
            new Outgoing(
                row.getLong("number"),
                row.getString("id"),
                row.getObject("modified_at", OffsetDateTime.class).toInstant(),
                row.getString("body"),
                Tlp.valueOf(row.getString("tlp"))))
        .list();
  }

  /** Notes the answer for one destination, and of which version of each object it speaks. */
  void answered(
      List<Outgoing> objects,
      String destination,
      boolean crossed,
      long index,
      UUID crossing,
      String reasons,
      Instant now) {
    jdbc.sql(
            """
            insert into intelligence.shared
              (object, modified_at, destination, crossed, ledger_index, crossing, reasons, at)
            select o.number, o.modified, :destination, :crossed, :index, :crossing, :reasons,
              :now::timestamptz
            from unnest(:objects::bigint[], :versions::timestamptz[]) as o (number, modified)
            on conflict (object, destination) do update set
              modified_at = excluded.modified_at, crossed = excluded.crossed,
              ledger_index = excluded.ledger_index, crossing = excluded.crossing,
              reasons = excluded.reasons, at = excluded.at
            """)
        .param("objects", numbers(objects))
        .param(
            "versions",
            objects.stream().map(out -> Times.text(out.modified())).toArray(String[]::new))
        .param("destination", destination)
        .param("crossed", crossed)
        .param("index", index)
        .param("crossing", crossing)
        .param("reasons", reasons)
        .param("now", Times.text(now))
        .update();
  }

  private static Long[] numbers(Collection<Outgoing> objects) {
    return objects.stream().map(Outgoing::number).toArray(Long[]::new);
  }

  /** Ends a batch: what was not asked again meanwhile leaves the queue. */
  void leave(Batch batch) {
    jdbc.sql("delete from intelligence.sharing where batch = :batch")
        .param("batch", batch.id())
        .update();
  }

  /** Notes that some peer will have these objects. */
  void crossed(Collection<Outgoing> objects, Instant now) {
    jdbc.sql(
            """
            update intelligence.object set shared_at = :now::timestamptz
            where number = any(:objects)
            """)
        .param("objects", numbers(objects))
        .param("now", Times.text(now))
        .update();
  }

  /** How many objects wait. */
  long waiting() {
    return jdbc.sql("select count(distinct object) from intelligence.sharing")
        .query(Long.class)
        .single();
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

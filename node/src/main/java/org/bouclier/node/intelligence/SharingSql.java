package org.bouclier.node.intelligence;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bouclier.node.frontier.Crossing;
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
   * Puts objects in the queue, for every peer; those that are in a batch leave it, since it is
   * another version that is to go. Those of peers stay out: their own state has told everybody.
   */
  void ask(Long[] objects, Instant now) {
    if (objects.length == 0) {
      return;
    }
    jdbc.sql(
            """
            update intelligence.sharing set batch = null
            where object = any(:objects) and batch is not null and destination is not null
            """)
        .param("objects", objects)
        .update();
    jdbc.sql(
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

  /** As {@link #ask}, of those that some peer has: what it has must not grow old. */
  void askAgain(String[] ids, Instant now) {
    var numbers =
        jdbc.sql(
                """
                select number from intelligence.object
                where id = any(:ids) and type = 'indicator' and shared_at is not null
                """)
            .param("ids", ids)
            .query(Column.NUMBER)
            .list();
    ask(numbers.toArray(Long[]::new), now);
  }

  /**
   * Puts in the queue, for one peer, what the others were told and it was not: all that is in force
   * if it has had no answer, else the versions that came after the one it knows. A state declared
   * anew is told all in force again, and what was revoked of what it had before.
   *
   * @param peer the number of its declaration
   */
  int owe(StateCode to, UUID peer, Instant now) {
    return jdbc.sql(
            """
            insert into intelligence.sharing (object, destination, asked_at)
            select o.number, :to, :now::timestamptz
            from intelligence.object o
            join intelligence.source s on s.id = o.source
            left join intelligence.shared once
              on once.object = o.number and once.destination = :to
            left join intelligence.shared mine
              on mine.object = once.object and mine.destination = once.destination
              and coalesce(mine.peer, :peer) = :peer
            where s.kind <> 'PEER'
              and exists (select from intelligence.shared told where told.object = o.number
                and (mine.object is null or told.modified_at > mine.modified_at))
              and (o.status = 'CONFIRMED' or (once.object is not null and o.status = 'REVOKED'))
            on conflict (object, destination) do nothing
            """)
        .param("to", to.value())
        .param("peer", peer)
        .param("now", Times.text(now))
        .update();
  }

  /** Puts objects in the queue again, for one peer that was away. */
  void keep(Collection<Outgoing> objects, String to, Instant now) {
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
    jdbc.sql(
            """
            delete from intelligence.sharing
            where destination is not null and destination <> all(:peers)
            """)
        .param("peers", peers.stream().map(StateCode::value).toArray(String[]::new))
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

  private static @Nullable StateCode destination(@Nullable String code) {
    return code == null ? null : new StateCode(code);
  }

  /** Forms a batch of the oldest objects that wait for every peer. */
  Optional<Batch> formForAll(UUID batch, int most) {
    int formed =
        jdbc.sql(
                """
                update intelligence.sharing q set batch = :batch
                from (select object from intelligence.sharing
                  where batch is null and destination is null
                  order by asked_at, object limit :most) as chosen
                where q.object = chosen.object and q.destination is null
                """)
            .param("batch", batch)
            .param("most", most)
            .update();
    return formed == 0 ? Optional.empty() : Optional.of(new Batch(batch, null));
  }

  /** Forms a batch of the oldest objects that wait for one peer. */
  Optional<Batch> formFor(StateCode to, UUID batch, int most) {
    int formed =
        jdbc.sql(
                """
                update intelligence.sharing q set batch = :batch
                from (select object from intelligence.sharing
                  where batch is null and destination = :to
                  order by asked_at, object limit :most) as chosen
                where q.object = chosen.object and q.destination = :to
                """)
            .param("batch", batch)
            .param("to", to.value())
            .param("most", most)
            .update();
    return formed == 0 ? Optional.empty() : Optional.of(new Batch(batch, to));
  }

  /** Undoes a batch: what was in it waits as before. */
  void release(Batch batch) {
    jdbc.sql("update intelligence.sharing set batch = null where batch = :batch")
        .param("batch", batch.id())
        .update();
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

  /**
   * Notes the answer for one destination, and of which version of each object it speaks. What waits
   * for that destination alone, and is now said, leaves the queue.
   *
   * @param peer the number of its declaration, as far as it is one
   */
  void answered(
      List<Outgoing> objects, Crossing crossing, @Nullable UUID peer, boolean left, Instant now) {
    jdbc.sql(
            """
            insert into intelligence.shared
              (object, modified_at, destination, peer, crossed, ledger_index, crossing, reasons, at)
            select o.number, o.modified, :destination, :peer, :crossed, :index, :crossing, :reasons,
              :now::timestamptz
            from unnest(:objects::bigint[], :versions::timestamptz[]) as o (number, modified)
            on conflict (object, destination) do update set
              modified_at = excluded.modified_at, peer = excluded.peer, crossed = excluded.crossed,
              ledger_index = excluded.ledger_index, crossing = excluded.crossing,
              reasons = excluded.reasons, at = excluded.at
            """)
        .param("objects", numbers(objects))
        .param(
            "versions",
            objects.stream().map(out -> Times.text(out.modified())).toArray(String[]::new))
        .param("destination", crossing.destination().value())
        .param("peer", peer, java.sql.Types.OTHER)
        .param("crossed", left)
        .param("index", crossing.index())
        .param("crossing", crossing.id())
        .param("reasons", String.join(" ; ", crossing.reasons()))
        .param("now", Times.text(now))
        .update();
    jdbc.sql(
            """
            delete from intelligence.sharing
            where object = any(:objects) and destination = :destination and batch is null
            """)
        .param("objects", numbers(objects))
        .param("destination", crossing.destination().value())
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

  /** How many objects wait for every peer. */
  long waiting() {
    return jdbc.sql("select count(*) from intelligence.sharing where destination is null")
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

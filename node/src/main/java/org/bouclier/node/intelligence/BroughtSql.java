package org.bouclier.node.intelligence;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.bouclier.node.federation.ErasureOrdered;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which message of a peer brought which version of which object. Thread-safe. */
final class BroughtSql {

  private final JdbcClient jdbc;

  BroughtSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Notes what a message brought, as far as it was kept or was known already word for word. */
  void note(UUID received, List<Draft> drafts) {
    jdbc.sql(
            """
            insert into intelligence.brought (object, received, digest, modified_at)
            select o.number, :received, r.digest::uuid, r.modified
            from unnest(:ids::text[], :digests::text[], :modified::timestamptz[])
              as r(id, digest, modified)
            join intelligence.object o on o.id = r.id
            where o.digest = r.digest::uuid or exists (
              select from intelligence.past_version p
              where p.object = o.number and p.modified_at = r.modified)
            on conflict do nothing
            """)
        .param("received", received)
        .param("ids", drafts.stream().map(Draft::id).toArray(String[]::new))
        .param("digests", drafts.stream().map(d -> d.digest().toString()).toArray(String[]::new))
        .param(
            "modified", drafts.stream().map(d -> Times.text(d.modified())).toArray(String[]::new))
        .update();
  }

  /** Sees to it that a message is never read (again), and forgets what was said of its reading. */
  void close(UUID received, ErasureOrdered order, Instant now) {
    jdbc.sql(
            """
            insert into intelligence.acceptance
              (received, peer, ledger_index, kind, at, report, erased_at)
            values (:received, :peer, :index, :kind, :now::timestamptz, '{}', :now::timestamptz)
            on conflict (received) do update set report = '{}', erased_at = excluded.erased_at
            """)
        .param("received", received)
        .param("peer", order.from().value())
        .param("index", order.erased())
        .param("kind", order.kind())
        .param("now", Times.text(now))
        .update();
  }

  /** The objects of which a message brought a version. */
  Long[] brought(UUID received) {
    return jdbc.sql("select distinct object from intelligence.brought where received = :received")
        .param("received", received)
        .query(Column.NUMBER)
        .list()
        .toArray(Long[]::new);
  }

  /** Deletes the past versions that this message brought and no other. */
  void forgetVersions(UUID received) {
    jdbc.sql(
            """
            delete from intelligence.past_version p using intelligence.brought b
            where b.received = :received and p.object = b.object and p.modified_at = b.modified_at
              and not exists (
                select from intelligence.brought other
                where other.object = b.object and other.received <> b.received
                  and other.digest = b.digest)
            """)
        .param("received", received)
        .update();
  }

  /** Forgets that a message brought anything. */
  void forget(UUID received) {
    jdbc.sql("delete from intelligence.brought where received = :received")
        .param("received", received)
        .update();
  }

  /** Those of these objects that are the peer's and whose present text no other message brought. */
  Long[] doomed(Long[] objects, String peer) {
    return jdbc.sql(
            """
            select o.number from intelligence.object o
            join intelligence.source s on s.id = o.source
            where o.number = any(:objects) and s.kind = 'PEER' and s.name = :peer
              and not exists (
                select from intelligence.brought b
                where b.object = o.number and b.digest = o.digest)
            order by o.number
            """)
        .param("objects", objects)
        .param("peer", peer)
        .query(Column.NUMBER)
        .list()
        .toArray(Long[]::new);
  }

  /** Gives those that stay to whoever else brought them, unless the peer itself did. */
  void adopt(Long[] objects, String peer) {
    jdbc.sql(
            """
            update intelligence.object o set source = heir.id
            from intelligence.source was, (
              select distinct on (b.object) b.object, s.id, s.name
              from intelligence.brought b
              join intelligence.acceptance a on a.received = b.received
              join intelligence.source s on s.kind = 'PEER' and s.name = a.peer
              join intelligence.object held on held.number = b.object and held.digest = b.digest
              where b.object = any(:objects)
              order by b.object, s.name <> :peer, a.at, b.received) heir
            where o.number = heir.object and was.id = o.source and was.kind = 'PEER'
              and was.name = :peer
            """)
        .param("objects", objects)
        .param("peer", peer)
        .update();
  }

  /** Stops watching for the values of objects; gives those values. */
  List<Long> unwatch(Long[] objects) {
    return jdbc
        .sql("delete from intelligence.watch where object = any(:objects) returning value")
        .param("objects", objects)
        .query(Column.NUMBER)
        .list()
        .stream()
        .distinct()
        .toList();
  }

  /**
   * Takes the text out of values that no object names any more. Their numbers stay: whoever follows
   * the live set hears by them that they are out of force.
   */
  void blank(Long[] values) {
    jdbc.sql(
            """
            update intelligence.value v
            set kind = 'DOMAIN', value = 'efface-' || v.id || '.invalid', precaution = null
            where v.id = any(:values)
              and not exists (select from intelligence.watch w where w.value = v.id)
            """)
        .param("values", values)
        .update();
  }

  /** Deletes objects with their versions, and the counts that they were. */
  void delete(Long[] objects) {
    jdbc.sql(
            """
            delete from intelligence.sighting c using intelligence.object o
            where o.number = any(:objects) and c.id = o.id and not c.ours
            """)
        .param("objects", objects)
        .update();
    jdbc.sql("delete from intelligence.object where number = any(:objects)")
        .param("objects", objects)
        .update();
  }
}

package org.bouclier.node.intelligence;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes objects. Everything goes by batches, as parallel arrays: one statement stores a thousand
 * objects in about the time of ten.
 */
final class StoreSql {

  private final JdbcClient jdbc;

  StoreSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What is known of an object when another version of it comes in.
   *
   * @param modified of the current version
   * @param revoked whether its author took it back
   * @param decided whether somebody here has spoken on its status
   */
  record Known(
      long number,
      String id,
      int source,
      boolean peer,
      Instant modified,
      UUID digest,
      Tlp tlp,
      @Nullable IndicatorStatus status,
      boolean revoked,
      boolean decided) {}

  /** What is known of these objects, by identifier; those unknown are absent. */
  Map<String, Known> known(String[] ids) {
    var known = new HashMap<String, Known>();
    jdbc.sql(
            """
            select o.number, o.id, o.source, s.kind = 'PEER' as peer, o.modified_at, o.digest,
                   o.tlp, o.status, o.decided_by is not null as decided,
                   coalesce((o.body ->> 'revoked')::boolean, false) as revoked
            from intelligence.object o
            join intelligence.source s on s.id = o.source
            where o.id = any(:ids)
            """)
        .param("ids", ids)
        .query((row, i) -> {
          String status = row.getString("status");
          return new Known(
              row.getLong("number"),
              row.getString("id"),
              row.getInt("source"),
              row.getBoolean("peer"),
              row.getObject("modified_at", OffsetDateTime.class).toInstant(),
              row.getObject("digest", UUID.class),
              Tlp.valueOf(row.getString("tlp")),
              status == null ? null : IndicatorStatus.valueOf(status),
              row.getBoolean("revoked"),
              row.getBoolean("decided"));
        })
        .list()
        .forEach(found -> known.put(found.id(), found));
    return known;
  }

  /** Which of these objects had exactly these versions before. */
  List<Long> past(Long[] numbers, String[] versions) {
    return jdbc.sql(
            """
            select p.object
            from unnest(:numbers::bigint[], :versions::timestamptz[]) as asked(number, version)
            join intelligence.past_version p
              on p.object = asked.number and p.modified_at = asked.version
            """)
        .param("numbers", numbers)
        .param("versions", versions)
        .query(Column.NUMBER)
        .list();
  }

  /** Stores new objects; one that is known is left as it is. */
  void insert(ObjectRows rows, int source, Instant now) {
    jdbc.sql(
            """
            insert into intelligence.object
              (id, type, kind, name, source, tlp, pap, status, severity, confidence, created_at,
               modified_at, valid_from, valid_until, turns_at, received_at, changed_at, body,
               digest, search)
            select id, type, kind, name, :source, tlp, pap, status, severity, confidence, created,
                   modified, valid_from, valid_until, turns, :now::timestamptz, :now::timestamptz,
                   body::jsonb, digest::uuid,
                   to_tsvector('french', prose) || to_tsvector('simple', terms)
            from unnest(
              :ids::text[], :types::text[], :kinds::text[], :names::text[], :tlps::text[],
              :paps::text[], :statuses::text[], :severities::int[], :confidences::int[],
              :created::timestamptz[], :modified::timestamptz[], :validFrom::timestamptz[],
              :validUntil::timestamptz[], :turns::timestamptz[], :bodies::text[],
              :digests::text[], :proses::text[], :terms::text[])
              as r(id, type, kind, name, tlp, pap, status, severity, confidence, created, modified,
                   valid_from, valid_until, turns, body, digest, prose, terms)
            on conflict (id) do nothing
            """)
        .params(rows.parameters())
        .param("source", source)
        .param("now", Times.text(now))
        .update();
  }

  /** Puts the current version of objects among the past ones. */
  void keepVersions(String[] ids) {
    jdbc.sql(
            """
            insert into intelligence.past_version (object, modified_at, received_at, body)
            select number, modified_at, changed_at, body
            from intelligence.object
            where id = any(:ids) and modified_at > '1970-01-01T00:00:00Z'
            on conflict do nothing
            """)
        .param("ids", ids)
        .update();
  }

  /** Replaces what is known of objects. Their first author, number and first times stay. */
  void update(ObjectRows rows, Instant now) {
    jdbc.sql(
            """
            update intelligence.object o
            set kind = r.kind, name = r.name, tlp = r.tlp, pap = r.pap, status = r.status,
                severity = r.severity, confidence = r.confidence, modified_at = r.modified,
                valid_from = r.valid_from, valid_until = r.valid_until, turns_at = r.turns,
                changed_at = :now::timestamptz,
                body = case when r.undated
                  then jsonb_set(r.body::jsonb, '{created}', o.body -> 'created')
                  else r.body::jsonb end,
                digest = r.digest::uuid,
                search = to_tsvector('french', r.prose) || to_tsvector('simple', r.terms)
            from unnest(
              :ids::text[], :types::text[], :kinds::text[], :names::text[], :tlps::text[],
              :paps::text[], :statuses::text[], :severities::int[], :confidences::int[],
              :created::timestamptz[], :modified::timestamptz[], :validFrom::timestamptz[],
              :validUntil::timestamptz[], :turns::timestamptz[], :bodies::text[],
              :digests::text[], :proses::text[], :terms::text[], :undated::boolean[])
              as r(id, type, kind, name, tlp, pap, status, severity, confidence, created, modified,
                   valid_from, valid_until, turns, body, digest, prose, terms, undated)
            where o.id = r.id
            """)
        .params(rows.parameters())
        .param("undated", rows.undated())
        .param("now", Times.text(now))
        .update();
  }

  /** Gives an object to another source. */
  void adopt(String id, int source) {
    jdbc.sql("update intelligence.object set source = :source where id = :id")
        .param("id", id)
        .param("source", source)
        .update();
  }

  /** Puts another text in the place of an object's, under a later version. */
  void correct(String id, String body, UUID digest, Instant modified, Instant now) {
    jdbc.sql(
            """
            update intelligence.object
            set body = :body::jsonb, digest = :digest, modified_at = :modified::timestamptz,
                changed_at = :now::timestamptz, turns_at = null
            where id = :id
            """)
        .param("id", id)
        .param("body", body)
        .param("digest", digest)
        .param("modified", Times.text(modified))
        .param("now", Times.text(now))
        .update();
  }

  /** Stops watching for the values of objects, and forgets what they said of others. */
  List<Long> unwatch(String[] ids) {
    jdbc.sql(
            """
            delete from intelligence.relation r using intelligence.object o
            where r.object = o.number and o.id = any(:ids)
            """)
        .param("ids", ids)
        .update();
    return jdbc.sql(
            """
            delete from intelligence.watch w using intelligence.object o
            where w.object = o.number and o.id = any(:ids)
            returning w.value
            """)
        .param("ids", ids)
        .query(Column.NUMBER)
        .list();
  }

  /** Those of these values that are known, as "kind value". */
  Set<String> knownValues(String[] kinds, String[] values) {
    return Set.copyOf(
        jdbc.sql(
                """
                select distinct v.kind || ' ' || v.value
                from unnest(:kinds::text[], :values::text[]) as r(kind, value)
                join intelligence.value v on v.kind = r.kind and v.value = r.value
                """)
            .param("kinds", kinds)
            .param("values", values)
            .query(Column.TEXT)
            .list());
  }

  /** Adds values that are unknown, each once, with what the precaution lists say of them. */
  void addValues(String[] kinds, String[] values, @Nullable Integer[] lists, long edition) {
    jdbc.sql(
            """
            insert into intelligence.value (kind, value, precaution, edition)
            select r.kind, r.value, r.list, :edition
            from unnest(:kinds::text[], :values::text[], :lists::int[]) as r(kind, value, list)
            on conflict do nothing
            """)
        .param("kinds", kinds)
        .param("values", values)
        .param("lists", lists)
        .param("edition", edition)
        .update();
  }

  /**
   * Watches for values that are known.
   *
   * @return the numbers of the values, each once
   */
  List<Long> watch(String[] ids, String[] kinds, String[] values) {
    return jdbc.sql(
            """
            with added as (
              insert into intelligence.watch (object, value)
              select o.number, v.id
              from unnest(:ids::text[], :kinds::text[], :values::text[]) as r(id, kind, value)
              join intelligence.object o on o.id = r.id
              join intelligence.value v on v.kind = r.kind and v.value = r.value
              on conflict do nothing
              returning value)
            select distinct value from added
            """)
        .param("ids", ids)
        .param("kinds", kinds)
        .param("values", values)
        .query(Column.NUMBER)
        .list();
  }

  /** Notes what objects say of one another. */
  void link(String[] ids, String[] sources, String[] kinds, String[] targets) {
    jdbc.sql(
            """
            insert into intelligence.relation (object, source_id, kind, target_id)
            select o.number, r.source, r.kind, r.target
            from unnest(:ids::text[], :sources::text[], :kinds::text[], :targets::text[])
              as r(id, source, kind, target)
            join intelligence.object o on o.id = r.id
            on conflict do nothing
            """)
        .param("ids", ids)
        .param("sources", sources)
        .param("kinds", kinds)
        .param("targets", targets)
        .update();
  }

  /** The names of all sources of a kind. */
  List<String> sources(SourceKind kind) {
    return jdbc.sql("select name from intelligence.source where kind = :kind order by name")
        .param("kind", kind.name())
        .query(Column.TEXT)
        .list();
  }

  /** A source, made if it is new. */
  Source source(SourceKind kind, String name, Tlp tlp, int trust, Acceptance rule, Instant now) {
    jdbc.sql(
            """
            insert into intelligence.source (kind, name, default_tlp, trust, acceptance, created_at)
            values (:kind, :name, :tlp, :trust, :acceptance, :now::timestamptz)
            on conflict (kind, name) do nothing
            """)
        .param("kind", kind.name())
        .param("name", name)
        .param("tlp", tlp.name())
        .param("trust", trust)
        .param("acceptance", rule.name())
        .param("now", Times.text(now))
        .update();
    return jdbc.sql(
            """
            select id, kind, name, default_tlp, trust, acceptance
            from intelligence.source where kind = :kind and name = :name
            """)
        .param("kind", kind.name())
        .param("name", name)
        .query((row, i) ->
            new Source(
                row.getInt("id"),
                SourceKind.valueOf(row.getString("kind")),
                row.getString("name"),
                Tlp.valueOf(row.getString("default_tlp")),
                row.getInt("trust"),
                Acceptance.valueOf(row.getString("acceptance"))))
        .single();
  }
}

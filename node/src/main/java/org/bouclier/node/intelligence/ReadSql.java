package org.bouclier.node.intelligence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Pap;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What people read: the list of objects, and one object with all that is known around it. */
final class ReadSql {

  private static final int COUNTED = 10_000;

  private final JdbcClient jdbc;

  ReadSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A version of an object. */
  record VersionRow(Instant modifiedAt, Instant receivedAt, String body) {}

  /**
   * A page of the list. Relations stand in it only if asked for: they are on their objects' pages.
   */
  List<ObjectLine> list(ObjectFilter filter, int most) {
    var after = filter.after();
    var status = filter.status();
    var tlp = filter.tlp();
    return jdbc.sql(
            """
            select o.number, o.id, o.kind, o.name, o.tlp, o.status, o.severity, s.name as source,
              s.kind as source_kind, o.changed_at, f.kind as value_kind, f.value,
              (select count(*) from intelligence.watch w where w.object = o.number) as "values",
              (select coalesce(sum(g.count), 0) from intelligence.sighting g where g.of_id = o.id)
                as sightings
            from intelligence.object o
            join intelligence.source s on s.id = o.source
            left join lateral (
              select v.kind, v.value from intelligence.watch w
              join intelligence.value v on v.id = w.value
              where w.object = o.number order by v.id limit 1) f on true
            where (:after::timestamptz is null
                or (o.changed_at, o.number) < (:after::timestamptz, :number))
              and ((:kind = '' and o.kind <> 'relationship') or o.kind = :kind)
              and (:status::text is null or o.status = :status)
              and (:tlp::text is null or o.tlp = :tlp)
              and (:source::int is null or o.source = :source)
              and (:asked = '' or o.search
                @@ (to_tsquery('simple', :prefixes) || plainto_tsquery('french', :asked)))
            order by o.changed_at desc, o.number desc
            limit :most
            """)
        .param("after", after == null ? null : Times.text(after.changedAt()))
        .param("number", after == null ? 0L : after.number())
        .param("kind", filter.kind())
        .param("status", status == null ? null : status.name())
        .param("tlp", tlp == null ? null : tlp.name())
        .param("source", filter.source())
        .param("asked", SearchWords.prose(filter.words()))
        .param("prefixes", SearchWords.prefixes(filter.words()))
        .param("most", most)
        .query((row, i) -> {
          String valueKind = row.getString("value_kind");
          return new ObjectLine(
              row.getLong("number"),
              row.getString("id"),
              row.getString("kind"),
              row.getString("name"),
              Tlp.valueOf(row.getString("tlp")),
              status(row.getString("status")),
              Severity.ofRank(row.getInt("severity")),
              row.getString("source"),
              SourceKind.valueOf(row.getString("source_kind")),
              row.getObject("changed_at", OffsetDateTime.class).toInstant(),
              valueKind == null ? null : LiveSql.indicator(valueKind, row.getString("value")),
              row.getLong("values"),
              row.getLong("sightings"));
        })
        .list();
  }

  /** How many objects a list has; counting stops past ten thousand. */
  long count(ObjectFilter filter) {
    var status = filter.status();
    var tlp = filter.tlp();
    return jdbc.sql(
            """
            select count(*) from (
              select 1 from intelligence.object o
              where ((:kind = '' and o.kind <> 'relationship') or o.kind = :kind)
                and (:status::text is null or o.status = :status)
                and (:tlp::text is null or o.tlp = :tlp)
                and (:source::int is null or o.source = :source)
                and (:asked = '' or o.search
                  @@ (to_tsquery('simple', :prefixes) || plainto_tsquery('french', :asked)))
              limit :most) as found
            """)
        .param("kind", filter.kind())
        .param("status", status == null ? null : status.name())
        .param("tlp", tlp == null ? null : tlp.name())
        .param("source", filter.source())
        .param("asked", SearchWords.prose(filter.words()))
        .param("prefixes", SearchWords.prefixes(filter.words()))
        .param("most", COUNTED + 1)
        .query(Long.class)
        .single();
  }

  /** The kinds that there are, by name. */
  List<String> kinds() {
    // A loose index scan: a million objects have a dozen kinds.
    return jdbc.sql(
            """
            with recursive kinds as (
              (select kind from intelligence.object order by kind limit 1)
              union all
              select (select o.kind from intelligence.object o where o.kind > k.kind
                      order by o.kind limit 1)
              from kinds k where k.kind is not null)
            select kind from kinds where kind is not null
            """)
        .query(Column.TEXT)
        .list();
  }

  /** One object. */
  Optional<KnownObject> find(String id) {
    return jdbc.sql(
            """
            select o.number, o.id, o.type, o.kind, o.name, o.tlp, o.pap, o.status, o.severity,
              o.confidence, o.created_at, o.modified_at, o.valid_from, o.valid_until,
              o.received_at, o.changed_at, coalesce(o.decided_by, '') as decided_by, o.shared_at,
              o.body, s.id as source_id, s.kind as source_kind, s.name as source_name,
              s.default_tlp, s.trust, s.acceptance
            from intelligence.object o join intelligence.source s on s.id = o.source
            where o.id = :id
            """)
        .param("id", id)
        .query(ReadSql::whole)
        .optional();
  }

  private static KnownObject whole(ResultSet row, int number) throws SQLException {
    int confidence = row.getInt("confidence");
    boolean unsaid = row.wasNull();
    String pap = row.getString("pap");
    return new KnownObject(
        row.getLong("number"),
        row.getString("id"),
        row.getString("type"),
        row.getString("kind"),
        row.getString("name"),
        Tlp.valueOf(row.getString("tlp")),
        pap == null ? null : Pap.valueOf(pap),
        status(row.getString("status")),
        Severity.ofRank(row.getInt("severity")),
        unsaid ? null : (Integer) confidence,
        new Source(
            row.getInt("source_id"),
            SourceKind.valueOf(row.getString("source_kind")),
            row.getString("source_name"),
            Tlp.valueOf(row.getString("default_tlp")),
            row.getInt("trust"),
            Acceptance.valueOf(row.getString("acceptance"))),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("modified_at", OffsetDateTime.class).toInstant(),
        Times.read(row.getObject("valid_from", OffsetDateTime.class)),
        Times.read(row.getObject("valid_until", OffsetDateTime.class)),
        row.getObject("received_at", OffsetDateTime.class).toInstant(),
        row.getObject("changed_at", OffsetDateTime.class).toInstant(),
        row.getString("decided_by"),
        Times.read(row.getObject("shared_at", OffsetDateTime.class)),
        row.getString("body"));
  }

  /** What an object watches for, at most two hundred. */
  List<WatchedValue> watched(long object) {
    return jdbc.sql(
            """
            select v.id, v.kind, v.value, v.live, v.blocked, coalesce(l.name, '') as precaution
            from intelligence.watch w
            join intelligence.value v on v.id = w.value
            left join intelligence.precaution_list l on l.id = v.precaution
            where w.object = :object order by v.kind, v.value limit 200
            """)
        .param("object", object)
        .query((row, i) ->
            new WatchedValue(
                row.getLong("id"),
                LiveSql.indicator(row.getString("kind"), row.getString("value")),
                row.getBoolean("live"),
                row.getBoolean("blocked"),
                row.getString("precaution")))
        .list();
  }

  /** The former versions of an object, the latest first. */
  List<VersionRow> versions(long object) {
    return jdbc.sql(
            """
            select modified_at, received_at, body from intelligence.past_version
            where object = :object order by modified_at desc limit 100
            """)
        .param("object", object)
        .query((row, i) ->
            new VersionRow(
                row.getObject("modified_at", OffsetDateTime.class).toInstant(),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                row.getString("body")))
        .list();
  }

  /** What is said of an object, from either side; at most two hundred. */
  List<RelationLine> relations(String id) {
    return jdbc.sql(
            """
            select distinct r.kind, r.source_id, coalesce(a.name, '') as source_name,
              coalesce(a.kind, '') as source_type, r.target_id,
              coalesce(b.name, '') as target_name, coalesce(b.kind, '') as target_type
            from (
              select * from intelligence.relation where source_id = :id
              union all
              select * from intelligence.relation where target_id = :id) r
            left join intelligence.object a on a.id = r.source_id
            left join intelligence.object b on b.id = r.target_id
            where r.kind <> 'sighting_of_ref'
            order by r.kind, r.source_id, r.target_id limit 200
            """)
        .param("id", id)
        .query((row, i) ->
            new RelationLine(
                row.getString("kind"),
                row.getString("source_id"),
                row.getString("source_name"),
                row.getString("source_type"),
                row.getString("target_id"),
                row.getString("target_name"),
                row.getString("target_type")))
        .list();
  }

  /** The sources, peers first, then by name. */
  List<SourceLine> sources() {
    return jdbc.sql(
            """
            select s.id, s.kind, s.name, s.default_tlp, s.trust, s.acceptance,
              (select count(*) from intelligence.object o where o.source = s.id) as objects,
              (select max(o.changed_at) from intelligence.object o where o.source = s.id) as last_at
            from intelligence.source s
            order by s.kind <> 'PEER', s.kind <> 'HOUSE', s.name
            """)
        .query((row, i) ->
            new SourceLine(
                new Source(
                    row.getInt("id"),
                    SourceKind.valueOf(row.getString("kind")),
                    row.getString("name"),
                    Tlp.valueOf(row.getString("default_tlp")),
                    row.getInt("trust"),
                    Acceptance.valueOf(row.getString("acceptance"))),
                row.getLong("objects"),
                Times.read(row.getObject("last_at", OffsetDateTime.class))))
        .list();
  }

  /** The names of the sources, for a filter. */
  List<SourceName> sourceNames() {
    return jdbc.sql("select id, name from intelligence.source order by name")
        .query((row, i) -> new SourceName(row.getInt("id"), row.getString("name")))
        .list();
  }

  /** Changes the rule of a source; false if there is none of that number. */
  boolean setRule(int source, Acceptance acceptance, int trust) {
    return jdbc.sql(
                """
                update intelligence.source set acceptance = :acceptance, trust = :trust
                where id = :source
                """)
            .param("source", source)
            .param("acceptance", acceptance.name())
            .param("trust", trust)
            .update()
        == 1;
  }

  private static @Nullable IndicatorStatus status(@Nullable String name) {
    return name == null ? null : IndicatorStatus.valueOf(name);
  }
}

package org.bouclier.node.intelligence;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.bouclier.detect.Indicator;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Pap;
import org.bouclier.stix.StixId;
import org.bouclier.stix.Tlp;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Indicators, and what people decide of them. */
final class IndicatorSql {

  private final JdbcClient jdbc;

  IndicatorSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An indicator that is about to be decided on. */
  record Decided(
      long number, StixId id, IndicatorStatus status, boolean peer, boolean revokedByAuthor) {}

  /** One indicator. */
  Optional<IndicatorView> find(String id) {
    return jdbc.sql(
            """
            select o.number, o.id, o.name, o.status, o.severity, o.tlp, o.pap, o.confidence,
              s.name as source, s.kind = 'PEER' as peer, o.received_at, o.valid_until,
              o.shared_at is not null as shared
            from intelligence.object o join intelligence.source s on s.id = o.source
            where o.id = :id and o.type = 'indicator'
            """)
        .param("id", id)
        .query((row, i) -> {
          int confidence = row.getInt("confidence");
          boolean unsure = row.wasNull();
          String pap = row.getString("pap");
          return new IndicatorView(
              StixId.parse(row.getString("id")),
              row.getString("name"),
              values(row.getLong("number")),
              IndicatorStatus.valueOf(row.getString("status")),
              Severity.ofRank(row.getInt("severity")),
              Tlp.valueOf(row.getString("tlp")),
              pap == null ? null : Pap.valueOf(pap),
              unsure ? null : (Integer) confidence,
              row.getString("source"),
              row.getBoolean("peer"),
              row.getObject("received_at", OffsetDateTime.class).toInstant(),
              Times.read(row.getObject("valid_until", OffsetDateTime.class)),
              row.getBoolean("shared"));
        })
        .optional();
  }

  /** What an object watches for, at most a thousand. */
  List<Indicator> values(long object) {
    return jdbc.sql(
            """
            select v.kind, v.value
            from intelligence.watch w join intelligence.value v on v.id = w.value
            where w.object = :object order by v.kind, v.value limit 1000
            """)
        .param("object", object)
        .query((row, i) -> LiveSql.indicator(row.getString("kind"), row.getString("value")))
        .list();
  }

  /** The indicators among these objects, as they stand. */
  List<Decided> deciding(String[] ids) {
    return jdbc.sql(
            """
            select o.number, o.id, o.status, s.kind = 'PEER' as peer,
              coalesce((o.body ->> 'revoked')::boolean, false) as revoked
            from intelligence.object o join intelligence.source s on s.id = o.source
            where o.id = any(:ids) and o.type = 'indicator'
            order by o.number
            """)
        .param("ids", ids)
        .query((row, i) ->
            new Decided(
                row.getLong("number"),
                StixId.parse(row.getString("id")),
                IndicatorStatus.valueOf(row.getString("status")),
                row.getBoolean("peer"),
                row.getBoolean("revoked")))
        .list();
  }

  /** Notes a decision. */
  void decide(Long[] numbers, IndicatorStatus status, String who, Instant now) {
    jdbc.sql(
            """
            update intelligence.object
            set status = :status, decided_by = :who, changed_at = :now::timestamptz
            where number = any(:numbers) and status <> :status
            """)
        .param("numbers", numbers)
        .param("status", status.name())
        .param("who", who)
        .param("now", Times.text(now))
        .update();
  }

  /** Those of these objects that the border has let through to some peer, or may be about to. */
  Long[] toldOf(Long[] numbers) {
    return jdbc.sql(
            """
            select number from intelligence.object
            where number = any(:numbers) and (shared_at is not null
              or exists (select from intelligence.sharing q where q.object = number))
            """)
        .param("numbers", numbers)
        .query(Column.NUMBER)
        .list()
        .toArray(Long[]::new);
  }

  /** The values that these objects watch for. */
  List<Long> watched(Long[] objects) {
    return jdbc.sql("select distinct value from intelligence.watch where object = any(:objects)")
        .param("objects", objects)
        .query(Column.NUMBER)
        .list();
  }

  /** Whether an object of ours was taken back. */
  boolean isRevoked(String id) {
    return jdbc.sql(
            """
            select exists (
              select from intelligence.object o join intelligence.source s on s.id = o.source
              where o.id = :id and s.kind <> 'PEER' and (o.body ->> 'revoked')::boolean)
            """)
        .param("id", id)
        .query(Boolean.class)
        .single();
  }

  /** The whole text of an object. */
  Optional<String> body(String id) {
    return jdbc.sql("select body from intelligence.object where id = :id")
        .param("id", id)
        .query(String.class)
        .optional();
  }

  /** Objects whose time has come: begun, or ended. They are marked as such. */
  List<Long> turn(Instant now, int most) {
    return jdbc.sql(
            """
            with due as (
              select number from intelligence.object
              where turns_at <= :now::timestamptz order by turns_at limit :most)
            update intelligence.object o
            set status = case when o.valid_until <= :now::timestamptz
                  and o.status in ('PROPOSED', 'CONFIRMED') then 'EXPIRED' else o.status end,
                turns_at = case when o.valid_until > :now::timestamptz then o.valid_until end,
                changed_at = case when o.valid_until <= :now::timestamptz
                  then :now::timestamptz else o.changed_at end
            from due where due.number = o.number
            returning o.number
            """)
        .param("now", Times.text(now))
        .param("most", most)
        .query(Column.NUMBER)
        .list();
  }

  /** When the next object turns, if one does. */
  Optional<Instant> nextTurn() {
    return jdbc.sql(
            """
            select turns_at from intelligence.object
            where turns_at is not null order by turns_at limit 1
            """)
        .query((row, i) -> row.getObject("turns_at", OffsetDateTime.class).toInstant())
        .optional();
  }

  /** How many indicators stand in a status. */
  long count(IndicatorStatus status) {
    return jdbc.sql("select count(*) from intelligence.object where status = :status")
        .param("status", status.name())
        .query(Long.class)
        .single();
  }
}

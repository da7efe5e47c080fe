package org.bouclier.node.intelligence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorKind;
import org.bouclier.node.web.Severity;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Values: which are in force, which are blocked, and since which revision. */
final class LiveSql {

  private static final int FETCH = 5_000;

  private final JdbcClient jdbc;

  LiveSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Editions of the live set and of the precaution lists.
   *
   * @param live revision that the changes of this transaction will bear
   */
  record Edition(long live, long precaution) {}

  /** A value whose precaution was asked of older lists. */
  record Unasked(long id, Indicator indicator) {}

  /** A value as the live set tells it. */
  record Row(
      long id,
      Indicator indicator,
      boolean live,
      Severity severity,
      @Nullable String lead,
      boolean blocked,
      long revision) {}

  /**
   * Opens a change: takes the lock that puts changes in one order, until the transaction ends.
   * Every transaction that writes objects, values or lists calls this first.
   */
  Edition open() {
    return jdbc.sql(
            """
            update intelligence.edition set live = live + 1
            returning live, precaution
            """)
        .query((row, i) -> new Edition(row.getLong("live"), row.getLong("precaution")))
        .single();
  }

  /** The current revision. Changes that are under way are not in it. */
  long revision() {
    return jdbc.sql("select live from intelligence.edition").query(Long.class).single();
  }

  /** The current edition of the precaution lists. */
  long precautionEdition() {
    return jdbc.sql("select precaution from intelligence.edition").query(Long.class).single();
  }

  /** Those of these values whose precaution must be asked anew. */
  List<Unasked> unasked(Long[] values, long edition) {
    return jdbc.sql(
            """
            select id, kind, value from intelligence.value
            where id = any(:values) and edition <> :edition
            """)
        .param("values", values)
        .param("edition", edition)
        .query((row, i) ->
            new Unasked(
                row.getLong("id"), indicator(row.getString("kind"), row.getString("value"))))
        .list();
  }

  /** Values whose precaution must be asked anew, after a number, in order. */
  List<Unasked> unaskedAfter(long after, long edition, int most) {
    return jdbc.sql(
            """
            select id, kind, value from intelligence.value
            where id > :after and edition <> :edition
            order by id limit :most
            """)
        .param("after", after)
        .param("edition", edition)
        .param("most", most)
        .query((row, i) ->
            new Unasked(
                row.getLong("id"), indicator(row.getString("kind"), row.getString("value"))))
        .list();
  }

  /** Notes the lists' answer for values; null for none. */
  void answered(Long[] values, @Nullable Integer[] lists, long edition) {
    jdbc.sql(
            """
            update intelligence.value v
            set precaution = r.list, edition = :edition
            from unnest(:values::bigint[], :lists::int[]) as r(id, list)
            where v.id = r.id
            """)
        .param("values", values)
        .param("lists", lists)
        .param("edition", edition)
        .update();
  }

  /*
   * In force: confirmed and begun. Blocked: in force, held back by no precaution list, and some
   * object in force that says so may be acted upon and is not for named eyes only. What one source
   * keeps red, another may have published: the published one counts.
   */
  /** Works out what these values have become. */
  int settle(Long[] values, long revision, boolean blockProposed, Instant now) {
    return jdbc.sql(
            """
            with state as (
              select v.id,
                coalesce(bool_or(f.force), false) as live,
                coalesce(max(o.severity) filter (where f.force), 0) as severity,
                (array_agg(o.number order by o.number) filter (where f.force))[1] as lead,
                coalesce(bool_or(
                  (f.force or (f.begun and :blockProposed and o.status = 'PROPOSED'))
                  and o.tlp <> 'RED' and (o.pap is null or o.pap in ('CLEAR', 'GREEN'))), false)
                and v.precaution is null as blocked
              from intelligence.value v
              left join intelligence.watch w on w.value = v.id
              left join intelligence.object o on o.number = w.object
              left join lateral (
                select o.valid_from is null or o.valid_from <= :now::timestamptz as begun,
                  o.status = 'CONFIRMED'
                  and (o.valid_from is null or o.valid_from <= :now::timestamptz) as force) f
                on o.number is not null
              where v.id = any(:values)
              group by v.id)
            update intelligence.value v
            set live = s.live, severity = s.severity, lead = s.lead, blocked = s.blocked,
                revision = :revision
            from state s
            where s.id = v.id
              and (v.live, v.severity, v.lead, v.blocked)
                is distinct from (s.live, s.severity::smallint, s.lead, s.blocked)
            """)
        .param("values", values)
        .param("revision", revision)
        .param("blockProposed", blockProposed)
        .param("now", Times.text(now))
        .update();
  }

  /** Every value in force, in order of kind and value, one by one: there may be a million. */
  void eachLive(Consumer<Row> each) {
    jdbc.sql(
            """
            select v.id, v.kind, v.value, v.live, v.severity, o.id as lead, v.blocked, v.revision
            from intelligence.value v
            left join intelligence.object o on o.number = v.lead
            where v.live
            """)
        .withFetchSize(FETCH)
        .query((RowCallbackHandler) row -> each.accept(row(row)));
  }

  /** Values that changed after a revision, whatever they have become. */
  List<Row> since(long revision) {
    return jdbc.sql(
            """
            select v.id, v.kind, v.value, v.live, v.severity, o.id as lead, v.blocked, v.revision
            from intelligence.value v
            left join intelligence.object o on o.number = v.lead
            where v.revision > :revision
            order by v.revision, v.id
            """)
        .param("revision", revision)
        .query((row, i) -> row(row))
        .list();
  }

  /** Values in force that changed after a revision, and of which a peer's object speaks. */
  List<Row> ofPeersSince(long revision) {
    return jdbc.sql(
            """
            select v.id, v.kind, v.value, v.live, v.severity, lead.id as lead, v.blocked, v.revision
            from intelligence.value v
            join intelligence.object lead on lead.number = v.lead
            where v.live and v.revision > :revision
              and exists (
                select 1 from intelligence.watch w
                join intelligence.object o on o.number = w.object
                join intelligence.source s on s.id = o.source
                where w.value = v.id and s.kind = 'PEER' and o.status = 'CONFIRMED')
            order by v.revision, v.id
            """)
        .param("revision", revision)
        .query((row, i) -> row(row))
        .list();
  }

  /**
   * Everything that is blocked, in the order of the block lists: byte order of kind, then value.
   */
  void eachBlocked(Consumer<Row> each) {
    jdbc.sql(
            """
            select v.id, v.kind, v.value, v.live, v.severity, o.id as lead, v.blocked, v.revision
            from intelligence.value v
            left join intelligence.object o on o.number = v.lead
            where v.blocked
            order by v.kind collate "C", v.value collate "C"
            """)
        .withFetchSize(FETCH)
        .query((RowCallbackHandler) row -> each.accept(row(row)));
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getLong("id"),
        indicator(row.getString("kind"), row.getString("value")),
        row.getBoolean("live"),
        Severity.ofRank(row.getInt("severity")),
        row.getString("lead"),
        row.getBoolean("blocked"),
        row.getLong("revision"));
  }

  static Indicator indicator(String kind, String value) {
    return new Indicator(IndicatorKind.valueOf(kind), value);
  }
}

package org.bouclier.node.detection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorKind;
import org.bouclier.node.web.Cursor;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The statements on looks back. */
final class HuntSql {

  private static final TypeReference<List<Wanted>> WANTED = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final JsonMapper json = JsonMapper.builder().build();

  HuntSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One thing looked for.
   *
   * @param id its number; of those that peers sent, the engine's
   */
  record Wanted(long id, IndicatorKind kind, String value) {
    Indicator indicator() {
      return new Indicator(kind, value);
    }
  }

  /** A look back that nobody has begun. */
  record Asked(
      UUID id,
      boolean byPeer,
      String author,
      boolean inForce,
      List<Wanted> wanted,
      long count,
      @Nullable Instant since,
      Instant until) {}

  void insert(Asked asked, Instant now) {
    jdbc.sql(
            """
            insert into detection.hunt
              (id, cause, author, scope, indicators, indicator_count, since, until, state, asked_at)
            values
              (:id, :cause, :author, :scope, :indicators::jsonb, :count, :since, :until, 'WAITING',
               :now)
            """)
        .param("id", asked.id())
        .param("cause", asked.byPeer() ? "PEER" : "PERSON")
        .param("author", asked.author())
        .param("scope", asked.inForce() ? "IN_FORCE" : "GIVEN")
        .param("indicators", json.writeValueAsString(asked.wanted()))
        .param("count", asked.count())
        .param("since", at(asked.since()))
        .param("until", at(asked.until()))
        .param("now", at(now))
        .update();
  }

  /** The one to be worked on: what was begun before, else what was asked first, people's first. */
  Optional<HuntRow> next() {
    return jdbc.sql(
            """
            select id, cause, author, scope, indicator_count, since, until, state, asked_at,
                   ended_at, last_segment, segments_done, segments_total, hits, damaged, fault
            from detection.hunt where state in ('WAITING', 'RUNNING')
            order by (state = 'WAITING'), (cause = 'PEER'), asked_at, id limit 1
            """)
        .query((row, n) -> row(row))
        .optional();
  }

  Optional<HuntRow> find(UUID id) {
    return jdbc.sql(
            """
            select id, cause, author, scope, indicator_count, since, until, state, asked_at,
                   ended_at, last_segment, segments_done, segments_total, hits, damaged, fault
            from detection.hunt where id = :id
            """)
        .param("id", id)
        .query((row, n) -> row(row))
        .optional();
  }

  List<HuntRow> list(@Nullable Cursor after, int limit) {
    return jdbc.sql(
            """
            select id, cause, author, scope, indicator_count, since, until, state, asked_at,
                   ended_at, last_segment, segments_done, segments_total, hits, damaged, fault
            from detection.hunt
            where :afterAt::timestamptz is null
               or (asked_at, id) < (:afterAt::timestamptz, :afterId::uuid)
            order by asked_at desc, id desc limit :limit
            """)
        .param("afterAt", after == null ? null : at(after.at()))
        .param("afterId", after == null ? null : after.id())
        .param("limit", limit)
        .query((row, n) -> row(row))
        .list();
  }

  /** How many wait or run. */
  int open() {
    return jdbc.sql("select count(*) from detection.hunt where state in ('WAITING', 'RUNNING')")
        .query(Integer.class)
        .single();
  }

  /** What it looks for, if that was given. */
  List<Wanted> wanted(UUID id) {
    return jdbc.sql("select indicators::text from detection.hunt where id = :id")
        .param("id", id)
        .query(String.class)
        .optional()
        .map(text -> json.readValue(text, WANTED))
        .orElse(List.of());
  }

  void begin(UUID id, Instant now) {
    jdbc.sql(
            """
            update detection.hunt
            set state = 'RUNNING', started_at = coalesce(started_at, :now)
            where id = :id and state in ('WAITING', 'RUNNING')
            """)
        .param("id", id)
        .param("now", at(now))
        .update();
  }

  /** A segment is done; in the transaction that writes what was found in it. */
  void moved(UUID id, long segment, int done, int total, long hits, int damaged) {
    jdbc.sql(
            """
            update detection.hunt
            set last_segment = :segment, segments_done = :done, segments_total = :total,
                hits = :hits, damaged = :damaged
            where id = :id
            """)
        .param("id", id)
        .param("segment", segment)
        .param("done", done)
        .param("total", total)
        .param("hits", hits)
        .param("damaged", damaged)
        .update();
  }

  /**
   * Ends it, unless it has ended.
   *
   * @return whether it had not
   */
  boolean end(UUID id, HuntState state, String fault, Instant now) {
    return jdbc.sql(
                """
                update detection.hunt set state = :state, fault = :fault, ended_at = :now
                where id = :id and state in ('WAITING', 'RUNNING')
                """)
            .param("id", id)
            .param("state", state.name())
            .param("fault", StoredText.clean(fault))
            .param("now", at(now))
            .update()
        > 0;
  }

  private record Hit(
      long position,
      String kind,
      String indicator,
      String found,
      String source,
      String eventAt,
      String receivedAt,
      String segment,
      String sha256,
      int block,
      long line,
      long offset,
      Sample sample) {}

  void insert(UUID hunt, List<HuntFind> finds) {
    var rows =
        finds.stream()
            .map(find ->
                new Hit(
                    find.position(),
                    find.kind().name(),
                    StoredText.clean(find.indicator()),
                    StoredText.clean(find.found()),
                    StoredText.clean(find.source()),
                    find.eventAt().toString(),
                    find.receivedAt().toString(),
                    find.segment(),
                    find.sha256(),
                    find.block(),
                    find.line(),
                    find.offset(),
                    find.sample()))
            .toList();
    jdbc.sql(
            """
            insert into detection.hunt_hit
              (hunt, position, kind, indicator, found, source, event_at, received_at, segment,
               sha256, block, line, byte_offset, sample)
            select :hunt, position, kind, indicator, found, source, "eventAt", "receivedAt",
                   segment, sha256, block, line, "offset", sample
            from jsonb_to_recordset(:rows::jsonb) as found
              (position bigint, kind text, indicator text, found text, source text,
               "eventAt" timestamptz, "receivedAt" timestamptz, segment text, sha256 text,
               block integer, line bigint, "offset" bigint, sample jsonb)
            """)
        .param("hunt", hunt)
        .param("rows", json.writeValueAsString(rows))
        .update();
  }

  List<HuntFind> finds(UUID hunt, long after, int limit) {
    return jdbc.sql(
            """
            select position, kind, indicator, found, source, event_at, received_at, segment,
                   sha256, block, line, byte_offset, sample::text as sample
            from detection.hunt_hit
            where hunt = :hunt and position > :after
            order by position limit :limit
            """)
        .param("hunt", hunt)
        .param("after", after)
        .param("limit", limit)
        .query((row, n) -> find(row))
        .list();
  }

  /** The revision up to which peers' indicators were taken; empty before the first look. */
  Optional<Long> revision() {
    return jdbc.sql("select revision from detection.hunt_progress").query(Long.class).optional();
  }

  void setRevision(long revision) {
    jdbc.sql(
            """
            insert into detection.hunt_progress (revision) values (:revision)
            on conflict (only_row) do update set revision = excluded.revision
            """)
        .param("revision", revision)
        .update();
  }

  /** Notes values as looked for; returns those that were not yet. */
  List<Long> markHunted(List<Long> values) {
    return jdbc.sql(
            """
            insert into detection.hunted (value) select unnest(:values::bigint[])
            on conflict do nothing returning value
            """)
        .param("values", values.toArray(Long[]::new))
        .query((row, n) -> row.getLong("value"))
        .list();
  }

  private HuntFind find(ResultSet row) throws SQLException {
    return new HuntFind(
        row.getLong("position"),
        IndicatorKind.valueOf(row.getString("kind")),
        row.getString("indicator"),
        row.getString("found"),
        row.getString("source"),
        row.getTimestamp("event_at").toInstant(),
        row.getTimestamp("received_at").toInstant(),
        row.getString("segment"),
        row.getString("sha256"),
        row.getInt("block"),
        row.getLong("line"),
        row.getLong("byte_offset"),
        json.readValue(row.getString("sample"), Sample.class));
  }

  private static HuntRow row(ResultSet row) throws SQLException {
    return new HuntRow(
        row.getObject("id", UUID.class),
        row.getString("cause").equals("PEER"),
        row.getString("author"),
        row.getString("scope").equals("IN_FORCE"),
        row.getLong("indicator_count"),
        instant(row, "since"),
        row.getTimestamp("until").toInstant(),
        HuntState.valueOf(row.getString("state")),
        row.getTimestamp("asked_at").toInstant(),
        instant(row, "ended_at"),
        row.getLong("last_segment"),
        row.getInt("segments_done"),
        row.getInt("segments_total"),
        row.getLong("hits"),
        row.getInt("damaged"),
        row.getString("fault"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}

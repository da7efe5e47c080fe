package org.bouclier.node.detection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bouclier.detect.journal.Position;
import org.bouclier.node.web.Severity;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The statements on alerts and on the worker's progress. A batch of findings travels as one JSON
 * text: one statement for a thousand alerts.
 */
final class AlertSql {

  private static final HexFormat HEX = HexFormat.of();
  private static final TypeReference<List<Sample>> SAMPLES = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final JsonMapper json = JsonMapper.builder().build();

  AlertSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<Position> progress() {
    return jdbc.sql("select position from detection.progress")
        .query(String.class)
        .optional()
        .map(Position::parse);
  }

  void setProgress(Position position, Instant now) {
    jdbc.sql(
            """
            insert into detection.progress (position, moved_at) values (:position, :now)
            on conflict (only_row) do update
            set position = excluded.position, moved_at = excluded.moved_at
            """)
        .param("position", position.toString())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** What a batch adds to the counts of one source. */
  record Counted(
      int source, long received, long bytes, long undecodable, long misdated, String lastEventAt) {}

  void count(Collection<Counted> counts) {
    jdbc.sql(
            """
            update detection.source
            set received = source.received + counted.received,
                bytes = source.bytes + counted.bytes,
                undecodable = source.undecodable + counted.undecodable,
                misdated = source.misdated + counted.misdated,
                last_event_at = greatest(source.last_event_at, counted."lastEventAt")
            from jsonb_to_recordset(:counts::jsonb) as counted
              (source integer, received bigint, bytes bigint, undecodable bigint, misdated bigint,
               "lastEventAt" timestamptz)
            where source.id = counted.source
            """)
        .param("counts", json.writeValueAsString(counts))
        .update();
  }

  /** Which of these alerts exist and are not closed, by digest in hexadecimal. */
  Set<String> existing(Collection<String> digests) {
    return new HashSet<>(
        jdbc.sql(
                """
                select encode(dedupe, 'hex') from detection.alert
                where status <> 'CLOSED'
                  and dedupe in (select decode(digest, 'hex') from unnest(:digests::text[]) as digest)
                """)
            .param("digests", digests.toArray(String[]::new))
            .query(String.class)
            .list());
  }

  /** How many alerts that are not closed a subject has in a source. */
  int observables(String subject, int source) {
    return jdbc.sql(
            """
            select count(*) from detection.alert
            where source_id = :source and subject = :subject and status <> 'CLOSED'
            """)
        .param("source", source)
        .param("subject", subject)
        .query(Integer.class)
        .single();
  }

  /** An alert as it lies after a batch. */
  record Written(UUID id, String digest, boolean raised) {}

  private record Row(
      UUID id,
      String digest,
      String kind,
      String subject,
      String title,
      String severity,
      String author,
      String observable,
      int source,
      long count,
      long pastCount,
      String first,
      String last,
      List<Sample> samples) {}

  /** Adds findings to the alerts they repeat, and raises the others. */
  List<Written> upsert(Collection<Finding> findings, Instant now) {
    var rows = findings.stream().map(AlertSql::row).toList();
    return jdbc.sql(
            """
            insert into detection.alert as alert
              (id, dedupe, kind, subject, title, severity, rule_author, observable, source_id,
               status, count, past_count, first_seen, last_seen, raised_at, samples)
            select id, decode(digest, 'hex'), kind, subject, title, severity, author, observable,
                   source, 'NEW', count, "pastCount", first, last, :now, samples
            from jsonb_to_recordset(:rows::jsonb) as found
              (id uuid, digest text, kind text, subject text, title text, severity text,
               author text, observable text, source integer, count bigint, "pastCount" bigint,
               first timestamptz, last timestamptz, samples jsonb)
            on conflict (dedupe) where status <> 'CLOSED' do update
            set count = alert.count + excluded.count,
                past_count = alert.past_count + excluded.past_count,
                first_seen = least(alert.first_seen, excluded.first_seen),
                last_seen = greatest(alert.last_seen, excluded.last_seen),
                samples = case when jsonb_array_length(alert.samples) >= :most then alert.samples
                  else (select coalesce(jsonb_agg(one.sample order by one.n), '[]'::jsonb)
                        from jsonb_array_elements(alert.samples || excluded.samples)
                          with ordinality as one(sample, n)
                        where one.n <= :most) end
            returning id, encode(dedupe, 'hex') as digest, (xmax = 0) as raised
            """)
        .param("rows", json.writeValueAsString(rows))
        .param("most", Finding.MAX_SAMPLES)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .query((row, n) ->
            new Written(
                row.getObject("id", UUID.class), row.getString("digest"), row.getBoolean("raised")))
        .list();
  }

  /** Matches of an alert in one hour. */
  record Hour(UUID alert, String hour, long count) {}

  void count(List<Hour> hours) {
    jdbc.sql(
            """
            insert into detection.alert_hour as known (alert_id, hour, count)
            select alert, hour, count
            from jsonb_to_recordset(:hours::jsonb) as counted
              (alert uuid, hour timestamptz, count bigint)
            on conflict (alert_id, hour) do update set count = known.count + excluded.count
            """)
        .param("hours", json.writeValueAsString(hours))
        .update();
  }

  /** Everything a page shows of one alert, but its acts and hours. */
  Optional<Alert> find(UUID id) {
    return jdbc.sql(
            """
            select alert.id, kind, subject, title, severity, rule_author, observable,
                   source.name as source, alert.status, count, past_count, first_seen, last_seen, raised_at,
                   samples::text as samples
            from detection.alert join detection.source on source.id = alert.source_id
            where alert.id = :id
            """)
        .param("id", id)
        .query((row, n) -> new Alert(summary(row), row.getString("rule_author"), samples(row)))
        .optional();
  }

  List<AlertRow> list(AlertFilter filter, int limit) {
    return jdbc.sql(
            """
            select alert.id, kind, subject, title, severity, observable, source.name as source,
                   alert.status, count, past_count, first_seen, last_seen, raised_at
            from detection.alert join detection.source on source.id = alert.source_id
            where severity = any(:severities)
              and alert.status = any(:statuses)
              and (:kind = '' or kind = :kind)
              and (:source = '' or source.name = :source)
              and (:text = '' or strpos(lower(observable), lower(:text)) > 0
                   or strpos(lower(title), lower(:text)) > 0 or subject = :text)
              and (:since::timestamptz is null or last_seen >= :since::timestamptz)
              and (:before::timestamptz is null or raised_at < :before::timestamptz)
              and (:afterAt::timestamptz is null
                   or (last_seen, alert.id) < (:afterAt::timestamptz, :afterId::uuid))
            order by last_seen desc, alert.id desc
            limit :limit
            """)
        .param("severities", names(filter.minSeverity()))
        .param("statuses", filter.statuses().stream().map(Enum::name).toArray(String[]::new))
        .param("kind", filter.kind() == null ? "" : filter.kind().name())
        .param("source", filter.source())
        .param("text", filter.text())
        .param("since", at(filter.since()))
        .param("before", at(filter.raisedBefore()))
        .param(
            "afterAt", filter.after() == null ? null : filter.after().at().atOffset(ZoneOffset.UTC))
        .param("afterId", filter.after() == null ? null : filter.after().id())
        .param("limit", limit)
        .query((row, n) -> summary(row))
        .list();
  }

  long count(AlertFilter filter) {
    return jdbc.sql(
            """
            select count(*)
            from detection.alert join detection.source on source.id = alert.source_id
            where severity = any(:severities)
              and alert.status = any(:statuses)
              and (:kind = '' or kind = :kind)
              and (:source = '' or source.name = :source)
              and (:text = '' or strpos(lower(observable), lower(:text)) > 0
                   or strpos(lower(title), lower(:text)) > 0 or subject = :text)
              and (:since::timestamptz is null or last_seen >= :since::timestamptz)
              and (:before::timestamptz is null or raised_at < :before::timestamptz)
            """)
        .param("severities", names(filter.minSeverity()))
        .param("statuses", filter.statuses().stream().map(Enum::name).toArray(String[]::new))
        .param("kind", filter.kind() == null ? "" : filter.kind().name())
        .param("source", filter.source())
        .param("text", filter.text())
        .param("since", at(filter.since()))
        .param("before", at(filter.raisedBefore()))
        .query(Long.class)
        .single();
  }

  /** New alerts by severity. */
  Map<Severity, Long> countNew() {
    var counts = new HashMap<Severity, Long>();
    jdbc.sql(
            """
            select severity, count(*) as alerts from detection.alert where status = 'NEW'
            group by severity
            """)
        .query((row, n) ->
            counts.put(Severity.valueOf(row.getString("severity")), row.getLong("alerts")))
        .list();
    return counts;
  }

  List<Hour> hours(UUID alert, Instant since) {
    return jdbc.sql(
            """
            select hour, count from detection.alert_hour
            where alert_id = :alert and hour >= :since order by hour
            """)
        .param("alert", alert)
        .param("since", since.atOffset(ZoneOffset.UTC))
        .query((row, n) ->
            new Hour(alert, row.getTimestamp("hour").toInstant().toString(), row.getLong("count")))
        .list();
  }

  /**
   * Gives alerts a status, those excepted that have it already.
   *
   * @return those changed
   */
  List<UUID> setStatus(List<UUID> alerts, AlertStatus status) {
    return jdbc.sql(
            """
            update detection.alert set status = :status
            where id = any(:alerts::uuid[]) and status <> :status
              and not exists (
                select 1 from detection.alert as open_again
                where open_again.dedupe = alert.dedupe and open_again.id <> alert.id
                  and open_again.status <> 'CLOSED' and alert.status = 'CLOSED')
            returning id
            """)
        .param("alerts", alerts.stream().map(UUID::toString).toArray(String[]::new))
        .param("status", status.name())
        .query((row, n) -> row.getObject("id", UUID.class))
        .list();
  }

  void insertAct(UUID alert, Instant at, String author, AlertStatus status, String note) {
    jdbc.sql(
            """
            insert into detection.alert_act (alert_id, position, at, author, status, note)
            select :alert, coalesce(max(position), 0) + 1, :at, :author, :status, :note
            from detection.alert_act where alert_id = :alert
            """)
        .param("alert", alert)
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("author", author)
        .param("status", status.name())
        .param("note", note)
        .update();
  }

  List<AlertAct> acts(UUID alert) {
    return jdbc.sql(
            """
            select at, author, status, note from detection.alert_act
            where alert_id = :alert order by position
            """)
        .param("alert", alert)
        .query((row, n) ->
            new AlertAct(
                row.getTimestamp("at").toInstant(),
                row.getString("author"),
                AlertStatus.valueOf(row.getString("status")),
                row.getString("note")))
        .list();
  }

  private static Row row(Finding finding) {
    AlertKey key = finding.key();
    return new Row(
        UUID.randomUUID(),
        HEX.formatHex(key.digest()),
        key.kind().name(),
        key.subject(),
        finding.facts().title(),
        finding.facts().severity().name(),
        finding.facts().ruleAuthor(),
        key.observable(),
        key.source(),
        finding.count(),
        finding.pastCount(),
        finding.first().toString(),
        finding.last().toString(),
        finding.samples());
  }

  private List<Sample> samples(ResultSet row) throws SQLException {
    return json.readValue(row.getString("samples"), SAMPLES);
  }

  private static AlertRow summary(ResultSet row) throws SQLException {
    return new AlertRow(
        row.getObject("id", UUID.class),
        AlertKind.valueOf(row.getString("kind")),
        row.getString("subject"),
        row.getString("title"),
        Severity.valueOf(row.getString("severity")),
        row.getString("observable"),
        row.getString("source"),
        AlertStatus.valueOf(row.getString("status")),
        row.getLong("count"),
        row.getLong("past_count"),
        row.getTimestamp("first_seen").toInstant(),
        row.getTimestamp("last_seen").toInstant(),
        row.getTimestamp("raised_at").toInstant());
  }

  private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  /** The names of a severity and of those above it. */
  private static String[] names(Severity least) {
    return EnumSet.range(least, Severity.CRITICAL).stream()
        .map(Severity::name)
        .toArray(String[]::new);
  }
}

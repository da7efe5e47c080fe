package org.bouclier.node.response;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every statement of this desk. Each runs in the caller's transaction when there is one. */
final class ResponseSql {

  /** What two alerts may have in common. */
  enum Trace {
    OBSERVABLE,
    SUBJECT
  }

  private final JdbcClient jdbc;
  private final EntryJson json = new EntryJson();

  ResponseSql(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Lets one transaction at a time decide whether an alert opens an incident or joins one. */
  void lockOpening() {
    jdbc.sql("select pg_advisory_xact_lock(hashtext('response.opening'))")
        .query((row, n) -> 0)
        .list();
  }

  int nextNumber(int year) {
    return jdbc.sql(
            """
            insert into response.numbering as numbering (year, last) values (:year, 1)
            on conflict (year) do update set last = numbering.last + 1
            returning last
            """)
        .param("year", year)
        .query(Integer.class)
        .single();
  }

  void insert(Incident incident) {
    jdbc.sql(
            """
            insert into response.incident
              (id, reference, title, severity, tlp, rsit, status, open, opened_at,
               updated_at, entries, alerts)
            values (:id, :reference, '', '', '', '', '', true, :openedAt, :openedAt, 0, 0)
            """)
        .param("id", incident.id())
        .param("reference", incident.reference().toString())
        .param("openedAt", at(incident.openedAt()))
        .update();
    update(incident);
  }

  void update(Incident incident) {
    jdbc.sql(
            """
            update response.incident
            set title = :title, severity = :severity, tlp = :tlp,
                rsit = :rsit, status = :status, open = :open, updated_at = :updatedAt,
                entries = :entries, alerts = :alerts
            where id = :id
            """)
        .param("id", incident.id())
        .param("title", incident.title())
        .param("severity", incident.severity().name())
        .param("tlp", incident.tlp().name())
        .param("rsit", incident.rsit().code())
        .param("status", incident.status().name())
        .param("open", incident.status().isOpen())
        .param("updatedAt", at(incident.updatedAt()))
        .param("entries", incident.contributions())
        .param("alerts", incident.alerts().size())
        .update();
  }

  /** The identifier of an incident, locked until the transaction ends. */
  Optional<UUID> lock(Reference reference) {
    return jdbc.sql("select id from response.incident where reference = :reference for update")
        .param("reference", reference.toString())
        .query(UUID.class)
        .optional();
  }

  Optional<UUID> find(Reference reference) {
    return jdbc.sql("select id from response.incident where reference = :reference")
        .param("reference", reference.toString())
        .query(UUID.class)
        .optional();
  }

  List<Contribution> contributions(UUID incident) {
    return jdbc.sql(
            """
            select position, at, author, kind, body::text as body from response.entry
            where incident_id = :incident order by position
            """)
        .param("incident", incident)
        .query((row, n) ->
            new Contribution(
                row.getInt("position"),
                instant(row, "at"),
                row.getString("author"),
                json.read(row.getString("kind"), row.getString("body"))))
        .list();
  }

  void insert(UUID incident, Contribution contribution) {
    jdbc.sql(
            """
            insert into response.entry (incident_id, position, at, author, kind, body)
            values (:incident, :position, :at, :author, :kind, :body::jsonb)
            """)
        .param("incident", incident)
        .param("position", contribution.position())
        .param("at", at(contribution.at()))
        .param("author", contribution.author())
        .param("kind", EntryJson.kind(contribution.entry()))
        .param("body", json.write(contribution.entry()))
        .update();
  }

  /** Gives an alert to an incident, unless it belongs to one already. */
  boolean linkAlert(UUID alert, UUID incident, Instant at) {
    return jdbc.sql(
                """
                insert into response.alert (alert_id, incident_id, at)
                values (:alert, :incident, :at) on conflict (alert_id) do nothing
                """)
            .param("alert", alert)
            .param("incident", incident)
            .param("at", at(at))
            .update()
        == 1;
  }

  Optional<Reference> incidentOf(UUID alert) {
    return jdbc.sql(
            """
            select incident.reference from response.alert
            join response.incident on incident.id = alert.incident_id
            where alert.alert_id = :alert
            """)
        .param("alert", alert)
        .query(String.class)
        .optional()
        .flatMap(Reference::parse);
  }

  void trace(UUID incident, Trace kind, String value, Instant at) {
    if (value.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            insert into response.trace as trace (incident_id, kind, value, last_at)
            values (:incident, :kind, :value, :at)
            on conflict (incident_id, kind, value)
            do update set last_at = greatest(trace.last_at, excluded.last_at)
            """)
        .param("incident", incident)
        .param("kind", kind.name())
        .param("value", value)
        .param("at", at(at))
        .update();
  }

  /** The open incident that lately saw the same observable, or the same rule or indicator. */
  Optional<Reference> joinable(String observable, String subject, Instant since) {
    return jdbc.sql(
            """
            select incident.reference from response.trace
            join response.incident on incident.id = trace.incident_id
            where incident.open and trace.last_at >= :since
              and (trace.kind = 'OBSERVABLE' and md5(trace.value) = md5(:observable)
                   and trace.value = :observable and :observable <> ''
                or trace.kind = 'SUBJECT' and md5(trace.value) = md5(:subject)
                   and trace.value = :subject and :subject <> '')
            order by trace.last_at desc, incident.reference
            limit 1
            """)
        .param("observable", observable)
        .param("subject", subject)
        .param("since", at(since))
        .query(String.class)
        .optional()
        .flatMap(Reference::parse);
  }

  void put(UUID incident, Incident.Task task) {
    jdbc.sql(
            """
            insert into response.task (incident_id, number, title, assignee, due, done_at)
            values (:incident, :number, :title, :assignee, :due, :doneAt)
            on conflict (incident_id, number) do update set done_at = excluded.done_at
            """)
        .param("incident", incident)
        .param("number", task.number())
        .param("title", task.title())
        .param("assignee", task.assignee())
        .param("due", task.due())
        .param("doneAt", task.doneAt() == null ? null : at(task.doneAt()))
        .update();
  }

  /** A task that waits, of an open incident. */
  record WaitingTask(String reference, String title, @Nullable LocalDate due) {}

  List<WaitingTask> waitingTasks(String assignee, int limit) {
    return jdbc.sql(
            """
            select incident.reference, task.title, task.due from response.task
            join response.incident on incident.id = task.incident_id
            where task.done_at is null and task.assignee = :assignee and incident.open
            order by task.due nulls last, incident.reference, task.number
            limit :limit
            """)
        .param("assignee", assignee)
        .param("limit", limit)
        .query((row, n) ->
            new WaitingTask(
                row.getString("reference"),
                row.getString("title"),
                row.getObject("due", LocalDate.class)))
        .list();
  }

  List<IncidentRow> list(IncidentFilter filter, int limit) {
    return jdbc.sql(
            """
            select incident.id, reference, title, severity, tlp, rsit, status, alerts, opened_at,
                   updated_at
            from response.incident
            where (:open::boolean is null or open = :open::boolean)
              and severity = any(:severities)
              and (:text = '' or strpos(lower(title), lower(:text)) > 0
                   or strpos(reference, upper(:text)) > 0
                   or exists (select 1 from response.trace
                              where trace.incident_id = incident.id
                                and strpos(lower(trace.value), lower(:text)) > 0))
              and (:rsit = '' or rsit = :rsit)
              and (:alert::uuid is null or incident.id in
                   (select alert.incident_id from response.alert
                    where alert.alert_id = :alert::uuid))
              and (:afterAt::timestamptz is null
                   or (updated_at, incident.id) < (:afterAt::timestamptz, :afterId::uuid))
            order by updated_at desc, incident.id desc
            limit :limit
            """)
        .param("open", filter.open())
        .param("severities", names(filter.minSeverity()))
        .param("text", filter.text())
        .param("rsit", filter.rsit())
        .param("alert", filter.alert())
        .param("afterAt", filter.after() == null ? null : at(filter.after().at()))
        .param("afterId", filter.after() == null ? null : filter.after().id())
        .param("limit", limit)
        .query((row, n) -> incidentRow(row))
        .list();
  }

  /** How many incidents are open, and how many of them are grave. */
  record OpenCount(long all, long grave) {}

  OpenCount countOpen() {
    return jdbc.sql(
            """
            select count(*) as open_count,
                   count(*) filter (where severity = any(:grave)) as grave_count
            from response.incident where open
            """)
        .param("grave", names(Severity.HIGH))
        .query((row, n) -> new OpenCount(row.getLong("open_count"), row.getLong("grave_count")))
        .single();
  }

  List<OpeningRule> rules() {
    return jdbc.sql(
            """
            select id, rank, name, enabled, min_severity, kinds, sources,
                   extract(epoch from join_window)::bigint as window_seconds, rsit, tlp
            from response.opening_rule order by rank, id
            """)
        .query((row, n) ->
            new OpeningRule(
                row.getObject("id", UUID.class),
                row.getInt("rank"),
                row.getString("name"),
                row.getBoolean("enabled"),
                Severity.valueOf(row.getString("min_severity")),
                Set.of((String[]) row.getArray("kinds").getArray()),
                Set.of((String[]) row.getArray("sources").getArray()),
                Duration.ofSeconds(row.getLong("window_seconds")),
                rsit(row.getString("rsit")),
                Tlp.valueOf(row.getString("tlp"))))
        .list();
  }

  void put(OpeningRule rule) {
    jdbc.sql(
            """
            insert into response.opening_rule
              (id, rank, name, enabled, min_severity, kinds, sources, join_window, rsit, tlp)
            values (:id, :rank, :name, :enabled, :minSeverity, :kinds, :sources,
                    make_interval(secs => :windowSeconds), :rsit, :tlp)
            on conflict (id) do update
            set rank = excluded.rank, name = excluded.name, enabled = excluded.enabled,
                min_severity = excluded.min_severity, kinds = excluded.kinds,
                sources = excluded.sources, join_window = excluded.join_window,
                rsit = excluded.rsit, tlp = excluded.tlp
            """)
        .param("id", rule.id())
        .param("rank", rule.rank())
        .param("name", rule.name())
        .param("enabled", rule.enabled())
        .param("minSeverity", rule.minSeverity().name())
        .param("kinds", rule.kinds().toArray(String[]::new))
        .param("sources", rule.sources().toArray(String[]::new))
        .param("windowSeconds", rule.joinWindow().toSeconds())
        .param("rsit", rule.rsit().code())
        .param("tlp", rule.tlp().name())
        .update();
  }

  boolean deleteRule(UUID id) {
    return jdbc.sql("delete from response.opening_rule where id = :id").param("id", id).update()
        == 1;
  }

  private static IncidentRow incidentRow(ResultSet row) throws SQLException {
    return new IncidentRow(
        row.getObject("id", UUID.class),
        row.getString("reference"),
        row.getString("title"),
        Severity.valueOf(row.getString("severity")),
        Tlp.valueOf(row.getString("tlp")),
        rsit(row.getString("rsit")),
        IncidentStatus.valueOf(row.getString("status")),
        row.getInt("alerts"),
        instant(row, "opened_at"),
        instant(row, "updated_at"));
  }

  /** The names of a severity and of those above it. */
  private static String[] names(Severity least) {
    return EnumSet.range(least, Severity.CRITICAL).stream()
        .map(Severity::name)
        .toArray(String[]::new);
  }

  private static RsitClass rsit(String code) {
    return RsitClass.of(code).orElse(RsitClass.UNDETERMINED);
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp timestamp = row.getTimestamp(column);
    return timestamp.toInstant();
  }
}

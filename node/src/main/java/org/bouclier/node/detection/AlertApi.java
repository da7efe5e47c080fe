package org.bouclier.node.detection;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.web.Cursor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Alerts for programs. */
@RestController
@RequestMapping(path = "/api/v1/alerts", produces = MediaType.APPLICATION_JSON_VALUE)
class AlertApi {

  private static final int MOST = 500;

  private final AlertSql sql;
  private final Alerts alerts;
  private final Clock clock;

  AlertApi(AlertSql sql, Alerts alerts, Clock clock) {
    this.sql = sql;
    this.alerts = alerts;
    this.clock = clock;
  }

  /** One page of a list; {@code next} is what to give as {@code after}, empty at the end. */
  record Listed(List<Row> alerts, String next) {}

  /** An alert. */
  record Row(
      UUID id,
      String kind,
      String severity,
      String status,
      String title,
      String observable,
      String stixId,
      String rule,
      String source,
      long count,
      Instant firstSeen,
      Instant lastSeen,
      Instant raisedAt) {

    static Row of(AlertRow row) {
      AlertRaised raised = row.asRaised();
      return new Row(
          row.id(),
          raised.kind(),
          row.severity().code(),
          row.status().name(),
          raised.title(),
          row.observable(),
          raised.stixId(),
          raised.rule(),
          row.source(),
          row.count(),
          row.firstSeen(),
          row.lastSeen(),
          row.raisedAt());
    }
  }

  /** An alert with its first lines and what people did with it. */
  record Whole(Row alert, String ruleAuthor, List<Line> samples, List<AlertAct> acts) {}

  /** A line that matched: where the match stands in it, in chars. */
  record Line(Instant at, String line, int matchFrom, int matchTo, String field) {

    static Line of(Sample sample) {
      int from = sample.before().length();
      return new Line(
          sample.at(), sample.line(), from, from + sample.match().length(), sample.field());
    }
  }

  /** What to do with an alert. */
  record Change(String status, @Nullable String note) {}

  @Allow(Permission.READ_ALERTS)
  @GetMapping
  Listed list(
      @RequestParam(defaultValue = "") String severity,
      @RequestParam(defaultValue = "TOUS") String status,
      @RequestParam(defaultValue = "") String kind,
      @RequestParam(defaultValue = "") String source,
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String after,
      @RequestParam(defaultValue = "100") int limit) {
    var query =
        new AlertQuery(severity.toUpperCase(java.util.Locale.ROOT), status, kind, source, q, "");
    int size = Math.clamp(limit, 1, MOST);
    var rows = sql.list(query.filter(clock, Cursor.parse(after).orElse(null)), size + 1);
    var shown = rows.size() > size ? rows.subList(0, size) : rows;
    String next = rows.size() > size ? shown.getLast().cursor().toString() : "";
    return new Listed(shown.stream().map(Row::of).toList(), next);
  }

  @Allow(Permission.READ_ALERTS)
  @GetMapping("/{id}")
  Whole one(@PathVariable UUID id) {
    Alert alert = alerts.find(id).orElseThrow(Problem::unknownAlert);
    return new Whole(
        Row.of(alert.row()),
        alert.ruleAuthor(),
        alert.samples().stream().map(Line::of).toList(),
        sql.acts(id));
  }

  @Allow(Permission.HANDLE_ALERTS)
  @PostMapping("/{id}/status")
  Row setStatus(
      @PathVariable UUID id, @RequestBody Change change, @AuthenticationPrincipal Actor who) {
    if (alerts.find(id).isEmpty()) {
      throw Problem.unknownAlert();
    }
    AlertStatus status;
    try {
      status = AlertStatus.valueOf(change.status());
    } catch (IllegalArgumentException unknown) {
      throw Problem.of(
          400, "status.unknown", "Un statut est NEW, HANDLED, FALSE_POSITIVE ou CLOSED.");
    }
    String note = change.note() == null ? "" : change.note();
    alerts.setStatus(List.of(id), status, who.label(), AlertController.cut(note));
    return Row.of(alerts.find(id).orElseThrow(Problem::unknownAlert).row());
  }
}

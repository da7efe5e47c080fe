package org.bouclier.node.response;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.web.Cursor;
import org.bouclier.node.web.Severity;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Incidents as programs read them. */
@RestController
class IncidentApiController {

  private static final int ROWS = 50;

  private final Incidents incidents;

  IncidentApiController(Incidents incidents) {
    this.incidents = incidents;
  }

  @Allow(Permission.READ_INCIDENTS)
  @GetMapping("/api/v1/incidents")
  Map<String, Object> list(
      @RequestParam(defaultValue = "") String q, @RequestParam(defaultValue = "") String after) {
    var cursor = Cursor.parse(after).orElse(null);
    var filter = new IncidentFilter(null, Severity.INFORMATIONAL, q, "", null, cursor);
    var found = incidents.list(filter, ROWS + 1);
    var shown = found.size() > ROWS ? found.subList(0, ROWS) : found;
    var answer = new LinkedHashMap<String, Object>();
    answer.put("incidents", shown.stream().map(IncidentApiController::item).toList());
    answer.put("next", found.size() > ROWS ? cursor(shown.getLast()) : "");
    return answer;
  }

  @Allow(Permission.READ_INCIDENTS)
  @GetMapping("/api/v1/incidents/{reference}")
  Map<String, Object> one(@PathVariable String reference) {
    var found =
        Reference.parse(reference).flatMap(incidents::find).orElseThrow(() -> absent(reference));
    var incident = found.incident();
    var answer = new LinkedHashMap<String, Object>();
    answer.put("reference", incident.reference().toString());
    answer.put("title", incident.title());
    answer.put("severity", incident.severity().code());
    answer.put("tlp", incident.tlp().label());
    answer.put("rsit", incident.rsit().code());
    answer.put("status", incident.status().name());
    answer.put("openedAt", incident.openedAt().toString());
    answer.put("updatedAt", incident.updatedAt().toString());
    answer.put(
        "observables",
        incident.observables().stream()
            .map(one -> Map.of("value", one.value(), "stixId", one.stixId()))
            .toList());
    answer.put(
        "alerts", incident.alerts().stream().map(alert -> alert.alertId().toString()).toList());
    answer.put("tasks", incident.tasks().stream().map(IncidentApiController::item).toList());
    return answer;
  }

  private static Map<String, Object> item(IncidentRow row) {
    var item = new LinkedHashMap<String, Object>();
    item.put("reference", row.reference());
    item.put("title", row.title());
    item.put("severity", row.severity().code());
    item.put("tlp", row.tlp().label());
    item.put("rsit", row.rsit().code());
    item.put("status", row.status().name());
    item.put("alerts", row.alerts());
    item.put("openedAt", row.openedAt().toString());
    item.put("updatedAt", row.updatedAt().toString());
    return item;
  }

  private static Map<String, Object> item(Incident.Task task) {
    return Map.of(
        "number", task.number(),
        "title", task.title(),
        "assignee", task.assignee(),
        "done", task.isDone());
  }

  static String cursor(IncidentRow last) {
    return new Cursor(last.updatedAt(), last.id()).toString();
  }

  private static ErrorResponseException absent(String reference) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.NOT_FOUND, "Aucun incident ne porte la référence " + reference + ".");
    problem.setTitle("Incident inconnu");
    problem.setProperty("code", "incident.unknown");
    return new ErrorResponseException(HttpStatus.NOT_FOUND, problem, null);
  }
}

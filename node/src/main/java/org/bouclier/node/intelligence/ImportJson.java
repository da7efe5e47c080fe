package org.bouclier.node.intelligence;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouclier.node.intelligence.Outcome.Result;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Tlp;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Orders and reports of imports as JSON: in the database, and in the answers of the API. */
final class ImportJson {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ImportJson() {}

  static String text(ImportOrder order) {
    return JSON.writeValueAsString(
        Map.of(
            "form", order.form().name(),
            "name", order.name(),
            "tlp", order.tlp().name(),
            "severity", order.severity().name(),
            "acceptance", order.acceptance().name(),
            "charset", order.charset(),
            "columns", order.columns()));
  }

  static ImportOrder order(String text) {
    var tree = JSON.readTree(text);
    return new ImportOrder(
        ImportForm.valueOf(tree.path("form").stringValue()),
        tree.path("name").stringValue(),
        Tlp.valueOf(tree.path("tlp").stringValue()),
        Severity.valueOf(tree.path("severity").stringValue()),
        Acceptance.valueOf(tree.path("acceptance").stringValue()),
        tree.path("charset").asString(""),
        tree.path("columns").asString(""));
  }

  /** A stored text as JSON. */
  static JsonNode tree(String text) {
    return JSON.readTree(text);
  }

  /** A stored text, indented for people. */
  static String pretty(String text) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(text));
  }

  static String text(ImportReport report) {
    return JSON.writeValueAsString(body(report));
  }

  /** A report as an answer shows it. */
  static Map<String, Object> body(ImportReport report) {
    var body = new LinkedHashMap<String, Object>();
    body.put("read", report.read());
    for (Result result : Result.values()) {
      body.put(result.code(), report.count(result));
    }
    body.put("codes", new TreeMap<>(report.codes()));
    body.put("lines", report.lines().stream().map(ImportJson::line).toList());
    body.put("linesShown", report.lines().size());
    var failure = report.failure();
    if (failure != null) {
      body.put("failure", Map.of("code", failure.code(), "detail", failure.reason()));
    }
    body.put("millis", report.millis());
    return body;
  }

  private static Map<String, Object> line(Outcome outcome) {
    var line = new LinkedHashMap<String, Object>();
    line.put("line", outcome.line());
    line.put("result", outcome.result().code());
    line.put("code", outcome.code());
    line.put("reason", outcome.reason());
    line.put("text", outcome.excerpt());
    return line;
  }

  static ImportReport report(String text) {
    var tree = JSON.readTree(text);
    var counts = new EnumMap<Result, Long>(Result.class);
    for (Result result : Result.values()) {
      counts.put(result, tree.path(result.code()).asLong(0));
    }
    var codes = new TreeMap<String, Long>();
    tree.path("codes")
        .properties()
        .forEach(code -> codes.put(code.getKey(), code.getValue().asLong(0)));
    List<Outcome> lines = new ArrayList<>();
    for (JsonNode line : tree.path("lines").values()) {
      lines.add(
          new Outcome(
              line.path("line").asLong(0),
              result(line.path("result").asString("")),
              line.path("code").asString(""),
              line.path("reason").asString(""),
              line.path("text").asString("")));
    }
    var failure = tree.path("failure");
    return new ImportReport(
        counts,
        codes,
        lines,
        failure.isObject()
            ? new Refusal(failure.path("code").asString(""), failure.path("detail").asString(""))
            : null,
        tree.path("millis").asLong(0));
  }

  private static Result result(String code) {
    for (Result result : Result.values()) {
      if (result.code().equals(code)) {
        return result;
      }
    }
    return Result.REJECTED;
  }
}

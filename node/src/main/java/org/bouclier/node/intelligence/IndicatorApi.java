package org.bouclier.node.intelligence;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorReading;
import org.bouclier.detect.IndicatorText;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Pap;
import org.bouclier.stix.StixId;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Indicators for programs: list, make, import, confirm, take back, sightings. */
@RestController
class IndicatorApi {

  private static final int MAX_PAGE = 1_000;
  private static final int MAX_IDS = 1_000;

  private final ReadSql read;
  private final SightingSql sightings;
  private final Indicators indicators;
  private final Imports imports;

  IndicatorApi(ReadSql read, SightingSql sightings, Indicators indicators, Imports imports) {
    this.read = read;
    this.sightings = sightings;
    this.indicators = indicators;
    this.imports = imports;
  }

  @Allow(Permission.READ_INTELLIGENCE)
  @GetMapping("/api/v1/indicators")
  Map<String, Object> list(
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String kind,
      @RequestParam(defaultValue = "") String status,
      @RequestParam(defaultValue = "") String tlp,
      @RequestParam(defaultValue = "") String source,
      @RequestParam(defaultValue = "") String after,
      @RequestParam(defaultValue = "100") int limit) {
    var filter =
        ObjectFilter.of(
            q, Constants.kind(kind), Constants.of(status), Constants.of(tlp), source, after);
    int most = Math.clamp(limit, 1, MAX_PAGE);
    var rows = read.list(filter, most + 1);
    var answer = new LinkedHashMap<String, Object>();
    answer.put("items", rows.stream().limit(most).map(IndicatorApi::item).toList());
    if (rows.size() > most) {
      answer.put("next", rows.get(most - 1).position().text());
    }
    return answer;
  }

  private static Map<String, Object> item(ObjectLine row) {
    var item = new LinkedHashMap<String, Object>();
    item.put("id", row.id());
    item.put("name", row.name());
    item.put("kind", row.kind());
    var value = row.value();
    if (value != null) {
      item.put("value", value.value());
      item.put("values", row.values());
    }
    var status = row.status();
    if (status != null) {
      item.put("status", Constants.text(status));
      item.put("severity", row.severity().code());
    }
    item.put("tlp", row.tlp().label());
    item.put("source", row.source());
    item.put("sourceKind", Constants.text(row.sourceKind()));
    item.put("changedAt", row.changedAt().toString());
    item.put("sightings", row.sightings());
    return item;
  }

  @Allow(Permission.READ_INTELLIGENCE)
  @GetMapping("/api/v1/indicators/{id}")
  Map<String, Object> one(@PathVariable String id) {
    var object = read.find(id).orElseThrow(() -> ApiProblem.absent("Aucun objet " + id));
    var answer = new LinkedHashMap<String, Object>();
    answer.put("id", object.id());
    answer.put("name", object.name());
    answer.put("kind", object.kind());
    var status = object.status();
    if (status != null) {
      answer.put("status", Constants.text(status));
      answer.put("severity", object.severity().code());
    }
    answer.put("tlp", object.tlp().label());
    var pap = object.pap();
    if (pap != null) {
      answer.put("pap", pap.label());
    }
    answer.put("source", object.source().name());
    answer.put("receivedAt", object.receivedAt().toString());
    answer.put(
        "values",
        read.watched(object.number()).stream()
            .map(watched ->
                Map.of(
                    "kind", Constants.text(watched.indicator().kind()),
                    "value", watched.indicator().value(),
                    "detected", watched.live(),
                    "blocked", watched.blocked(),
                    "precaution", watched.precaution()))
            .toList());
    answer.put("stix", ImportJson.tree(object.body()));
    return answer;
  }

  /**
   * An indicator to make.
   *
   * @param value defanged or not
   * @param confirm whether to confirm and share it at once
   */
  record Made(
      @Nullable String value,
      @Nullable String name,
      @Nullable String description,
      @Nullable String tlp,
      @Nullable String pap,
      @Nullable String severity,
      @Nullable Integer confidence,
      @Nullable String validUntil,
      @Nullable Boolean confirm) {}

  @Allow(Permission.WRITE_INTELLIGENCE)
  @PostMapping("/api/v1/indicators")
  ResponseEntity<Map<String, Object>> make(@RequestBody Made made) {
    var indicator = value(made.value());
    NewIndicator fresh;
    try {
      String until = made.validUntil();
      String pap = made.pap();
      fresh =
          new NewIndicator(
              indicator,
              made.name() == null ? HouseSource.nameOf(indicator) : made.name(),
              made.description() == null ? "" : made.description(),
              tlp(made.tlp()),
              pap == null
                  ? null
                  : Pap.ofLabel(pap.startsWith("PAP:") ? pap : "PAP:" + pap).orElse(null),
              made.severity() == null ? Severity.MEDIUM : Severity.of(made.severity()),
              made.confidence(),
              until == null ? null : Instant.parse(until));
    } catch (IllegalArgumentException | DateTimeParseException wrong) {
      throw ApiProblem.of(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "intelligence.field",
          String.valueOf(wrong.getMessage()));
    }
    var id = proposed(fresh);
    if (Boolean.TRUE.equals(made.confirm())) {
      indicators.confirm(id, Actor.current());
    }
    return ResponseEntity.status(HttpStatus.CREATED).body(Map.of("id", id.toString()));
  }

  private StixId proposed(NewIndicator fresh) {
    try {
      return indicators.propose(fresh);
    } catch (IllegalArgumentException refused) {
      throw ApiProblem.of(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "intelligence.refused",
          String.valueOf(refused.getMessage()));
    }
  }

  private static Indicator value(@Nullable String text) {
    return switch (IndicatorText.read(text == null ? "" : text)) {
      case IndicatorReading.Listed(var indicator) -> indicator;
      case IndicatorReading.Blank blank ->
          throw ApiProblem.of(
              HttpStatus.UNPROCESSABLE_CONTENT, "intelligence.no-value", "« value » est vide");
      case IndicatorReading.Refused(var reason, var shown) -> {
        var refusal = ListedReading.refusal(reason);
        throw ApiProblem.of(
            HttpStatus.UNPROCESSABLE_CONTENT, refusal.code(), refusal.reason() + " : " + shown);
      }
    };
  }

  static Tlp tlp(@Nullable String label) {
    if (label == null || label.isBlank()) {
      return Tlp.AMBER;
    }
    return Constants.tlp(label)
        .orElseThrow(() ->
            ApiProblem.of(
                HttpStatus.BAD_REQUEST,
                "intelligence.tlp",
                "« tlp » : clear, green, amber, amber+strict ou red"));
  }

  @Allow(Permission.WRITE_INTELLIGENCE)
  @PostMapping("/api/v1/indicators/import")
  ResponseEntity<Map<String, Object>> load(
      @RequestParam String format,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "") String tlp,
      @RequestParam(defaultValue = "") String severity,
      @RequestParam(defaultValue = "proposed") String status,
      @RequestParam(defaultValue = "") String columns,
      @RequestParam(defaultValue = "false") boolean dryRun,
      HttpServletRequest request)
      throws IOException {
    var order = order(format, name, tlp, severity, status, columns, charset(request));
    try {
      var id = imports.prepare(request.getInputStream(), order, Actor.current(), dryRun);
      return answer(imports.run(id));
    } catch (BrokenFileException broken) {
      boolean large = broken.refusal().code().equals("intelligence.too-large");
      throw ApiProblem.of(
          large ? HttpStatus.CONTENT_TOO_LARGE : HttpStatus.UNPROCESSABLE_CONTENT,
          broken.refusal().code(),
          broken.refusal().reason());
    }
  }

  private static ImportOrder order(
      String format,
      String name,
      String tlp,
      String severity,
      String status,
      String columns,
      String charset) {
    var form =
        ImportForm.of(format)
            .orElseThrow(() ->
                ApiProblem.of(
                    HttpStatus.BAD_REQUEST,
                    "intelligence.format",
                    "« format » : stix, misp, csv ou list"));
    try {
      return new ImportOrder(
          form,
          name.isBlank() ? "import " + form.code() : name,
          tlp(tlp),
          severity.isBlank() ? Severity.MEDIUM : Severity.of(severity),
          status.equals("confirmed") ? Acceptance.CONFIRMED : Acceptance.PROPOSED,
          charset,
          columns);
    } catch (IllegalArgumentException wrong) {
      throw ApiProblem.of(
          HttpStatus.BAD_REQUEST, "intelligence.field", String.valueOf(wrong.getMessage()));
    }
  }

  private static String charset(HttpServletRequest request) {
    String type = request.getContentType();
    if (type != null && type.startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE)) {
      throw ApiProblem.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "intelligence.content-type",
          "Envoyez le fichier tel quel, avec « Content-Type: application/octet-stream »");
    }
    int charset = type == null ? -1 : type.indexOf("charset=");
    return charset < 0 || type == null
        ? ""
        : type.substring(charset + "charset=".length()).replace("\"", "").split(";", 2)[0].strip();
  }

  @Allow(Permission.READ_INTELLIGENCE)
  @GetMapping("/api/v1/imports/{id}")
  ResponseEntity<Map<String, Object>> report(@PathVariable UUID id) {
    return ResponseEntity.ok(
        body(imports.find(id).orElseThrow(() -> ApiProblem.absent("Aucun import " + id))));
  }

  /** Does for good what a dry run has announced. */
  @Allow(Permission.WRITE_INTELLIGENCE)
  @PostMapping("/api/v1/imports/{id}/apply")
  ResponseEntity<Map<String, Object>> apply(@PathVariable UUID id) {
    if (!imports.forGood(id)) {
      throw ApiProblem.of(
          HttpStatus.CONFLICT,
          "intelligence.not-ready",
          "Cet import est inconnu, déjà fait, ou son fichier n’est plus là");
    }
    return answer(imports.run(id));
  }

  private static ResponseEntity<Map<String, Object>> answer(ImportRecord done) {
    var body = body(done);
    var failure = done.report().failure();
    if (failure == null) {
      return ResponseEntity.ok(body);
    }
    body.put("title", "Fichier lu en partie");
    body.put("status", HttpStatus.UNPROCESSABLE_CONTENT.value());
    body.put("code", failure.code());
    body.put("detail", failure.reason());
    return ResponseEntity.status(HttpStatus.UNPROCESSABLE_CONTENT)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(body);
  }

  private static Map<String, Object> body(ImportRecord done) {
    var body = new LinkedHashMap<String, Object>();
    body.put("id", done.id().toString());
    body.put("name", done.order().name());
    body.put("dryRun", done.dryRun());
    body.put("state", Constants.text(done.state()));
    body.put("sizeBytes", done.sizeBytes());
    body.put("sha256", done.sha256());
    body.putAll(ImportJson.body(done.report()));
    return body;
  }

  /** Several indicators at once. */
  record Chosen(@Nullable List<String> ids) {}

  @Allow(Permission.WRITE_INTELLIGENCE)
  @PostMapping("/api/v1/indicators/confirm")
  Map<String, Object> confirmAll(
      @RequestBody Chosen chosen, @RequestParam(defaultValue = "true") boolean share) {
    return decision(indicators.confirm(ids(chosen), Actor.current(), share));
  }

  @Allow(Permission.WRITE_INTELLIGENCE)
  @PostMapping("/api/v1/indicators/{id}/confirm")
  Map<String, Object> confirm(
      @PathVariable String id, @RequestParam(defaultValue = "true") boolean share) {
    return single(id, indicators.confirm(List.of(id(id)), Actor.current(), share));
  }

  @Allow(Permission.WRITE_INTELLIGENCE)
  @PostMapping("/api/v1/indicators/{id}/revoke")
  Map<String, Object> revoke(@PathVariable String id) {
    return single(id, indicators.revoke(List.of(id(id)), Actor.current()));
  }

  private Map<String, Object> single(String id, Indicators.Decision decision) {
    if (decision.done() == 1) {
      return one(id);
    }
    boolean unknown = read.find(id).isEmpty();
    throw ApiProblem.of(
        unknown ? HttpStatus.NOT_FOUND : HttpStatus.CONFLICT,
        unknown ? "intelligence.unknown" : "intelligence.undecidable",
        String.join(" ; ", decision.refused()));
  }

  private static Map<String, Object> decision(Indicators.Decision decision) {
    return Map.of("done", decision.done(), "refused", decision.refused());
  }

  private static List<StixId> ids(Chosen chosen) {
    var texts = chosen.ids();
    if (texts == null || texts.isEmpty() || texts.size() > MAX_IDS) {
      throw ApiProblem.of(
          HttpStatus.BAD_REQUEST, "intelligence.ids", "« ids » : 1 à " + MAX_IDS + " identifiants");
    }
    var ids = new ArrayList<StixId>();
    texts.forEach(text -> ids.add(id(text)));
    return ids;
  }

  private static StixId id(String text) {
    try {
      return StixId.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw ApiProblem.of(
          HttpStatus.BAD_REQUEST, "stix.id", "Ce n’est pas un identifiant STIX : " + text);
    }
  }

  @Allow(Permission.READ_INTELLIGENCE)
  @GetMapping("/api/v1/sightings")
  Map<String, Object> sightings(@RequestParam String indicator) {
    return Map.of(
        "items",
        sightings.of(indicator).stream()
            .map(row ->
                Map.of(
                    "id", row.id(),
                    "indicator", row.of(),
                    "seenBy", row.seenBy(),
                    "ours", row.ours(),
                    "first", row.first().toString(),
                    "last", row.last().toString(),
                    "count", row.count()))
            .toList());
  }
}

package org.bouclier.node.frontier;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The border register for programs. */
@RestController
@RequestMapping("/api/v1/crossings")
class BorderApiController {

  private static final int PAGE = 50;

  private final FrontierSql sql;

  BorderApiController(FrontierSql sql) {
    this.sql = sql;
  }

  /** A page of the register, newest first; {@code next} goes into {@code before}. */
  record Answer(List<Line> crossings, @Nullable Long next) {}

  /** One line; {@code refusal} is null for what left. */
  record Line(
      UUID id,
      long index,
      Instant at,
      String destination,
      String verdict,
      String form,
      String kind,
      String purpose,
      List<Ruling.RuleText> rules,
      List<String> obligations,
      List<Ruling.Taken> minimised,
      @Nullable RefusalText refusal,
      String policy,
      List<String> objects,
      int objectCount) {}

  /** Why something did not leave, and what would have let it. */
  record RefusalText(String code, List<String> nearest) {}

  @Allow(Permission.READ_BORDER)
  @GetMapping
  Answer crossings(
      @RequestParam(required = false) @Nullable String object,
      @RequestParam(required = false) @Nullable String destination,
      @RequestParam(required = false) @Nullable String verdict,
      @RequestParam(required = false) @Nullable Long before) {
    var filter =
        new RegisterFilter(given(destination), crossed(verdict), null, null, given(object));
    var found = sql.lines(filter, before, PAGE + 1);
    var shown = found.size() > PAGE ? found.subList(0, PAGE) : found;
    return new Answer(
        shown.stream().flatMap(line -> sql.entry(line.id()).stream()).map(this::line).toList(),
        found.size() > PAGE ? shown.getLast().number() : null);
  }

  private static @Nullable String given(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static @Nullable Boolean crossed(@Nullable String verdict) {
    return switch (verdict == null ? "" : verdict) {
      case "" -> null;
      case "crossed" -> Boolean.TRUE;
      case "refused" -> Boolean.FALSE;
      default -> throw unknownVerdict();
    };
  }

  private static ErrorResponseException unknownVerdict() {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.BAD_REQUEST, "« verdict » : crossed, refused, ou rien pour tous.");
    problem.setProperty("code", "crossing.verdict");
    return new ErrorResponseException(HttpStatus.BAD_REQUEST, problem, null);
  }

  @Allow(Permission.READ_BORDER)
  @GetMapping("/{id}")
  ResponseEntity<?> crossing(@PathVariable UUID id) {
    var entry = sql.entry(id);
    return entry.isPresent()
        ? ResponseEntity.ok(line(entry.get()))
        : ResponseEntity.of(absent()).build();
  }

  private static ProblemDetail absent() {
    var problem =
        ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "Aucun passage de ce nom.");
    problem.setProperty("code", "crossing.unknown");
    return problem;
  }

  private Line line(RegisterEntry entry) {
    var line = entry.line();
    var ruling = entry.ruling();
    return new Line(
        line.id(),
        line.index(),
        line.at(),
        line.destination(),
        line.crossed() ? "crossed" : "refused",
        line.form(),
        line.kind(),
        line.purpose(),
        ruling.rules(),
        ruling.obligations(),
        ruling.minimised(),
        line.crossed() ? null : new RefusalText(line.code(), ruling.nearest()),
        ruling.policy(),
        sql.objects(entry.leaf(), PAGE),
        line.objects());
  }
}

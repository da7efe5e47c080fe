package org.bouclier.node.detection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.node.accounts.Allow;
import org.bouclier.node.accounts.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Log sources for programs. */
@RestController
@RequestMapping(path = "/api/v1/sources", produces = MediaType.APPLICATION_JSON_VALUE)
class SourcesApi {

  private final Sources sources;
  private final SourceDesk desk;
  private final Clock clock;

  SourcesApi(Sources sources, SourceDesk desk, Clock clock) {
    this.sources = sources;
    this.desk = desk;
    this.clock = clock;
  }

  /** A source to declare; only the name is needed. */
  record Draft(
      @Nullable String name,
      @Nullable String description,
      @Nullable String format,
      @Nullable String product,
      @Nullable String category,
      @Nullable String service,
      @Nullable Long silenceSeconds) {}

  /** A source as it fares. */
  record View(
      String name,
      String description,
      String format,
      String product,
      String category,
      String service,
      String state,
      long received,
      long bytes,
      long undecodable,
      long misdated,
      long refused,
      long dropped,
      @Nullable Instant lastEventAt) {

    static View of(Source source, Instant now) {
      Source.Counts counts = source.counts();
      return new View(
          source.name(),
          source.description(),
          source.format().name().toLowerCase(Locale.ROOT),
          source.product(),
          source.category(),
          source.service(),
          source.state(now).code(),
          counts.received(),
          counts.bytes(),
          counts.undecodable(),
          counts.misdated(),
          counts.refused(),
          counts.dropped(),
          counts.lastEventAt());
    }
  }

  /** What a declaration gives: the token is shown this once. */
  record Declared(View source, String token) {}

  /** A further token of a source, shown this once. */
  record Token(String token) {}

  /** All sources. */
  record Listed(List<View> sources) {}

  @Allow(Permission.HANDLE_SOURCES)
  @GetMapping
  Listed list() {
    Instant now = clock.instant();
    return new Listed(sources.list().stream().map(source -> View.of(source, now)).toList());
  }

  @Allow(Permission.HANDLE_SOURCES)
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Declared declare(@RequestBody Draft asked) {
    Long seconds = asked.silenceSeconds();
    var draft =
        new SourceDraft(
            text(asked.name()),
            text(asked.description()),
            format(text(asked.format())),
            text(asked.product()),
            text(asked.category()),
            text(asked.service()),
            seconds == null ? SourceDraft.USUAL_SILENCE : Duration.ofSeconds(seconds));
    demandFaultless(draft.faults());
    Source source =
        desk.declare(draft)
            .orElseThrow(() ->
                Problem.of(
                    409, "source.exists", "Une source se nomme déjà « " + draft.name() + " »."));
    return new Declared(View.of(source, clock.instant()), desk.token(source));
  }

  @Allow(Permission.HANDLE_SOURCES)
  @GetMapping("/{name}")
  View one(@PathVariable String name) {
    return View.of(
        sources.look(name).orElseThrow(() -> Problem.unknownSource(name)), clock.instant());
  }

  @Allow(Permission.HANDLE_SOURCES)
  @PostMapping("/{name}/token")
  @ResponseStatus(HttpStatus.CREATED)
  Token token(@PathVariable String name) {
    return new Token(desk.token(sources.find(name).orElseThrow(() -> Problem.unknownSource(name))));
  }

  private static LogFormat format(String name) {
    try {
      return name.isEmpty() ? LogFormat.AUTO : LogFormat.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw Problem.of(400, "source.format", "Un format est auto, ndjson, syslog ou text.");
    }
  }

  private static void demandFaultless(Map<String, String> faults) {
    if (!faults.isEmpty()) {
      var first = faults.entrySet().iterator().next();
      ErrorResponseException refusal =
          Problem.of(400, "source." + first.getKey(), first.getKey() + " : " + first.getValue());
      refusal.getBody().setProperty("fields", faults);
      throw refusal;
    }
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text.strip();
  }
}

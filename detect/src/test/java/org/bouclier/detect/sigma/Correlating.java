package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;

/** Rules under test, an event at a time: a scanner, a correlator, and what they said. */
final class Correlating {

  static final Instant START = Instant.parse("2026-01-29T08:00:00Z");

  private final SigmaRules rules;
  private final SigmaScanner scanner;
  private final Correlator correlator;
  private final List<Correlated> found = new ArrayList<>();
  private final List<String> alone = new ArrayList<>(); // titles of rules that spoke themselves
  private Instant now = START;
  private long reference;

  private Correlating(SigmaRules rules, CorrelationLimits limits) {
    this.rules = rules;
    this.scanner = rules.scanner();
    this.correlator = new Correlator(rules, limits);
  }

  /** Documents, which must all be accepted. */
  static Correlating of(String... documents) {
    return of(CorrelationLimits.DEFAULT, documents);
  }

  static Correlating of(CorrelationLimits limits, String... documents) {
    SigmaRules rules = rules(documents);
    assertThat(rules.refusals()).isEmpty();
    return new Correlating(rules, limits);
  }

  static SigmaRules rules(String... documents) {
    return SigmaRules.of(List.of(new RuleText("r.yml", String.join("\n---\n", documents))));
  }

  /** A rule with a name, for events whose {@code kind} is that name. */
  static String rule(String name) {
    return "title: "
        + name
        + "\nname: "
        + name
        + "\nlogsource: {product: test}\ndetection: {s: {kind: "
        + name
        + "}, condition: s}";
  }

  /** A correlation: its title, then the lines of its section. */
  static String correlation(String title, String section) {
    return "title: "
        + title
        + "\nname: "
        + title
        + "\ncorrelation:\n"
        + section.strip().indent(4).stripTrailing();
  }

  /** Sets the clock, in seconds from {@link #START}. */
  Correlating at(long seconds) {
    now = START.plus(Duration.ofSeconds(seconds));
    return this;
  }

  /** A line of JSON now; returns what fired with it, by title. */
  List<String> line(String json) {
    return feed(json, correlator);
  }

  /** An event of a kind: further fields as {@code name=value}. */
  List<String> event(String kind, String... fields) {
    return line(json(kind, fields));
  }

  static String json(String kind, String... fields) {
    var json = new StringBuilder("{\"kind\":\"" + kind + "\"");
    for (String field : fields) {
      String[] parts = field.split("=", 2);
      json.append(",\"").append(parts[0]).append("\":\"").append(parts[1]).append('"');
    }
    return json.append('}').toString();
  }

  List<String> feed(String json, Correlator into) {
    List<Correlated> fired = new ArrayList<>();
    byte[] line = json.getBytes(UTF_8);
    long number = reference++;
    scanner.scan(
        line,
        0,
        line.length,
        LogFormat.NDJSON,
        LogSource.ofProduct("test"),
        new RuleSink() {
          @Override
          public void accept(RuleInfo rule, LogSource source, List<Evidence> evidence) {
            alone.add(rule.title());
          }

          @Override
          public void observed(Observation observation) {
            into.accept(observation, now, number, fired::add);
          }
        });
    found.addAll(fired);
    return fired.stream().map(one -> one.rule().title()).toList();
  }

  /** One event a second of the same kind and fields; how often a correlation fired. */
  int events(int count, String kind, String... fields) {
    int before = found.size();
    for (int i = 0; i < count; i++) {
      event(kind, fields);
      now = now.plusSeconds(1);
    }
    return found.size() - before;
  }

  Correlated last() {
    return found.getLast();
  }

  List<Correlated> found() {
    return found;
  }

  List<String> alone() {
    return alone;
  }

  SigmaRules rules() {
    return rules;
  }

  Correlator correlator() {
    return correlator;
  }

  CorrelationCounts counts() {
    return correlator.counts();
  }
}

package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.sigma.PlainCorrelator.Told;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The correlator against the obvious reading of the same correlations, on invented events that come
 * a little out of order; and against itself, with a snapshot taken up in the middle.
 */
class CorrelationDifferentialTest {

  private static final String[] RULES = {"ra", "rb", "rc", "rd"};
  private static final String[] FIELDS = {"U", "H", "V", "N"};
  private static final int EVENTS = 400;

  /** An invented event. */
  private record Event(Set<String> kinds, long second, Map<String, String> fields) {

    String json() {
      var json = new StringBuilder("{");
      for (String rule : RULES) {
        json.append('"').append("is_").append(rule).append("\":").append(kinds.contains(rule));
        json.append(',');
      }
      fields.forEach((name, value) ->
          json.append('"').append(name).append("\":\"").append(value).append("\","));
      return json.append("\"end\":1}").toString();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 20_260_129, -7})
  void correlations_fire_as_they_read(long seed) {
    var random = new Random(seed);
    var fired = new EnumMap<CorrelationType, Integer>(CorrelationType.class);
    long late = 0;
    for (int round = 0; round < 6; round++) {
      String yaml = documents(random);
      SigmaRules rules = SigmaRules.of(List.of(new RuleText("r.yml", yaml)));
      assertThat(rules.refusals()).isEmpty();
      List<Event> events = events(random);

      var plain = new PlainCorrelator(yaml);
      var whole = new Correlator(rules, CorrelationLimits.DEFAULT);
      Correlator parts = new Correlator(rules, CorrelationLimits.DEFAULT);
      SigmaScanner scanner = rules.scanner();
      for (int i = 0; i < events.size(); i++) {
        Event event = events.get(i);
        Map<String, String> fields = new HashMap<>(event.fields);
        List<String> expected =
            plain.accept(event.kinds, event.second * 1_000, fields).stream()
                .map(CorrelationDifferentialTest::text)
                .sorted()
                .toList();
        if (random.nextInt(50) == 0) { // a restart
          var restarted = new Correlator(rules, CorrelationLimits.DEFAULT);
          assertThat(restarted.restore(parts.snapshot())).isTrue();
          assertThat(restarted.counts().groups()).isEqualTo(parts.counts().groups());
          assertThat(restarted.counts().events()).isEqualTo(parts.counts().events());
          parts = restarted;
        }
        List<Correlated> actual = feed(scanner, whole, event, i);
        assertThat(actual.stream().map(CorrelationDifferentialTest::text).sorted().toList())
            .as("seed %d, round %d, event %d %s of\n%s", seed, round, i, event, yaml)
            .isEqualTo(expected);
        assertThat(feed(scanner, parts, event, i)).as("after restarts").isEqualTo(actual);
        actual.forEach(one -> fired.merge(one.type(), 1, Integer::sum));
      }
      assertThat(whole.counts().late()).isEqualTo(plain.late);
      assertThat(whole.counts().evictedEvents()).isZero();
      late += plain.late;
    }
    assertThat(fired.keySet()).as("each type fires").hasSize(CorrelationType.values().length);
    assertThat(late).as("some events are too late").isPositive();
  }

  private static String text(Told told) {
    return told.name()
        + " "
        + told.first() / 1_000
        + "-"
        + told.last() / 1_000
        + " "
        + told.value().stripTrailingZeros().toPlainString()
        + " of "
        + told.count();
  }

  private static String text(Correlated found) {
    return found.rule().title()
        + " "
        + found.first().getEpochSecond()
        + "-"
        + found.last().getEpochSecond()
        + " "
        + found.value().stripTrailingZeros().toPlainString()
        + " of "
        + found.count();
  }

  private static List<Correlated> feed(
      SigmaScanner scanner, Correlator correlator, Event event, long reference) {
    List<Correlated> fired = new ArrayList<>();
    byte[] line = event.json().getBytes(UTF_8);
    scanner.scan(
        line,
        0,
        line.length,
        LogFormat.NDJSON,
        LogSource.ofProduct("test"),
        new RuleSink() {
          @Override
          public void accept(RuleInfo rule, LogSource source, List<Evidence> evidence) {}

          @Override
          public void observed(Observation observation) {
            Instant at = Instant.ofEpochSecond(event.second);
            correlator.accept(observation, at, reference, fired::add);
          }
        });
    return fired;
  }

  // Inventions

  private static String documents(Random random) {
    List<String> documents = new ArrayList<>();
    for (String rule : RULES) {
      documents.add(Correlating.rule(rule).replace("kind: " + rule, "is_" + rule + ": true"));
    }
    List<String> names = new ArrayList<>(List.of(RULES));
    int number = 0;
    for (CorrelationType type : CorrelationType.values()) {
      String name = "c" + number++;
      documents.add(Correlating.correlation(name, section(random, type, List.of(RULES))));
      if (random.nextInt(3) == 0) {
        names.add(name);
      }
    }
    for (int i = 0; i < 3; i++) { // chains: inner ones fall silent, so not of every type
      CorrelationType type = pick(random, CorrelationType.values());
      documents.add(Correlating.correlation("chain" + i, section(random, type, names)));
    }
    // Every type keeps one that speaks.
    for (CorrelationType type : CorrelationType.values()) {
      documents.add(
          Correlating.correlation("loud_" + type.word(), section(random, type, List.of(RULES))));
    }
    return String.join("\n---\n", documents);
  }

  private static String section(Random random, CorrelationType type, List<String> names) {
    Set<String> rules = new TreeSet<>(); // not always in the order of events
    int count = 1 + random.nextInt(type.isTemporal() ? 4 : 3);
    while (rules.size() < Math.max(count, type.isTemporal() ? 2 : 1)) {
      rules.add(names.get(random.nextInt(names.size())));
    }
    var section = new StringBuilder();
    section.append("type: ").append(type.word()).append("\nrules: ").append(rules).append('\n');
    section.append("timespan: ").append(pick(random, "5s", "20s", "1m", "2m")).append('\n');
    List<String> groups =
        switch (random.nextInt(4)) {
          case 0 -> List.of();
          case 1 -> List.of("U");
          case 2 -> List.of("U", "H");
          default -> List.of("who");
        };
    if (!groups.isEmpty()) {
      section.append("group-by: ").append(groups).append('\n');
    }
    List<String> aliased =
        rules.stream().filter(rule -> rule.startsWith("r") && random.nextBoolean()).toList();
    if (groups.contains("who") && !aliased.isEmpty()) {
      section.append("aliases: {who: {");
      section.append(
          aliased.stream()
              .map(rule -> rule + ": " + pick(random, "U", "H"))
              .collect(Collectors.joining(", ")));
      section.append("}}\n");
    }
    String condition = condition(random, type, rules.size());
    if (!condition.isEmpty()) {
      section.append("condition: {").append(condition).append("}\n");
    }
    return section.toString();
  }

  private static String condition(Random random, CorrelationType type, int rules) {
    String bounds =
        switch (random.nextInt(6)) {
          case 0 -> "gt: " + (1 + random.nextInt(3));
          case 1 -> "eq: " + (2 + random.nextInt(3));
          case 2 -> "lte: " + (1 + random.nextInt(2));
          case 3 -> "gte: 2, lt: " + (3 + random.nextInt(3));
          case 4 -> "neq: " + (1 + random.nextInt(3));
          default -> "gte: " + (2 + random.nextInt(4));
        };
    return switch (type) {
      case EVENT_COUNT -> bounds;
      case VALUE_COUNT -> "field: " + pick(random, "V", "[V, H]", "[U]") + ", " + bounds;
      case TEMPORAL, TEMPORAL_ORDERED ->
          random.nextInt(3) == 0
              ? pick(random, "gte: 1", "eq: " + rules, "gte: " + rules, "neq: 1", "lt: 2")
              : "";
      case VALUE_SUM -> "field: N, gt: " + random.nextInt(40);
      case VALUE_AVG -> "field: N, lte: " + random.nextInt(12) + ".5";
      case VALUE_PERCENTILE ->
          "field: N, gte: "
              + random.nextInt(9)
              + pick(random, "", ", percentile: 90", ", percentile: 0", ", percentile: 33");
    };
  }

  private static List<Event> events(Random random) {
    List<Event> events = new ArrayList<>();
    long second = 1_000_000;
    for (int i = 0; i < EVENTS; i++) {
      second += random.nextInt(12) == 0 ? random.nextInt(90) : random.nextInt(4);
      long at =
          switch (random.nextInt(12)) {
            case 0 -> second - random.nextInt(8);
            case 1 -> second - random.nextInt(150);
            default -> second;
          };
      Set<String> kinds = new TreeSet<>();
      kinds.add(pick(random, RULES));
      while (random.nextInt(4) == 0) {
        kinds.add(pick(random, RULES));
      }
      Map<String, String> fields = new LinkedHashMap<>();
      for (String field : FIELDS) {
        String value = value(random, field);
        if (value != null) {
          fields.put(field, value);
        }
      }
      events.add(new Event(kinds, at, fields));
    }
    return events;
  }

  private static @Nullable String value(Random random, String field) {
    if (random.nextInt(10) == 0) {
      return null;
    }
    return switch (field) {
      case "U" -> pick(random, "a", "b", "A", "c");
      case "H" -> pick(random, "h", "i");
      case "V" -> "v" + random.nextInt(6);
      default -> pick(random, "1", "2", "-3", "7.25", "11", "0.1", "x").toLowerCase(Locale.ROOT);
    };
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static <T> T pick(Random random, T... from) {
    return from[random.nextInt(from.length)];
  }
}

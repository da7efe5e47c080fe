package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouclier.detect.SharedData;
import org.bouclier.detect.log.EventFields;
import org.bouclier.detect.log.FieldKind;
import org.bouclier.detect.log.LineDecoder;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The engine against the obvious reading of the same rules, on invented and on recorded events. */
class SigmaDifferentialTest {

  private static final String[] FIELDS = {"Image", "Line", "User", "Id"};
  private static final String[] PIECES = {
    "a", "B", "é", "ab", "-x", " /x", "\\", "cmd", "*", "?", "1"
  };
  private static final String[] MODIFIERS = {
    "",
    "",
    "",
    "|contains",
    "|contains",
    "|startswith",
    "|endswith",
    "|contains|all",
    "|cased",
    "|contains|cased",
    "|windash",
    "|contains|windash",
    "|base64offset|contains",
    "|neq",
    "|re",
    "|re|i",
    "|exists",
    "|lt",
    "|gte",
    "|fieldref"
  };
  private static final String[] CONDITIONS = {
    "s1",
    "s1 and s2",
    "s1 or s2",
    "s1 and not s2",
    "not s1",
    "1 of s*",
    "all of them",
    "s1 and (s2 or not s3)",
    "not 1 of s* or s3",
    "s1 and not all of s*"
  };

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, 2, 20_260_129, -7})
  void invented_rules_answer_as_they_read(long seed) {
    var random = new Random(seed);
    List<RuleText> texts = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      texts.add(new RuleText("r" + i, rule(random, i)));
    }
    SigmaRules rules = SigmaRules.of(texts);
    assertThat(rules.size()).as("%s", rules.refusals()).isGreaterThan(100);
    Map<String, PlainEvaluator> plain = new HashMap<>();
    texts.forEach(text -> plain.put(text.file(), evaluator(text.text())));

    int hits = 0;
    int asked = 0;
    for (int i = 0; i < 150; i++) {
      String event = event(random);
      Set<String> expected = new TreeSet<>();
      Map<String, List<@Nullable Object>> values = values(event);
      for (RuleInfo rule : rules.rules()) {
        if (plain.get(rule.id()).matches(values)) {
          expected.add(rule.id());
        }
      }
      Set<String> fired = fired(rules, event, LogSource.ofProduct("windows"));
      for (RuleText text : texts) {
        assertThat(fired.contains(text.file()))
            .as("seed %d, event %s, rule %s", seed, event, text.text())
            .isEqualTo(expected.contains(text.file()));
      }
      hits += expected.size();
      asked += rules.size();
    }
    assertThat(hits).as("both answers are common").isBetween(asked / 20, asked * 19 / 20);
  }

  @Test
  void the_rules_of_SigmaHQ_answer_as_they_read_on_recorded_events() throws Exception {
    SigmaRules rules = SigmaHq.load().rules();
    Map<String, PlainEvaluator> plain = new HashMap<>();
    SigmaHq.load().texts().forEach((file, text) -> plain.put(file, evaluator(text)));
    List<String> events = recorded();
    var sample = new Random(20_260_129);
    int hits = 0;
    for (int i = 0; i < 60; i++) {
      String event = events.get(sample.nextInt(events.size()));
      Map<String, List<@Nullable Object>> values = values(event);
      SigmaScanner scanner = rules.scanner();
      Set<String> fired = fired(scanner, event, LogSource.ofProduct("windows"));
      Plan plan = rules.plan(LogSource.ofProduct("windows"), origin(rules, event));
      Set<String> expected = new TreeSet<>();
      for (int rule = 0; rule < plan.size(); rule++) {
        RuleInfo info = plan.rule(rule).info();
        if (plain.get(info.file()).matches(renamed(values, info))) {
          expected.add(info.id());
        }
      }
      assertThat(fired).as(event).isEqualTo(expected);
      hits += expected.size();
    }
    assertThat(hits).as("some rules fire on recorded attacks").isPositive();
  }

  @Test
  void the_witness_index_loses_no_rule_on_recorded_events() throws Exception {
    SigmaRules rules = SigmaHq.load().rules();
    SigmaScanner scanner = rules.scanner();
    var decoder = new LineDecoder();
    var fields = new EventFields();
    var view = new EventView(rules.table());
    long asked = 0;
    long applicable = 0;
    int hits = 0;
    List<String> events = recorded();
    for (int i = 0; i < events.size(); i += 40) {
      byte[] line = events.get(i).getBytes(UTF_8);
      decoder.decode(line, 0, line.length, LogFormat.NDJSON, fields);
      view.load(fields);
      Origin origin = rules.origins().of(view);
      origin.rename(view);
      Plan plan = rules.plan(LogSource.ofProduct("windows"), origin);
      Set<String> expected = new TreeSet<>();
      for (int rule = 0; rule < plan.size(); rule++) {
        if (plan.rule(rule).condition().test(view)) {
          expected.add(plan.rule(rule).info().id());
        }
      }
      assertThat(fired(scanner, events.get(i), LogSource.ofProduct("windows")))
          .as(events.get(i))
          .isEqualTo(expected);
      var candidates = new Candidates();
      plan.candidates(view, candidates);
      asked += candidates.count();
      applicable += plan.size();
      hits += expected.size();
    }
    assertThat(hits).as("some rules fire on recorded attacks").isGreaterThan(20);
    assertThat(asked).as("few rules are asked of %d", applicable).isLessThan(applicable / 20);
  }

  private static List<String> recorded() throws Exception {
    String text = new String(SharedData.unxz("logs/windows-security-datasets.ndjson.xz"), UTF_8);
    return text.lines().toList();
  }

  private static Origin origin(SigmaRules rules, String event) {
    byte[] line = event.getBytes(UTF_8);
    var fields = new EventFields();
    new LineDecoder().decode(line, 0, line.length, LogFormat.NDJSON, fields);
    var view = new EventView(rules.table());
    view.load(fields);
    return rules.origins().of(view);
  }

  /** Security 4688 in the words of process_creation rules: what log-sources.yml says. */
  private static Map<String, List<@Nullable Object>> renamed(
      Map<String, List<@Nullable Object>> values, RuleInfo rule) {
    boolean security =
        values.getOrDefault("Channel", List.of()).stream()
            .anyMatch(
                channel -> channel != null && channel.toString().equalsIgnoreCase("security"));
    List<?> ids = values.getOrDefault("EventID", List.of());
    assertThat(rule.id()).isNotEmpty();
    Map<String, String> names =
        !security
            ? Map.of()
            : switch (ids.isEmpty() ? "" : String.valueOf(ids.getFirst())) {
              case "4688" ->
                  Map.of(
                      "ParentProcessId", "ProcessId",
                      "ProcessId", "NewProcessId",
                      "Image", "NewProcessName",
                      "ParentImage", "ParentProcessName",
                      "User", "SubjectUserName",
                      "LogonId", "SubjectLogonId",
                      "IntegrityLevel", "MandatoryLabel");
              case "4657" ->
                  Map.of(
                      "Image", "ProcessName",
                      "TargetObject", "ObjectName",
                      "Details", "NewValue",
                      "User", "SubjectUserName");
              case "5156" ->
                  Map.of(
                      "Image", "Application",
                      "SourceIp", "SourceAddress",
                      "DestinationIp", "DestAddress",
                      "DestinationPort", "DestPort");
              default -> Map.of();
            };
    Map<String, List<@Nullable Object>> renamed = new HashMap<>(values);
    names.forEach((to, from) -> {
      List<@Nullable Object> value = values.get(from);
      if (value != null) {
        renamed.put(to, value);
      }
    });
    return renamed;
  }

  private static PlainEvaluator evaluator(String yaml) {
    var options = new LoaderOptions();
    Map<?, ?> rule = new Yaml(new SafeConstructor(options)).load(yaml);
    return new PlainEvaluator(rule);
  }

  /** All names of FieldNames for each field: what an event is to a rule, in maps. */
  private static Map<String, List<@Nullable Object>> values(String event) {
    byte[] line = event.getBytes(UTF_8);
    var fields = new EventFields();
    new LineDecoder().decode(line, 0, line.length, LogFormat.NDJSON, fields);
    Map<String, List<@Nullable Object>> values = new HashMap<>();
    for (int i = 0; i < fields.count(); i++) {
      boolean none = fields.kind(i) == FieldKind.NULL || fields.kind(i) == FieldKind.EMPTY;
      for (String name : FieldNames.of(fields.name(i))) {
        values.computeIfAbsent(name, key -> new ArrayList<>()).add(none ? null : fields.value(i));
      }
    }
    return values;
  }

  private static Set<String> fired(SigmaRules rules, String event, LogSource source) {
    return fired(rules.scanner(), event, source);
  }

  private static Set<String> fired(SigmaScanner scanner, String event, LogSource source) {
    Set<String> fired = new TreeSet<>();
    byte[] line = event.getBytes(UTF_8);
    scanner.scan(
        line,
        0,
        line.length,
        LogFormat.NDJSON,
        source,
        (rule, origin, evidence) -> assertThat(fired.add(rule.id())).as("once").isTrue());
    return fired;
  }

  private static String rule(Random random, int number) {
    var rule = new StringBuilder("title: R\nid: r" + number + "\nlogsource: {product: windows}\n");
    rule.append("detection:\n");
    for (int search = 1; search <= 3; search++) {
      rule.append("  s").append(search).append(":\n");
      if (random.nextInt(6) == 0) {
        rule.append("    - '").append(text(random)).append("'\n");
        rule.append("    - '").append(text(random)).append("'\n");
        continue;
      }
      Set<String> keys = new HashSet<>();
      for (int item = random.nextInt(2); item < 2; item++) {
        String key = pick(random, FIELDS) + pick(random, MODIFIERS);
        if (keys.add(key)) {
          rule.append("    ").append(key).append(": ").append(values(random, key)).append('\n');
        }
      }
    }
    return rule.append("  condition: ").append(pick(random, CONDITIONS)).append('\n').toString();
  }

  private static String values(Random random, String key) {
    if (key.endsWith("exists")) {
      return Boolean.toString(random.nextBoolean());
    }
    if (key.endsWith("lt") || key.endsWith("gte")) {
      return Integer.toString(random.nextInt(4));
    }
    if (key.endsWith("fieldref")) {
      return pick(random, FIELDS);
    }
    if (key.contains("|re")) {
      return pick(random, new String[] {"'a.?b'", "'^[ab]+$'", "'cmd|x'", "'b{2}'", "'a\\.b'"});
    }
    if (key.indexOf('|') < 0 && random.nextInt(8) == 0) {
      return "null";
    }
    int count = 1 + random.nextInt(3);
    return Stream.generate(() -> "'" + text(random) + "'")
        .limit(count)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Not empty: an empty keyword is refused, and base64 of a wildcard too. */
  private static String text(Random random) {
    var text = new StringBuilder(pick(random, PIECES));
    for (int more = random.nextInt(3); more > 0; more--) {
      text.append(pick(random, PIECES));
    }
    return text.toString();
  }

  private static String event(Random random) {
    List<String> fields = new ArrayList<>();
    for (String field : FIELDS) {
      switch (random.nextInt(8)) {
        case 0 -> {}
        case 1 -> fields.add("\"" + field + "\":null");
        case 2 -> fields.add("\"" + field + "\":" + random.nextInt(5));
        case 3 ->
            fields.add(
                "\""
                    + field
                    + "\":[\""
                    + json(text(random))
                    + "\",\""
                    + json(text(random))
                    + "\"]");
        default -> fields.add("\"" + field + "\":\"" + json(text(random)) + "\"");
      }
    }
    return "{" + String.join(",", fields) + "}";
  }

  private static String json(String text) {
    return text.replace("\\", "\\\\");
  }

  private static String pick(Random random, String[] from) {
    return from[random.nextInt(from.length)];
  }
}

package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouclier.detect.log.Decoding;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules as wholes: their structure, what is refused, what a match shows. */
class SigmaRulesTest {

  private static final LogSource WINDOWS = LogSource.ofProduct("windows");

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          a                        | {"A":1}               | true
          a and b                  | {"A":1}               | false
          a and b                  | {"A":1,"B":1}         | true
          a or b and c             | {"A":1}               | true
          (a or b) and c           | {"A":1}               | false
          not a                    | {"B":1}               | true
          not a and b              | {"B":1}               | true
          not (a and b)            | {"A":1}               | true
          not not a                | {"A":1}               | true
          NOT a OR b               | {"A":1}               | false
          1 of them                | {"C":1}               | true
          1 of them                | {"D":1}               | false
          any of a*                | {"A":1}               | true
          all of them              | {"A":1,"B":1,"C":1}   | true
          all of them              | {"A":1,"B":1}         | false
          not 1 of b*              | {"A":1}               | true
          1 of *                   | {"B":1}               | true
          1 of _*                  | {"D":1}               | true
          2 of them                | {"A":1,"C":1}         | true
          2 of them                | {"A":1}               | false
          a and not 1 of b* or c   | {"C":1}               | true
          (((a)))                  | {"A":1}               | true
          """)
  void rows_25_and_26_conditions_and_quantifiers(String condition, String event, boolean matches) {
    String searches = "a: {A: 1}\n  b: {B: 1}\n  c: {C: 1}\n  _d: {D: 1}";

    assertThat(matches(rule(searches, condition), event)).isEqualTo(matches);
  }

  @Test
  void row_27_several_conditions_are_alternatives() {
    String rule = rule("a: {A: 1}\n  b: {B: 1}", "[a, b]");

    assertThat(matches(rule, "{\"B\":1}")).isTrue();
    assertThat(matches(rule, "{\"C\":1}")).isFalse();
  }

  @Test
  void row_21_a_list_of_maps_is_a_disjunction_and_a_map_a_conjunction() {
    String rule = rule("s:\n    - {A: 1, B: 1}\n    - {C: 1}", "s");

    assertThat(matches(rule, "{\"A\":1,\"B\":1}")).isTrue();
    assertThat(matches(rule, "{\"A\":1}")).isFalse();
    assertThat(matches(rule, "{\"C\":1}")).isTrue();
  }

  @Test
  void row_22_keywords_are_looked_for_in_every_field_and_in_plain_lines() {
    String rule = rule("keywords: ['mimikatz', 'dump*creds']", "keywords");

    assertThat(matches(rule, "{\"a\":{\"b\":\"run MimiKatz now\"}}")).isTrue();
    assertThat(matches(rule, "{\"x\":\"dump the creds\"}")).isTrue();
    assertThat(matches(rule, "{\"mimikatz\":\"in a name\"}")).isFalse();
    assertThat(matches(rule, "<34>Jan 29 12:00:00 pc app: mimikatz")).isTrue();
    assertThat(matches(rule, "mimikatz")).isTrue();
  }

  @Test
  void row_22_keywords_under_all_must_each_be_found_somewhere() {
    String rule = rule("k:\n    '|all': [alpha, beta]", "k");

    assertThat(matches(rule, "{\"a\":\"alpha\",\"b\":\"beta\"}")).isTrue();
    assertThat(matches(rule, "{\"a\":\"alpha\"}")).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          Image&expand: '%Servers%'          | expand
          Image&fuzzy: x                     | fuzzy
          Image&: x                          | modifier
          Image&i: x                         | i
          Image&re: '(?=x)'                  | re
          Image&re: '('                      | re
          Image&re&contains: x               | modifier
          Image&cidr: nowhere                | cidr
          Image&cidr: 10.0.0.0/40            | cidr
          Image&lt: dix                      | number
          Image&exists: peut-être            | exists
          Image: [a, null]                   | null
          Image&contains: null               | null
          Image: []                          | detection
          Image: {a: b}                      | detection
          Image&base64: 'a*'                 | base64
          Image&wide&base64: 'é'             | wide
          """)
  void row_43_refuses_by_name(String item, String construct) {
    SigmaRules rules =
        SigmaRules.of(
            List.of(new RuleText("r.yml", rule("s:\n    " + item.replace('&', '|'), "s"))));

    assertThat(rules.size()).isZero();
    assertThat(rules.refusals())
        .singleElement()
        .satisfies(refusal -> {
          assertThat(refusal.construct()).isEqualTo(construct);
          assertThat(refusal.file()).isEqualTo("r.yml");
          assertThat(refusal.title()).isEqualTo("Essai");
          assertThat(refusal.line()).isEqualTo(8);
        });
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          a & count() by B > 5    | count
          a and                   | condition
          b                       | condition
          (a                      | condition
          a)                      | condition
          a b                     | condition
          1 of b*                 | condition
          x of a                  | condition
          3 of them               | condition
          """)
  void row_43_refuses_a_condition_that_cannot_be_read(String condition, String construct) {
    String rule = rule("a: {A: 1}", "'" + condition.replace('&', '|') + "'");

    assertThat(SigmaRules.of(List.of(new RuleText("r.yml", rule))).refusals())
        .extracting(RuleRefusal::construct)
        .containsExactly(construct);
  }

  @Test
  void row_28_refuses_what_is_malformed_or_belongs_to_older_versions() {
    String rules =
        """
        title: Une
        correlation: {type: event_count}
        ---
        title: Deux
        logsource: {product: windows}
        filter: {rules: []}
        ---
        title: Trois
        logsource: {product: windows}
        detection: {a: {A: 1}, timeframe: 5m, condition: a}
        ---
        title: Quatre
        logsource: {product: windows}
        level: grave
        detection: {a: {A: 1}, condition: a}
        ---
        title: Cinq
        detection: {a: {A: 1}, condition: a}
        ---
        [liste]
        ---
        title: Six
        logsource: {product: windows}
        detection: {a: {A: 1, A: 2}, condition: a}
        """;

    assertThat(SigmaRules.of(List.of(new RuleText("r.yml", rules))).refusals())
        .extracting(refusal -> refusal.line() + " " + refusal.construct())
        .containsExactly(
            "2 correlation",
            "6 filter",
            "10 timeframe",
            "14 level",
            "17 logsource",
            "20 yaml",
            "24 yaml");
  }

  @Test
  void hostile_yaml_is_refused_and_the_other_files_are_read() {
    String bomb =
        """
        a: &a [x,x,x,x,x,x,x,x,x]
        b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
        c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
        title: Bombe
        logsource: {product: windows}
        detection: {s: {F: *c}, condition: s}
        """;
    SigmaRules rules =
        SigmaRules.of(
            List.of(
                new RuleText("bomb.yml", bomb),
                new RuleText("deep.yml", "title: " + "[".repeat(100_000)),
                new RuleText("tag.yml", "!!javax.script.ScriptEngineManager [x]"),
                new RuleText("tab.yml", "title: a\n\tb: c"),
                new RuleText("nest.yml", rule("a: {A: 1}", "'" + "(".repeat(5_000) + "a'")),
                new RuleText("good.yml", rule("a: {A: 1}", "a"))));

    assertThat(rules.size()).isEqualTo(1);
    assertThat(rules.refusals())
        .extracting(RuleRefusal::file)
        .containsExactly("bomb.yml", "deep.yml", "tag.yml", "tab.yml", "nest.yml");
    assertThat(rules.refusals().get(3).line()).isEqualTo(2);
  }

  @Test
  void a_folder_is_read_with_its_subfolders_and_unreadable_files_are_named(@TempDir Path folder)
      throws Exception {
    Files.createDirectory(folder.resolve("b"));
    Files.writeString(folder.resolve("b/one.yml"), rule("a: {A: 1}", "a"));
    Files.writeString(folder.resolve("a.yaml"), rule("a: {A: 1}", "a").replace("Essai", "Deux"));
    Files.write(folder.resolve("latin.yml"), new byte[] {'t', (byte) 0xE9});
    Files.writeString(folder.resolve("README.md"), "rien");

    SigmaRules rules = SigmaRules.load(folder);

    assertThat(rules.rules()).extracting(RuleInfo::title).containsExactly("Deux", "Essai");
    assertThat(rules.rules()).extracting(RuleInfo::file).containsExactly("a.yaml", "b/one.yml");
    assertThat(rules.refusals()).extracting(RuleRefusal::file).containsExactly("latin.yml");
  }

  @Test
  void a_match_shows_the_rule_the_origin_and_the_fields_that_satisfied_it() {
    SigmaRules rules =
        SigmaRules.of(
            List.of(
                new RuleText(
                    "r.yml",
                    rule(
                        "a: {Image|endswith: '.exe', User|contains: [x, oussa]}\n  b: {Z: 1}",
                        "a and not b"))));
    List<Evidence> shown = new ArrayList<>();
    List<RuleInfo> matched = new ArrayList<>();
    byte[] line = "{\"Image\":\"C:\\\\Été.EXE\",\"User\":\"Moussa\"}".getBytes(UTF_8);
    Decoding outcome =
        rules
            .scanner()
            .scan(
                line,
                0,
                line.length,
                LogFormat.NDJSON,
                WINDOWS,
                (rule, source, evidence) -> {
                  matched.add(rule);
                  assertThat(source).isEqualTo(WINDOWS);
                  shown.addAll(evidence);
                });

    assertThat(outcome).isEqualTo(Decoding.DECODED);
    assertThat(matched).singleElement().extracting(RuleInfo::level).isEqualTo(Level.HIGH);
    assertThat(matched.getFirst().author()).isEqualTo("CSIRT");
    assertThat(shown)
        .containsExactly(new Evidence("Image", "C:\\Été.EXE"), new Evidence("User", "Moussa"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"A\":", "{\"A\" 1}", "{A:1}"})
  void malformed_json_is_named_and_its_words_are_still_seen(String line) {
    SigmaRules rules = SigmaRules.of(List.of(new RuleText("r.yml", rule("k: ['A']", "k"))));
    int[] matches = {0};
    byte[] bytes = line.getBytes(UTF_8);

    assertThat(
            rules
                .scanner()
                .scan(
                    bytes,
                    0,
                    bytes.length,
                    LogFormat.AUTO,
                    WINDOWS,
                    (rule, source, e) -> matches[0]++))
        .isEqualTo(Decoding.MALFORMED_JSON);
    assertThat(matches[0]).isEqualTo(1);
  }

  @Test
  void without_rules_nothing_is_decoded() {
    byte[] line = "{".getBytes(UTF_8);

    assertThat(
            SigmaRules.none()
                .scanner()
                .scan(line, 0, 1, LogFormat.AUTO, WINDOWS, (rule, source, evidence) -> {}))
        .isEqualTo(Decoding.NOT_NEEDED);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {product: windows, category: process_creation} | "Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1 | true
          {category: process_creation}                   | "Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1 | true
          {product: windows, service: sysmon}            | "Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1 | true
          {product: windows}                             | "Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1 | true
          {product: windows, category: process_creation} | "Channel":"Microsoft-Windows-Sysmon/Operational","EventID":3 | false
          {product: windows, service: security}          | "Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1 | false
          {product: linux, category: process_creation}   | "Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1 | false
          {product: linux}                               | "product":"linux"                                             | true
          {product: linux, category: process_creation}   | "product":"linux"                                             | true
          {product: linux, category: process_creation}   | "product":"linux","category":"process_creation"               | true
          {product: linux, category: file_event}         | "product":"linux","category":"process_creation"               | false
          {product: zeek, service: dns}                  | "_path":"dns"                                                 | true
          {product: zeek, service: dns}                  | "_path":"http"                                                | false
          """)
  void row_29_a_rule_is_asked_of_events_of_its_source(String source, String from, boolean asked) {
    String rule =
        rule("s: {Image: a}", "s")
            .replace("logsource:\n  product: windows", "logsource: " + source);
    // a second rule: labels that are words of no rule do not count
    String other = rule.replaceFirst("logsource: .*", "logsource: {category: process_creation}");

    assertThat(rule).contains(source);
    assertThat(fired(List.of(rule, other), "{\"Image\":\"a\"," + from + "}")).isEqualTo(asked);
  }

  @Test
  void row_31_an_event_of_Security_4688_has_the_fields_of_process_creation() {
    String rule =
        rule(
                "s: {Image|endswith: '\\whoami.exe', ParentImage|endswith: '\\cmd.exe', User: moussa}",
                "s")
            .replace("product: windows", "category: process_creation");
    String event =
        "{\"Channel\":\"Security\",\"EventID\":4688,\"NewProcessName\":\"C:\\\\whoami.exe\","
            + "\"ParentProcessName\":\"C:\\\\cmd.exe\",\"SubjectUserName\":\"moussa\"}";

    assertThat(fired(List.of(rule), event)).isTrue();
    assertThat(fired(List.of(rule), event.replace("4688", "4689"))).isFalse();
  }

  @Test
  void row_32_what_a_rule_says_of_itself_is_kept() {
    String rule =
        rule("s: {A: 1}", "s")
            + """
            id: 5013198e-a2d4-43e0-9d0c-7b1a3e1a8b0c
            status: test
            description: D
            tags: [attack.t1059, cve.2026-1]
            references: ['https://example.org']
            falsepositives: Administrators
            taxonomy: sigma
            scope: [server]
            date: 2026-01-29
            related:
              - {id: 1, type: derived}
              - {id: 2, type: obsolete}
            regulator: {country: Mali, list: [x]}
            """;

    RuleInfo info = SigmaRules.of(List.of(new RuleText("r.yml", rule))).rules().getFirst();

    assertThat(info.id()).isEqualTo("5013198e-a2d4-43e0-9d0c-7b1a3e1a8b0c");
    assertThat(List.of(info.title(), info.author(), info.status(), info.description()))
        .containsExactly("Essai", "CSIRT", "test", "D");
    assertThat(info.level()).isEqualTo(Level.HIGH);
    assertThat(info.tags()).containsExactly("attack.t1059", "cve.2026-1");
    assertThat(info.references()).containsExactly("https://example.org");
    assertThat(info.falsePositives()).containsExactly("Administrators");
    assertThat(info.others())
        .isEqualTo(
            Map.of(
                "taxonomy", List.of("sigma"),
                "scope", List.of("server"),
                "date", List.of("2026-01-29"),
                "related", List.of("id: 1", "type: derived", "id: 2", "type: obsolete"),
                "regulator", List.of("country: Mali")));
  }

  /** Whether the first rule fires on an event of which nothing is known but what it says. */
  private static boolean fired(List<String> rules, String event) {
    List<RuleText> texts = new ArrayList<>();
    rules.forEach(rule -> texts.add(new RuleText("r" + texts.size(), rule)));
    boolean[] fired = {false};
    byte[] line = event.getBytes(UTF_8);
    SigmaRules.of(texts)
        .scanner()
        .scan(
            line,
            0,
            line.length,
            LogFormat.NDJSON,
            LogSource.UNKNOWN,
            (info, source, evidence) -> fired[0] |= "r0".equals(info.file()));
    return fired[0];
  }

  static String rule(String searches, String condition) {
    return """
    title: Essai
    author: CSIRT
    logsource:
      product: windows
    level: high
    detection:
      SEARCHES
      condition: CONDITION
    """
        .replace("SEARCHES", searches)
        .replace("CONDITION", condition);
  }

  static boolean matches(String rule, String event) {
    SigmaRules rules = SigmaRules.of(List.of(new RuleText("r.yml", rule)));
    assertThat(rules.refusals()).isEmpty();
    int[] matches = {0};
    byte[] line = event.getBytes(UTF_8);
    rules
        .scanner()
        .scan(
            line,
            0,
            line.length,
            LogFormat.AUTO,
            WINDOWS,
            (info, source, evidence) -> matches[0]++);
    assertThat(matches[0]).isLessThan(2);
    return matches[0] == 1;
  }
}

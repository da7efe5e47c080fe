package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bouclier.detect.log.Decoding;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each construct of the acceptance table (Sigma 2.1), by example. */
class SigmaRulesTest {

  private static final LogSource WINDOWS = LogSource.ofProduct("windows");

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Image                   ; a.exe            ¦ {"Image":"A.EXE"}              ¦ true
          Image                   ; a.exe            ¦ {"Image":"b a.exe"}            ¦ false
          Image                   ; a.exe            ¦ {"image":"a.exe"}              ¦ false
          Id                      ; 4688             ¦ {"Id":4688}                    ¦ true
          Id                      ; 4688             ¦ {"Id":"4688"}                  ¦ true
          Id                      ; 4688             ¦ {"Id":4688.0}                  ¦ true
          Id                      ; '4688'           ¦ {"Id":4688}                    ¦ true
          Id                      ; 4688             ¦ {"Id":46880}                   ¦ false
          Ok                      ; true             ¦ {"Ok":true}                    ¦ true
          Ok                      ; 'true'           ¦ {"Ok":"True"}                  ¦ true
          Ok                      ; true             ¦ {"Ok":false}                   ¦ false
          Image|contains          ; 'ow'             ¦ {"Image":"PowerShell"}         ¦ true
          Image|contains          ; 'x'              ¦ {"Image":"PowerShell"}         ¦ false
          Image|startswith        ; 'POWER'          ¦ {"Image":"powershell"}         ¦ true
          Image|startswith        ; 'shell'          ¦ {"Image":"powershell"}         ¦ false
          Image|endswith          ; '\\shell.exe'    ¦ {"Image":"C:\\\\Shell.EXE"}    ¦ true
          Image|endswith          ; '\\shell.exe'    ¦ {"Image":"C:\\\\Shell.EXE "}   ¦ false
          Image|contains|all      ; [aa, bb]         ¦ {"Image":"xbbxaax"}            ¦ true
          Image|contains|all      ; [aa, bb]         ¦ {"Image":"xaax"}               ¦ false
          Image                   ; 'a*c'            ¦ {"Image":"abbbc"}              ¦ true
          Image                   ; 'a?c'            ¦ {"Image":"aéc"}                ¦ true
          Image                   ; 'a?c'            ¦ {"Image":"abbc"}               ¦ false
          Image                   ; 'a?c'            ¦ {"Image":"ac"}                 ¦ false
          Image|contains          ; 'a*c?e'          ¦ {"Image":"x a..c.e x"}         ¦ true
          Image                   ; '*a*b'           ¦ {"Image":"xaybzb"}             ¦ true
          Image                   ; '*a*b'           ¦ {"Image":"xaybz"}              ¦ false
          Image                   ; '*'              ¦ {"Image":""}                   ¦ true
          Image                   ; '*'              ¦ {"Other":""}                   ¦ false
          Image                   ; '*'              ¦ {"Image":null}                 ¦ false
          Image                   ; 'a\\*c'          ¦ {"Image":"a*c"}                ¦ true
          Image                   ; 'a\\*c'          ¦ {"Image":"abc"}                ¦ false
          Image                   ; 'a\\\\*'         ¦ {"Image":"a\\\\bc"}            ¦ true
          Image                   ; 'a\\\\\\*'       ¦ {"Image":"a\\\\*"}             ¦ true
          Image                   ; 'a\\\\\\*'       ¦ {"Image":"a\\\\b"}             ¦ false
          Image                   ; 'a\\b'           ¦ {"Image":"a\\\\b"}             ¦ true
          Image                   ; 'a\\\\b'         ¦ {"Image":"a\\\\b"}             ¦ true
          Image                   ; 'a\\\\\\b'       ¦ {"Image":"a\\\\\\\\b"}         ¦ true
          Image                   ; 'a\\\\\\\\b'     ¦ {"Image":"a\\\\\\\\b"}         ¦ true
          Image                   ; 'ÉTÉ'            ¦ {"Image":"été"}                ¦ true
          Image|cased             ; 'Abc'            ¦ {"Image":"Abc"}                ¦ true
          Image|cased             ; 'Abc'            ¦ {"Image":"abc"}                ¦ false
          Image|contains|cased    ; 'Bc'             ¦ {"Image":"ABcd"}               ¦ true
          Image|contains|cased    ; 'Bc'             ¦ {"Image":"abcd"}               ¦ false
          Image|re                ; 'a+b$'           ¦ {"Image":"xaab"}               ¦ true
          Image|re                ; 'a+b$'           ¦ {"Image":"XAAB"}               ¦ false
          Image|re|i              ; 'a+b$'           ¦ {"Image":"XAAB"}               ¦ true
          Image|re|m              ; '^b$'            ¦ {"Image":"a\\nb\\nc"}          ¦ true
          Image|re                ; '^b$'            ¦ {"Image":"a\\nb\\nc"}          ¦ false
          Image|re|s              ; 'a.b'            ¦ {"Image":"a\\nb"}              ¦ true
          Image|re                ; 'a.b'            ¦ {"Image":"a\\nb"}              ¦ false
          Image|exists            ; true             ¦ {"Image":null}                 ¦ true
          Image|exists            ; true             ¦ {"Image":""}                   ¦ true
          Image|exists            ; true             ¦ {"Image":[]}                   ¦ true
          Image|exists            ; true             ¦ {"Other":1}                    ¦ false
          Image|exists            ; false            ¦ {"Other":1}                    ¦ true
          Image                   ; null             ¦ {"Other":1}                    ¦ true
          Image                   ; null             ¦ {"Image":null}                 ¦ true
          Image                   ; null             ¦ {"Image":""}                   ¦ false
          Image                   ; ''               ¦ {"Image":""}                   ¦ true
          Image                   ; ''               ¦ {"Other":1}                    ¦ false
          Image                   ; ''               ¦ {"Image":null}                 ¦ false
          Data|base64|contains    ; 'bonjour'        ¦ {"Data":"xxYm9uam91cg==xx"}    ¦ true
          Data|base64offset|contains ; 'bonjour'     ¦ {"Data":"IGJvbmpvdXIg"}        ¦ true
          Data|base64offset|contains ; 'bonjour'     ¦ {"Data":"ICBib25qb3VyIA"}      ¦ true
          Data|base64offset|contains ; 'bonjour'     ¦ {"Data":"Ym9uam91ciE"}         ¦ true
          Data|base64offset|contains ; 'bonsoir'     ¦ {"Data":"Ym9uam91ciE"}         ¦ false
          Data|wide|base64offset|contains ; 'ping'   ¦ {"Data":"cABpAG4AZwA="}        ¦ true
          Data|utf16be|base64|contains ; 'ping'      ¦ {"Data":"AHAAaQBuAGc="}        ¦ true
          Data|utf16|base64       ; 'a'              ¦ {"Data":"//5hAA=="}            ¦ true
          Line|contains|windash   ; ' -enc'          ¦ {"Line":"p /enc x"}            ¦ true
          Line|contains|windash   ; ' -enc'          ¦ {"Line":"p –enc x"}            ¦ true
          Line|contains|windash   ; ' /enc'          ¦ {"Line":"p ―ENC x"}            ¦ true
          Line|contains|windash   ; ' -enc-x'        ¦ {"Line":"p /enc-x"}            ¦ true
          Line|contains|windash   ; ' -enc-x'        ¦ {"Line":"p /enc/x"}            ¦ false
          Line|contains|windash   ; ' -enc'          ¦ {"Line":"p _enc x"}            ¦ false
          Ip|cidr                 ; 10.0.0.0/8       ¦ {"Ip":"10.1.2.3"}              ¦ true
          Ip|cidr                 ; 10.0.0.0/8       ¦ {"Ip":"11.1.2.3"}              ¦ false
          Ip|cidr                 ; 10.0.0.0/8       ¦ {"Ip":"-"}                     ¦ false
          Ip|cidr                 ; 'fe80::/10'      ¦ {"Ip":"FE80::1"}               ¦ true
          Ip|cidr                 ; [192.168.0.0/16, '::1/128'] ¦ {"Ip":"::1"}        ¦ true
          N|lt                    ; 10               ¦ {"N":9.5}                      ¦ true
          N|lt                    ; 10               ¦ {"N":"10"}                     ¦ false
          N|lte                   ; 10               ¦ {"N":"10"}                     ¦ true
          N|gt                    ; 10               ¦ {"N":9007199254740993}         ¦ true
          N|gte                   ; 10               ¦ {"N":"dix"}                    ¦ false
          N|gt                    ; -1.5             ¦ {"N":-1}                       ¦ true
          N|neq                   ; 10               ¦ {"N":11}                       ¦ true
          N|neq                   ; 10               ¦ {"N":10}                       ¦ false
          N|neq                   ; 10               ¦ {"M":10}                       ¦ true
          N|contains|neq          ; [a, b]           ¦ {"N":"xby"}                    ¦ false
          A|fieldref              ; B                ¦ {"A":"x","B":"X"}              ¦ true
          A|fieldref              ; B                ¦ {"A":"x","B":"y"}              ¦ false
          A|fieldref              ; B                ¦ {"A":"x"}                      ¦ false
          A|fieldref              ; B                ¦ {"A":"a*","B":"ab"}            ¦ false
          A|endswith|fieldref     ; B                ¦ {"A":"C:\\\\b.exe","B":"B.exe"} ¦ true
          A|fieldref|neq          ; B                ¦ {"A":"x","B":"y"}              ¦ true
          T|hour                  ; [2, 3]           ¦ {"T":"2026-01-29T03:59:00Z"}   ¦ true
          T|hour                  ; [2, 3]           ¦ {"T":"2026-01-29T04:00:00Z"}   ¦ false
          T|minute                ; 5                ¦ {"T":"2026-01-29 04:05:00"}    ¦ true
          T|day                   ; 29               ¦ {"T":"2026-01-29"}             ¦ true
          T|week                  ; 5                ¦ {"T":"2026-01-29"}             ¦ true
          T|month                 ; 1                ¦ {"T":"2026-01-29"}             ¦ true
          T|year                  ; 2026             ¦ {"T":"hier"}                   ¦ false
          Roles                   ; admin            ¦ {"Roles":["user","Admin"]}     ¦ true
          Roles|contains|all      ; [us, adm]        ¦ {"Roles":["user","admin"]}     ¦ true
          a.b.c                   ; x                ¦ {"a":{"b":{"c":"x"}}}          ¦ true
          a.b                     ; x                ¦ {"a":[{"b":"y"},{"b":"x"}]}    ¦ true
          Provider_Name           ; p                ¦ {"Event":{"System":{"Provider":{"#attributes":{"Name":"P"}}}}} ¦ true
          EventID                 ; 7                ¦ {"Event":{"System":{"EventID":{"#text":7}}}} ¦ true
          CommandLine             ; x                ¦ {"Event":{"EventData":{"CommandLine":"x"}}} ¦ true
          CommandLine             ; x                ¦ {"winlog":{"event_data":{"CommandLine":"x"}}} ¦ true
          User                    ; x                ¦ {"UserData":{"EventXML":{"User":"x"}}} ¦ true
          ThreatName              ; x                ¦ {"EventData":{"Threat Name":"x"}} ¦ true
          """)
  void compares(String item, String event, boolean matches) {
    String[] parts = item.split(";", 2);
    String rule =
        rule("selection:\n    " + parts[0].strip() + ": " + parts[1].strip(), "selection");

    assertThat(matches(rule, event)).isEqualTo(matches);
    if (!matches && !event.contains("null")) {
      String negated = rule.replace("condition: selection", "condition: not selection");
      assertThat(matches(negated, event)).as("negation").isTrue();
    }
  }

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
  void combines(String condition, String event, boolean matches) {
    String searches = "a: {A: 1}\n  b: {B: 1}\n  c: {C: 1}\n  _d: {D: 1}";

    assertThat(matches(rule(searches, condition), event)).isEqualTo(matches);
  }

  @Test
  void several_conditions_are_alternatives() {
    String rule = rule("a: {A: 1}\n  b: {B: 1}", "[a, b]");

    assertThat(matches(rule, "{\"B\":1}")).isTrue();
    assertThat(matches(rule, "{\"C\":1}")).isFalse();
  }

  @Test
  void a_list_of_maps_is_a_disjunction_and_a_map_a_conjunction() {
    String rule = rule("s:\n    - {A: 1, B: 1}\n    - {C: 1}", "s");

    assertThat(matches(rule, "{\"A\":1,\"B\":1}")).isTrue();
    assertThat(matches(rule, "{\"A\":1}")).isFalse();
    assertThat(matches(rule, "{\"C\":1}")).isTrue();
  }

  @Test
  void keywords_are_looked_for_in_every_field_and_in_plain_lines() {
    String rule = rule("keywords: ['mimikatz', 'dump*creds']", "keywords");

    assertThat(matches(rule, "{\"a\":{\"b\":\"run MimiKatz now\"}}")).isTrue();
    assertThat(matches(rule, "{\"x\":\"dump the creds\"}")).isTrue();
    assertThat(matches(rule, "{\"mimikatz\":\"in a name\"}")).isFalse();
    assertThat(matches(rule, "<34>Jan 29 12:00:00 pc app: mimikatz")).isTrue();
    assertThat(matches(rule, "mimikatz")).isTrue();
  }

  @Test
  void keywords_under_all_must_each_be_found_somewhere() {
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
  void refuses_by_name(String item, String construct) {
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
  void refuses_a_condition_that_cannot_be_read(String condition, String construct) {
    String rule = rule("a: {A: 1}", "'" + condition.replace('&', '|') + "'");

    assertThat(SigmaRules.of(List.of(new RuleText("r.yml", rule))).refusals())
        .extracting(RuleRefusal::construct)
        .containsExactly(construct);
  }

  @Test
  void refuses_what_is_malformed_or_belongs_to_older_versions() {
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

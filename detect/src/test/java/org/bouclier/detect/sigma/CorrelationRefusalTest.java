package org.bouclier.detect.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bouclier.detect.sigma.Correlating.correlation;
import static org.bouclier.detect.sigma.Correlating.rule;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row 43: what is malformed or not in the specification is refused where it stands. */
class CorrelationRefusalTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          type: event_count            ; type: ordered_temporal         ¦ type        ¦ 9
          type: event_count            ; type: value_median             ¦ type        ¦ 9
          type: event_count            ; kind: event_count              ¦ correlation ¦ 9
          rules: [k]                   ; rules: [k, k]                  ¦ rules       ¦ 10
          rules: [k]                   ; rules: []                      ¦ rules       ¦ 10
          rules: [k]                   ; rules: [absente]               ¦ rules       ¦ 10
          rules: [k]                   ; rules: [k, C]                  ¦ rules       ¦ 10
          rules: [k]                   ; rules: {a: b}                  ¦ rules       ¦ 10
          group-by: [U]                ; group-by: [U, U]               ¦ group-by    ¦ 11
          group-by: [U]                ; group-by: []                   ¦ group-by    ¦ 11
          group-by: [U]                ; groupby: [U]                   ¦ correlation ¦ 11
          timespan: 1m                 ; timespan: 1                    ¦ timespan    ¦ 12
          timespan: 1m                 ; timespan: 1w                   ¦ timespan    ¦ 12
          timespan: 1m                 ; timespan: 1M                   ¦ timespan    ¦ 12
          timespan: 1m                 ; timespan: 0s                   ¦ timespan    ¦ 12
          timespan: 1m                 ; timespan: 900000000d           ¦ timespan    ¦ 12
          timespan: 1m                 ; timespan: 1h30m                ¦ timespan    ¦ 12
          timespan: 1m                 ; timeframe: 1m                  ¦ correlation ¦ 12
          timespan: 1m                 ; aliases: {U: {k: A}}           ¦ correlation ¦ 9
          condition: {gte: 3}          ; condition: {gte: 3, foo: 1}    ¦ condition   ¦ 13
          condition: {gte: 3}          ; condition: {}                  ¦ condition   ¦ 13
          condition: {gte: 3}          ; condition: {gte: dix}          ¦ condition   ¦ 13
          condition: {gte: 3}          ; condition: {gte: 1.5}          ¦ condition   ¦ 13
          condition: {gte: 3}          ; condition: {gte: -1}           ¦ condition   ¦ 13
          condition: {gte: 3}          ; condition: {gte: 10000000}     ¦ condition   ¦ 13
          condition: {gte: 3}          ; condition: {gte: 3, gte: 4}    ¦ yaml        ¦ 13
          condition: {gte: 3}          ; condition: {field: A, gte: 3}  ¦ condition   ¦ 13
          condition: {gte: 3}          ; condition: {gte: 3, percentile: 50} ¦ condition ¦ 13
          condition: {gte: 3}          ; condition: k and k             ¦ condition   ¦ 13
          condition: {gte: 3}          ; generate: peut-être            ¦ correlation ¦ 9
          condition: {gte: 3}          ; aliases: {U: {x: A}}\\n    condition: {gte: 3} ¦ aliases ¦ 13
          condition: {gte: 3}          ; aliases: {U: A}\\n    condition: {gte: 3}      ¦ aliases ¦ 13
          condition: {gte: 3}          ; condition: {gte: 3}\\n    generate: oui ¦ generate ¦ 14
          """)
  void a_correlation_is_refused_where_it_is_wrong(String change, String construct, int line) {
    String[] parts = change.split(" ; ", 2);
    String fine =
        correlation(
            "C",
            """
            type: event_count
            rules: [k]
            group-by: [U]
            timespan: 1m
            condition: {gte: 3}
            """);
    assertThat(fine).contains(parts[0].strip());
    assertThat(Correlating.rules(rule("k"), fine).refusals()).isEmpty();

    String changed = fine.replace(parts[0].strip(), parts[1].strip().replace("\\n", "\n"));
    SigmaRules rules = Correlating.rules(rule("k"), changed);

    assertThat(rules.refusals())
        .singleElement()
        .satisfies(refusal -> {
          assertThat(refusal.construct()).as(refusal.message()).isEqualTo(construct);
          assertThat(refusal.line()).as(refusal.message()).isEqualTo(line);
          assertThat(refusal.file()).isEqualTo("r.yml");
          assertThat(refusal.title()).isEqualTo("C");
        });
    assertThat(rules.correlations()).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          value_count      | {gte: 3}
          value_sum        | {gte: 3}
          value_avg        | {gte: 3}
          value_percentile | {gte: 3}
          value_sum        | {field: [a, b], gte: 3}
          value_percentile | {field: a, gte: 3, percentile: 101}
          value_avg        | {field: a, gte: 3, percentile: 50}
          value_count      | {field: a}
          value_count      | {field: [], gte: 3}
          temporal         | {gte: 3}
          temporal         | {gt: 2}
          temporal         | {eq: 0}
          temporal         | {field: a, gte: 2}
          temporal         | {lt: 1}
          temporal_ordered | k and l
          """)
  void each_type_asks_for_its_own_condition(String type, String condition) {
    SigmaRules rules =
        Correlating.rules(
            rule("k"),
            rule("l"),
            correlation(
                "C", "type: " + type + "\nrules: [k, l]\ntimespan: 1m\ncondition: " + condition));

    assertThat(rules.refusals()).extracting(RuleRefusal::construct).containsExactly("condition");
    assertThat(rules.size()).isEqualTo(2);
  }

  @Test
  void filters_without_end_are_refused() {
    String[] documents = new String[1_003];
    documents[0] = rule("k");
    for (int i = 1; i < documents.length; i++) {
      documents[i] =
          "title: F\nlogsource: {product: test}\nfilter: {rules: any, s: {U: u"
              + i
              + "}, condition: s}";
    }

    assertThat(Correlating.rules(documents).refusals())
        .extracting(RuleRefusal::construct)
        .containsExactly("filter", "filter");
  }

  @Test
  void counts_need_a_condition_and_temporal_types_do_not() {
    assertThat(refused("type: event_count\nrules: [k]\ntimespan: 1m"))
        .containsExactly("correlation");
    assertThat(refused("type: temporal\nrules: [k]\ntimespan: 1m")).isEmpty();
  }

  private static List<String> refused(String section) {
    return Correlating.rules(rule("k"), correlation("C", section)).refusals().stream()
        .map(RuleRefusal::construct)
        .toList();
  }

  @Test
  void a_circle_is_refused_with_all_that_leads_into_it() {
    SigmaRules rules =
        Correlating.rules(
            correlation("Outer", "type: temporal\nrules: [k, A]\ntimespan: 1m"),
            correlation("A", "type: temporal\nrules: [k, B]\ntimespan: 1m"),
            correlation("B", "type: temporal\nrules: [A]\ntimespan: 1m"),
            rule("k"));

    assertThat(rules.rules()).extracting(RuleInfo::title).containsExactly("k");
    assertThat(rules.refusals())
        .extracting(RuleRefusal::title)
        .containsExactlyInAnyOrder("Outer", "A", "B");
    assertThat(rules.refusals()).anyMatch(refusal -> refusal.message().contains("en cercle"));
  }

  @Test
  void a_name_of_two_rules_and_a_refused_rule_are_said_to_be_so() {
    String wrong = rule("wrong").replace("s: {kind: wrong}", "s: {kind|fuzzy: wrong}");

    assertThat(messages(rule("k"), rule("k"), one("k")))
        .anyMatch(text -> text.contains("2 règles"));
    assertThat(messages(wrong, one("wrong"))).anyMatch(text -> text.contains("elle-même refusée"));
    assertThat(messages(one("k"))).anyMatch(text -> text.contains("inconnue"));
  }

  private static String one(String name) {
    return correlation("C", "type: temporal\nrules: [" + name + "]\ntimespan: 1m");
  }

  private static List<String> messages(String... documents) {
    return Correlating.rules(documents).refusals().stream().map(RuleRefusal::message).toList();
  }

  @Test
  void chains_without_end_are_refused() {
    String[] documents = new String[60];
    documents[0] = rule("c0");
    for (int i = 1; i < documents.length; i++) {
      documents[i] =
          correlation("c" + i, "type: temporal\nrules: [c" + (i - 1) + "]\ntimespan: 1m");
    }
    SigmaRules rules = Correlating.rules(documents);
    assertThat(rules.correlations()).hasSize(16);
    assertThat(rules.refusals()).hasSize(43);

    String[] wide = new String[40]; // each listens to the two before: paths double
    wide[0] = rule("c0");
    wide[1] = rule("c1");
    for (int i = 2; i < wide.length; i++) {
      wide[i] =
          correlation(
              "c" + i, "type: temporal\nrules: [c" + (i - 1) + ", c" + (i - 2) + "]\ntimespan: 1m");
    }
    assertThat(Correlating.rules(wide).refusals()).isNotEmpty();
  }
}

package org.bouclier.detect.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bouclier.detect.sigma.Correlating.correlation;
import static org.bouclier.detect.sigma.Correlating.rule;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 42: global filters (sigma-filters-specification). */
class GlobalFilterTest {

  private static String filter(String rules, String rest) {
    return "title: F\nlogsource: {product: test}\nfilter:\n    rules: "
        + rules
        + "\n"
        + rest.strip().indent(4).stripTrailing();
  }

  private static List<String> alone(Correlating run, String kind, String... fields) {
    int before = run.alone().size();
    run.event(kind, fields);
    return List.copyOf(run.alone().subList(before, run.alone().size()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          selection                     | the specification's example
          not selection                 | as pySigma joins it
          1 of sel*                     | a pattern
          not 1 of sel*                 | a negated pattern
          not selection and not other   | several negations
          selection or other            | several selections
          not (selection or other)      | a negated group
          """)
  void row_42_a_filter_leaves_out_what_it_selects_in_either_manner(String condition, String why) {
    var run =
        Correlating.of(
            rule("login"),
            filter(
                "[login]",
                "selection: {User|startswith: 'adm_'}\nother: {User: never}\ncondition: "
                    + condition));

    assertThat(alone(run, "login", "User=adm_k")).as(why).isEmpty();
    assertThat(alone(run, "login", "User=moussa")).containsExactly("login");
    assertThat(alone(run, "login")).containsExactly("login");
  }

  @Test
  void row_42_a_selection_that_differs_is_still_a_selection() {
    var run =
        Correlating.of(rule("login"), filter("[login]", "s: {User|neq: moussa}\ncondition: s"));

    assertThat(alone(run, "login", "User=adm")).isEmpty();
    assertThat(alone(run, "login", "User=moussa")).containsExactly("login");
  }

  @Test
  void row_42_a_filter_is_for_the_rules_it_names_by_id_or_name_or_for_any() {
    String second = rule("b") + "\nid: 6f3e2987-db24-4c78-a860-b4f4095a7095";
    String selection = "s: {User: x}\ncondition: s";

    var byName = Correlating.of(rule("a"), second, filter("[a]", selection));
    assertThat(alone(byName, "a", "User=x")).isEmpty();
    assertThat(alone(byName, "b", "User=x")).containsExactly("b");

    var byId =
        Correlating.of(
            filter("6f3e2987-db24-4c78-a860-b4f4095a7095", selection), rule("a"), second);
    assertThat(alone(byId, "a", "User=x")).containsExactly("a");
    assertThat(alone(byId, "b", "User=x")).isEmpty();

    var any = Correlating.of(rule("a"), second, filter("any", selection));
    assertThat(alone(any, "a", "User=x")).isEmpty();
    assertThat(alone(any, "b", "User=x")).isEmpty();
    assertThat(alone(any, "b", "User=y")).containsExactly("b");
  }

  @Test
  void row_42_several_filters_each_leave_something_out() {
    var run =
        Correlating.of(
            rule("a"),
            filter("[a]", "s: {User: x}\ncondition: s"),
            filter("any", "s: {Host: h}\ncondition: not s"));

    assertThat(alone(run, "a", "User=x")).isEmpty();
    assertThat(alone(run, "a", "Host=h")).isEmpty();
    assertThat(alone(run, "a", "Host=i")).containsExactly("a");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {product: test}                        | true
          {product: test, category: c}           | true
          {category: c}                          | true
          {product: test, category: d}           | false
          {product: test, category: c, service: s} | false
          {product: other}                       | false
          """)
  void row_42_a_filter_is_for_rules_of_its_log_source(String source, boolean applies) {
    SigmaRules rules =
        Correlating.rules(
            rule("a").replace("{product: test}", "{product: test, category: c}"),
            filter("any", "s: {User: x}\ncondition: s").replace("{product: test}", source));

    assertThat(rules.refusals()).isEmpty();
    assertThat(rules.compiled().getFirst().condition() instanceof AllOf).isEqualTo(applies);

    SigmaRules named =
        Correlating.rules(
            rule("a").replace("{product: test}", "{product: test, category: c}"),
            filter("[a]", "s: {User: x}\ncondition: s").replace("{product: test}", source));
    assertThat(named.refusals()).as("a rule named in vain is said").hasSize(applies ? 0 : 1);
  }

  @Test
  void row_42_what_a_filter_leaves_out_is_not_correlated() {
    var run =
        Correlating.of(
            rule("failure"),
            correlation(
                "Brute force",
                "type: event_count\nrules: [failure]\ngroup-by: [User]\ntimespan: 5m\n"
                    + "condition: {gte: 3}"),
            filter("[failure]", "selection: {User|startswith: svc_}\ncondition: not selection"));

    assertThat(run.events(5, "failure", "User=svc_backup")).isZero();
    assertThat(run.events(2, "failure", "User=alice")).isZero();
    assertThat(run.events(1, "failure", "User=alice")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "filter: {s: {A: b}, condition: s}",
        "filter: {rules: [], s: {A: b}, condition: s}",
        "filter: {rules: '', s: {A: b}, condition: s}",
        "filter: {rules: {a: b}, s: {A: b}, condition: s}",
        "filter: {rules: [absente], s: {A: b}, condition: s}",
        "filter: {rules: [C], s: {A: b}, condition: s}",
        "filter: [a]",
      })
  void row_43_a_filter_without_rules_is_refused(String filter) {
    assertThat(refused("logsource: {product: test}\n" + filter)).containsExactly("filter");
  }

  @Test
  void row_43_a_filter_is_refused_by_what_is_wrong_in_it() {
    String source = "logsource: {product: test}\n";

    assertThat(refused("filter: {rules: any, s: {A: b}, condition: s}"))
        .containsExactly("logsource");
    assertThat(refused(source + "filter: {rules: any, s: {A: b}}")).containsExactly("condition");
    assertThat(refused(source + "filter: {rules: any, s: {A: b}, condition: [s, s]}"))
        .containsExactly("condition");
    assertThat(refused(source + "filter: {rules: any, s: {A: b}, condition: t}"))
        .containsExactly("condition");
    assertThat(refused(source + "filter: {rules: any, s: {A|fuzzy: b}, condition: s}"))
        .containsExactly("fuzzy");
  }

  private static List<String> refused(String filter) {
    SigmaRules rules =
        Correlating.rules(
            rule("a"),
            correlation("C", "type: temporal\nrules: [a]\ntimespan: 1m"),
            "title: F\n" + filter);
    assertThat(rules.rules()).hasSize(2);
    assertThat(rules.refusals()).allMatch(refusal -> refusal.line() > 11, "in the third document");
    return rules.refusals().stream().map(RuleRefusal::construct).toList();
  }
}

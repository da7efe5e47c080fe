package org.bouclier.detect.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bouclier.detect.sigma.Correlating.correlation;
import static org.bouclier.detect.sigma.Correlating.rule;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 33 to 41 of the acceptance table: each kind of correlation, by example. */
class CorrelationTest {

  private static final String THREE_BY_USER =
      correlation(
          "Three",
          """
          type: event_count
          rules: [login]
          group-by: [User]
          timespan: 1m
          condition: {gte: 3}
          """);

  // Row 33

  @Test
  void row_33_event_count_counts_the_events_of_each_group() {
    var run = Correlating.of(rule("login"), THREE_BY_USER);

    assertThat(run.event("login", "User=a")).isEmpty();
    assertThat(run.event("login", "User=b")).isEmpty();
    assertThat(run.event("login", "User=a")).isEmpty();
    assertThat(run.event("other", "User=a")).isEmpty();
    assertThat(run.event("login", "User=a")).containsExactly("Three");
    assertThat(run.last().group()).containsExactly(new Evidence("User", "a"));
    assertThat(run.last().value()).isEqualByComparingTo("3");
    assertThat(run.event("login", "User=b")).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gt: 3         | 4 5 6
          gte: 3        | 3 4 5 6
          lt: 3         | 1 2
          lte: 3        | 1 2 3
          eq: 3         | 3
          neq: 3        | 1 2 4 5 6
          gte: 2, lte: 3 | 2 3
          gt: 1, lt: 4  | 2 3
          gt: 1, neq: 4 | 2 3 5 6
          gte: 3.0      | 3 4 5 6
          """)
  void row_33_conditions_and_ranges(String condition, String counts) {
    var bounds = // each event is its own correlation's, so that what holds is told each time
        correlation(
            "C", "type: event_count\nrules: [k]\ntimespan: 1h\ncondition: {" + condition + "}");
    for (int count = 1; count <= 6; count++) {
      var run = Correlating.of(rule("k"), bounds);
      run.events(count, "k");
      boolean told =
          !run.found().isEmpty() && run.last().last().equals(at(count - 1)); // by the last event
      boolean holds = List.of(counts.strip().split(" ")).contains(Integer.toString(count));
      boolean heldBefore =
          count > 1 && List.of(counts.strip().split(" ")).contains(Integer.toString(count - 1));
      assertThat(told).as("%s at %d", condition, count).isEqualTo(holds && !heldBefore);
    }
  }

  private static java.time.Instant at(long seconds) {
    return Correlating.START.plusSeconds(seconds);
  }

  @Test
  void row_33_several_rules_are_counted_together_and_an_event_of_two_once() {
    String both = rule("x").replace("kind: x", "other: y");
    var run =
        Correlating.of(
            rule("login"),
            both,
            correlation(
                "C",
                """
                type: event_count
                rules: [login, x]
                timespan: 1m
                condition: {gte: 3}
                """));

    assertThat(run.event("login", "other=y")).isEmpty();
    assertThat(run.event("login", "other=y")).isEmpty();
    assertThat(run.event("none", "other=y")).containsExactly("C");
    assertThat(run.last().group()).isEmpty();
  }

  @Test
  void row_33_a_match_is_told_once_and_again_after_each_timespan() {
    var run = Correlating.of(rule("login"), THREE_BY_USER);

    assertThat(run.events(200, "login", "User=a")).as("at 2, 62, 122 and 182 s").isEqualTo(4);
    assertThat(run.last().value()).as("61 instants in a minute").isEqualByComparingTo("61");
    run.at(1_000);
    assertThat(run.events(2, "login", "User=a")).isZero();
    assertThat(run.events(1, "login", "User=a")).as("a new episode").isEqualTo(1);
  }

  // Row 34

  @Test
  void row_34_value_count_counts_different_values_in_each_group() {
    var run =
        Correlating.of(
            rule("login"),
            correlation(
                "Many users",
                """
                type: value_count
                rules: [login]
                group-by: [Host]
                timespan: 1m
                condition: {field: User, gte: 3}
                """));

    assertThat(run.event("login", "Host=h", "User=a")).isEmpty();
    assertThat(run.event("login", "Host=h", "User=b")).isEmpty();
    assertThat(run.event("login", "Host=h", "User=B")).as("the same, as rules compare").isEmpty();
    assertThat(run.event("login", "Host=i", "User=c")).isEmpty();
    assertThat(run.event("login", "Host=h")).as("no value").isEmpty();
    assertThat(run.counts().unmeasured()).isEqualTo(1);
    assertThat(run.event("login", "Host=h", "User=c")).containsExactly("Many users");
    assertThat(run.last().value()).isEqualByComparingTo("3");
    assertThat(run.last().count()).isEqualTo(4);
  }

  @Test
  void row_34_a_value_leaves_with_its_last_event() {
    var run =
        Correlating.of(
            rule("k"),
            correlation(
                "C",
                "type: value_count\nrules: [k]\ntimespan: 10s\ncondition: {field: V, gte: 3}"));

    run.at(0).event("k", "V=a");
    run.at(1).event("k", "V=b");
    run.at(6).event("k", "V=a");
    assertThat(run.at(12).event("k", "V=c")).as("b has left, a was seen again").isEmpty();
    assertThat(run.at(13).event("k", "V=b")).containsExactly("C");
  }

  @Test
  void row_34_several_fields_are_counted_as_tuples() {
    String rule =
        correlation(
            "C", "type: value_count\nrules: [k]\ntimespan: 1m\ncondition: {field: [U, I], gte: 3}");

    var run = Correlating.of(rule("k"), rule);
    assertThat(run.event("k", "U=a", "I=1")).isEmpty();
    assertThat(run.event("k", "U=a", "I=2")).isEmpty();
    assertThat(run.event("k", "U=a", "I=1")).isEmpty();
    assertThat(run.event("k", "U=a")).as("not a whole tuple").isEmpty();
    assertThat(run.event("k", "U=a", "I=3")).containsExactly("C");

    var joined = Correlating.of(rule("k"), rule);
    joined.event("k", "U=ab", "I=c");
    joined.event("k", "U=a", "I=bc");
    assertThat(joined.event("k", "U=", "I=abc")).as("no two tuples run together").hasSize(1);
  }

  // Row 35

  private static final String RECONNAISSANCE =
      correlation(
          "Recon",
          """
          type: temporal
          rules: [whoami, ipconfig, netstat]
          group-by: [Computer, User]
          timespan: 5m
          """);

  @Test
  void row_35_temporal_wants_all_rules_in_any_order_of_one_group() {
    var run = Correlating.of(rule("whoami"), rule("ipconfig"), rule("netstat"), RECONNAISSANCE);

    assertThat(run.at(0).event("netstat", "Computer=c", "User=u")).isEmpty();
    assertThat(run.at(10).event("netstat", "Computer=c", "User=u")).isEmpty();
    assertThat(run.at(20).event("whoami", "Computer=c", "User=u")).isEmpty();
    assertThat(run.at(30).event("ipconfig", "Computer=c", "User=v")).isEmpty();
    assertThat(run.at(310).event("ipconfig", "Computer=c", "User=u")).containsExactly("Recon");
    assertThat(run.last().first()).isEqualTo(at(10));
    assertThat(run.last().last()).isEqualTo(at(310));
    assertThat(run.last().group())
        .containsExactly(new Evidence("Computer", "c"), new Evidence("User", "u"));
  }

  @Test
  void row_35_rules_that_occur_farther_apart_do_not_fire() {
    var run = Correlating.of(rule("whoami"), rule("ipconfig"), rule("netstat"), RECONNAISSANCE);

    run.at(0).event("netstat", "Computer=c", "User=u");
    run.at(200).event("whoami", "Computer=c", "User=u");
    assertThat(run.at(301).event("ipconfig", "Computer=c", "User=u")).isEmpty();
  }

  @Test
  void row_35_a_condition_may_ask_for_fewer_rules() {
    var run =
        Correlating.of(
            rule("a"),
            rule("b"),
            rule("c"),
            correlation(
                "C", "type: temporal\nrules: [a, b, c]\ntimespan: 1m\ncondition: {gte: 2}"));

    assertThat(run.event("a")).isEmpty();
    assertThat(run.event("a")).isEmpty();
    assertThat(run.event("c")).containsExactly("C");
    assertThat(run.last().value()).isEqualByComparingTo("2");
  }

  @Test
  void row_35_one_event_may_be_of_several_rules() {
    String both = rule("x").replace("kind: x", "other: y");
    var run =
        Correlating.of(
            rule("a"), both, correlation("C", "type: temporal\nrules: [a, x]\ntimespan: 1m"));

    assertThat(run.event("a", "other=y")).containsExactly("C");
  }

  // Row 36

  private static final String ORDERED =
      correlation(
          "Ordered",
          """
          type: temporal_ordered
          rules: [a, b, c]
          group-by: User
          timespan: 2m
          """);

  @Test
  void row_36_temporal_ordered_wants_the_order_of_the_rules() {
    var run = Correlating.of(rule("a"), rule("b"), rule("c"), ORDERED);

    run.at(0).event("c", "User=u");
    run.at(1).event("b", "User=u");
    assertThat(run.at(2).event("a", "User=u")).isEmpty();
    run.at(10).event("a", "User=u");
    run.at(11).event("b", "User=u");
    assertThat(run.at(12).event("c", "User=u")).containsExactly("Ordered");
    assertThat(run.last().value()).isEqualByComparingTo("3");
  }

  @Test
  void row_36_the_whole_row_must_be_in_the_window() {
    var run = Correlating.of(rule("a"), rule("b"), rule("c"), ORDERED);

    run.at(0).event("a", "User=u");
    run.at(100).event("b", "User=u");
    assertThat(run.at(121).event("c", "User=u")).isEmpty();
    run.at(130).event("a", "User=u");
    assertThat(run.at(131).event("c", "User=u")).as("no b since the last a").isEmpty();
    run.at(140).event("b", "User=u");
    assertThat(run.at(141).event("c", "User=u")).containsExactly("Ordered");
  }

  @Test
  void row_36_events_of_one_second_have_no_order() {
    var run = Correlating.of(rule("a"), rule("b"), rule("c"), ORDERED);

    run.at(0).event("c", "User=u");
    run.at(0).event("b", "User=u");
    assertThat(run.at(0).event("a", "User=u")).containsExactly("Ordered");
  }

  @Test
  void row_36_an_event_that_comes_late_takes_its_place() {
    var run = Correlating.of(rule("a"), rule("b"), rule("c"), ORDERED);

    run.at(0).event("a", "User=u");
    run.at(20).event("c", "User=u");
    assertThat(run.at(30).event("b", "User=u")).isEmpty();
    assertThat(run.at(10).event("b", "User=u")).containsExactly("Ordered");
  }

  // Row 37

  @Test
  void row_37_value_sum_adds_numbers_up_exactly() {
    var run =
        Correlating.of(
            rule("web"),
            correlation(
                "Exfiltration",
                """
                type: value_sum
                rules: [web]
                group-by: [Ip, User]
                timespan: 1h
                condition: {field: sent, gt: 0.3}
                """));

    run.event("web", "Ip=1", "User=u", "sent=0.1");
    run.event("web", "Ip=1", "User=u", "sent=beaucoup");
    run.event("web", "Ip=1", "User=u");
    assertThat(run.event("web", "Ip=1", "User=u", "sent=0.2"))
        .as("0.1 + 0.2 is not more than 0.3")
        .isEmpty();
    assertThat(run.counts().unmeasured()).isEqualTo(2);
    assertThat(run.line("{\"kind\":\"web\",\"Ip\":\"1\",\"User\":\"u\",\"sent\":1e-3}"))
        .containsExactly("Exfiltration");
    assertThat(run.last().value()).isEqualByComparingTo("0.301");
  }

  @Test
  void row_37_value_avg_is_the_mean_of_the_window() {
    var run =
        Correlating.of(
            rule("k"),
            correlation(
                "C", "type: value_avg\nrules: [k]\ntimespan: 10s\ncondition: {field: n, gt: 500}"));

    assertThat(run.at(0).event("k", "n=400")).isEmpty();
    assertThat(run.at(1).event("k", "n=600")).as("500 is not more than 500").isEmpty();
    assertThat(run.at(11).event("k", "n=500")).as("400 has left").containsExactly("C");
    assertThat(run.last().value()).isEqualByComparingTo("550");
  }

  @ParameterizedTest(name = "{0} of 10 20 30 40: {1}")
  @CsvSource({"0,10", "25,17.5", "50,25", "75,32.5", "99,39.7", "100,40"})
  void row_37_value_percentile_is_between_the_nearest_numbers(String percentile, String value) {
    var run =
        Correlating.of(
            rule("k"),
            correlation(
                "C",
                "type: value_percentile\nrules: [k]\ntimespan: 3s\ncondition: {field: n, gt: 9,"
                    + " percentile: "
                    + percentile
                    + "}"));

    int second = 0;
    for (int number : new int[] {30, 10, 40, 20}) { // told at first, and again after 3 s
      run.at(second++).event("k", "n=" + number);
    }

    assertThat(run.last().value()).isEqualByComparingTo(new BigDecimal(value));
    assertThat(run.last().count()).isEqualTo(4);
  }

  @Test
  void row_37_without_percentile_the_median_is_meant() {
    var run =
        Correlating.of(
            rule("k"),
            correlation(
                "C",
                "type: value_percentile\nrules: [k]\ntimespan: 1h\ncondition: {field: n, lte: 30,"
                    + " neq: 10}"));

    run.event("k", "n=10");
    assertThat(run.event("k", "n=50")).containsExactly("C");
    assertThat(run.last().value()).isEqualByComparingTo("30");
    assertThat(run.event("k", "n=51")).as("the median is 50").isEmpty();
  }

  // Row 38

  private static final String FAILED_THEN_IN =
      correlation(
          "Broken in",
          """
          type: temporal_ordered
          rules: [Three, success]
          group-by: [User]
          timespan: 10m
          """);

  @Test
  void row_38_rules_are_named_by_id_or_name_in_any_order_of_documents() {
    var run =
        Correlating.of(
            correlation(
                "C",
                """
                type: event_count
                rules: [5638f7c0-ac70-491d-8465-2a65075e0d86, b]
                timespan: 1m
                condition: {gte: 2}
                """),
            rule("a") + "\nid: 5638f7c0-ac70-491d-8465-2a65075e0d86",
            rule("b"));

    run.event("a");
    assertThat(run.event("b")).containsExactly("C");
    assertThat(run.last().events())
        .extracting(event -> event.rule().title())
        .containsExactly("a", "b");
  }

  @Test
  void row_38_a_correlation_of_correlations() {
    var run = Correlating.of(FAILED_THEN_IN, THREE_BY_USER, rule("login"), rule("success"));

    run.at(0).events(2, "login", "User=u");
    assertThat(run.at(5).event("success", "User=u")).isEmpty();
    run.at(10).event("login", "User=u");
    assertThat(run.at(20).event("success", "User=v")).isEmpty();
    assertThat(run.at(30).event("success", "User=u")).containsExactly("Broken in");
    assertThat(run.found()).as("the inner one is silent").hasSize(1);
    assertThat(run.last().events())
        .extracting(event -> event.rule().title() + " " + event.at())
        .containsExactly("success " + at(5), "Three " + at(10), "success " + at(30));
  }

  @Test
  void row_38_an_inner_correlation_that_goes_on_is_not_forgotten() {
    var run = Correlating.of(FAILED_THEN_IN, THREE_BY_USER, rule("login"), rule("success"));

    run.at(0).events(3_600, "login", "User=u");
    assertThat(run.event("success", "User=u"))
        .as("the hour of attempts began long before the window")
        .containsExactly("Broken in");
  }

  @Test
  void row_38_an_outer_count_counts_an_inner_correlation_once_for_each_episode() {
    var run =
        Correlating.of(
            rule("login"),
            THREE_BY_USER,
            correlation(
                "Spraying",
                """
                type: event_count
                rules: [Three]
                group-by: [Host]
                timespan: 1h
                condition: {gte: 2}
                """));

    assertThat(run.events(50, "login", "User=u", "Host=h")).as("one user").isZero();
    assertThat(run.events(3, "login", "User=v", "Host=h")).as("two users").isEqualTo(1);
  }

  @Test
  void row_38_rules_that_are_referred_to_alert_alone_only_if_generate_says_so() {
    var silent = Correlating.of(rule("login"), rule("free"), THREE_BY_USER);
    silent.event("login", "User=u");
    silent.event("free");
    assertThat(silent.alone()).containsExactly("free");

    var generated = Correlating.of(rule("login"), THREE_BY_USER + "\ngenerate: true");
    generated.event("login", "User=u");
    assertThat(generated.alone()).containsExactly("login");

    var inside =
        Correlating.of(rule("login"), THREE_BY_USER.stripTrailing() + "\n    generate: true");
    inside.event("login", "User=u");
    assertThat(inside.alone()).containsExactly("login");

    var chain =
        Correlating.of(
            FAILED_THEN_IN + "\ngenerate: true", THREE_BY_USER, rule("login"), rule("success"));
    chain.events(3, "login", "User=u");
    assertThat(chain.found()).extracting(one -> one.rule().title()).containsExactly("Three");
    chain.event("success", "User=u");
    assertThat(chain.alone()).as("login is named by the inner one only").containsExactly("success");
  }

  @Test
  void row_38_rules_of_a_refused_correlation_speak_for_themselves() {
    SigmaRules rules =
        Correlating.rules(rule("login"), THREE_BY_USER.replace("event_count", "event_sum"));

    assertThat(rules.refusals()).hasSize(1);
    assertThat(rules.compiled()).singleElement().matches(rule -> !rule.silent());
  }

  // Row 39

  @Test
  void row_39_aliases_name_a_field_for_each_rule() {
    var run =
        Correlating.of(
            rule("error"),
            rule("connection"),
            correlation(
                "C",
                """
                type: temporal
                rules: [error, connection]
                group-by: [internal, remote]
                timespan: 10s
                aliases:
                  internal: {error: destination.ip, connection: source.ip}
                  remote: {error: source.ip, connection: destination.ip}
                """));

    run.event("error", "destination.ip=10.0.0.1", "source.ip=1.2.3.4");
    assertThat(run.event("connection", "destination.ip=10.0.0.1", "source.ip=1.2.3.4")).isEmpty();
    assertThat(run.event("connection", "source.ip=10.0.0.1", "destination.ip=1.2.3.4"))
        .containsExactly("C");
    assertThat(run.last().group())
        .containsExactly(new Evidence("internal", "10.0.0.1"), new Evidence("remote", "1.2.3.4"));
  }

  @Test
  void row_39_an_outer_correlation_knows_the_aliases_of_an_inner_one() {
    var run =
        Correlating.of(
            rule("login"),
            rule("success"),
            correlation(
                "Inner",
                """
                type: event_count
                rules: [login]
                group-by: [account]
                timespan: 1m
                condition: {gte: 2}
                aliases:
                  account: {login: TargetUser}
                """),
            correlation(
                "Outer",
                """
                type: temporal_ordered
                rules: [Inner, success]
                group-by: [account]
                timespan: 1m
                aliases:
                  account: {success: User}
                """));

    run.events(2, "login", "TargetUser=u", "User=-");
    assertThat(run.event("success", "TargetUser=-", "User=u")).containsExactly("Outer");
  }

  // Row 40

  @ParameterizedTest
  @ValueSource(strings = {"90s", "1m", "2h", "1d"})
  void row_40_the_window_slides_and_both_its_ends_are_inside(String timespan) {
    long seconds =
        Duration.parse(
                timespan.endsWith("d")
                    ? "P" + timespan.toUpperCase(java.util.Locale.ROOT)
                    : "PT" + timespan.toUpperCase(java.util.Locale.ROOT))
            .toSeconds();
    String two =
        correlation(
            "Two",
            "type: event_count\nrules: [k]\ntimespan: " + timespan + "\ncondition: {gte: 2}");
    for (long start : new long[] {0, 17, seconds - 1}) { // no boundary of the clock matters
      var run = Correlating.of(rule("k"), two);
      run.at(start).event("k");
      assertThat(run.at(start + seconds + 1).event("k")).isEmpty();
      assertThat(run.at(start + 2 * seconds + 1).event("k")).containsExactly("Two");
    }
  }

  @Test
  void row_40_events_may_come_out_of_order_within_the_window() {
    var run = Correlating.of(rule("login"), THREE_BY_USER);

    run.at(100).event("login", "User=u");
    run.at(39).event("login", "User=u");
    assertThat(run.counts().late()).as("the window has passed it").isEqualTo(1);
    run.at(40).event("login", "User=u");
    assertThat(run.at(70).event("login", "User=u")).containsExactly("Three");
    assertThat(run.last().first()).isEqualTo(at(40));
    assertThat(run.last().last()).isEqualTo(at(100));
  }

  // Row 41

  @Test
  void row_41_one_file_holds_rules_correlations_and_filters() {
    SigmaRules rules =
        Correlating.rules(
            rule("a"),
            rule("b"),
            correlation("C", "type: temporal\nrules: [a, b]\ntimespan: 1m"),
            "title: F\nlogsource: {product: test}\nfilter: {rules: any, s: {User: x}, condition: s}");

    assertThat(rules.refusals()).isEmpty();
    assertThat(rules.rules())
        .extracting(RuleInfo::title, RuleInfo::id)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", "r.yml"),
            org.assertj.core.groups.Tuple.tuple("b", "r.yml:6"),
            org.assertj.core.groups.Tuple.tuple("C", "r.yml:11"));
  }

  // Groups

  @Test
  void values_of_a_group_compare_as_rules_compare_them() {
    var run = Correlating.of(rule("login"), THREE_BY_USER);

    run.event("login", "User=MOUSSA");
    run.event("login", "User=Moussa");
    assertThat(run.event("login", "User=moussa")).containsExactly("Three");
    assertThat(run.last().group()).containsExactly(new Evidence("User", "moussa"));
  }

  @Test
  void an_event_without_any_field_of_the_group_joins_nothing() {
    String two =
        correlation(
            "Two",
            "type: event_count\nrules: [k]\ngroup-by: [A, B]\ntimespan: 1m\ncondition: {gte: 2}");
    var run = Correlating.of(rule("k"), two);

    assertThat(run.events(5, "k")).isZero();
    assertThat(run.counts().ungrouped()).isEqualTo(5);
    run.event("k", "A=a");
    run.event("k", "A=a", "B=b");
    assertThat(run.event("k", "A=a")).as("absent is a value like another").hasSize(1);
    assertThat(run.last().group()).containsExactly(new Evidence("A", "a"));
  }

  @Test
  void names_are_those_by_which_rules_know_fields() {
    var run = Correlating.of(rule("k"), THREE_BY_USER.replace("[login]", "[k]"));

    run.line("{\"kind\":\"k\",\"winlog\":{\"event_data\":{\"User\":\"u\"}}}");
    run.line("{\"kind\":\"k\",\"Event\":{\"EventData\":{\"User\":\"u\"}}}");
    assertThat(run.event("k", "User=u")).containsExactly("Three");
  }

  @Test
  void very_long_values_are_told_apart() {
    var run = Correlating.of(rule("login"), THREE_BY_USER);
    String first = "x".repeat(10_000) + "1";
    String second = "x".repeat(10_000) + "2";

    run.event("login", "User=" + first);
    run.event("login", "User=" + first);
    assertThat(run.event("login", "User=" + second)).isEmpty();
    assertThat(run.event("login", "User=" + first)).hasSize(1);
    assertThat(run.last().group().getFirst().value()).hasSize(Evidence.MAX_CHARS);
  }

  @Test
  void a_match_names_a_bounded_number_of_events_and_some_of_each_rule() {
    var run =
        Correlating.of(
            rule("a"), rule("b"), correlation("C", "type: temporal\nrules: [a, b]\ntimespan: 1h"));

    run.event("a"); // reference 0
    run.at(1).event("a");
    run.at(2);
    run.events(100, "b");

    var later =
        Correlating.of(
            rule("a"), rule("b"), correlation("C", "type: temporal\nrules: [a, b]\ntimespan: 1h"));
    later.event("b");
    for (int i = 1; i < 100; i++) {
      later.at(i).event("b");
    }
    later.at(100).event("a");

    assertThat(run.found()).hasSize(1);
    assertThat(run.last().events())
        .extracting(event -> event.rule().title() + event.reference())
        .containsExactly("a0", "a1", "b2");
    assertThat(later.last().count()).isEqualTo(101);
    assertThat(later.last().events()).hasSize(CorrelationLimits.DEFAULT.references());
    assertThat(later.last().events().getFirst().reference()).isEqualTo(85);
    assertThat(later.last().events().getLast().rule().title()).isEqualTo("a");
  }
}

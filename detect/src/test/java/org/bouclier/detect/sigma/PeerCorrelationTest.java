package org.bouclier.detect.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bouclier.detect.sigma.Correlating.correlation;
import static org.bouclier.detect.sigma.Correlating.rule;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What other engines publish that they find, said again in our words: velociraptor's {@code
 * TestSigmaCorrelations} (cd02ac663), rsigma's {@code correlation_engine} and {@code
 * correlation_edge} tests (1d4f64e9), and the examples of the specification (ba9251a).
 */
class PeerCorrelationTest {

  // velociraptor

  private static final String FAILED_LOGON =
      """
      title: Failed logon
      name: failed_logon
      logsource: {product: test}
      detection: {selection: {EventID: 4625}, condition: selection}
      """;
  private static final String GUESSING =
      correlation(
          "Guessing",
          """
          type: event_count
          rules:
            - failed_logon
          group-by:
            - TargetUserName
            - TargetDomainName
          timespan: 5m
          condition:
            gte: 3
          """);

  private static String logon(String user) {
    return "{\"EventID\":4625,\"TargetDomainName\":\"Domain\",\"TargetUserName\":\"" + user + "\"}";
  }

  @Test
  void velociraptor_two_logons_of_one_user_in_three_minutes_are_too_few() {
    var run = Correlating.of(FAILED_LOGON, GUESSING);

    assertThat(run.at(0).line(logon("A"))).isEmpty();
    assertThat(run.at(60).line(logon("B"))).isEmpty();
    assertThat(run.at(120).line(logon("A"))).isEmpty();
  }

  @Test
  void velociraptor_the_third_fires_and_names_the_three() {
    var run = Correlating.of(FAILED_LOGON, GUESSING);

    run.at(0).line(logon("A"));
    run.at(60).line(logon("B"));
    run.at(120).line(logon("A"));
    assertThat(run.at(180).line(logon("A"))).containsExactly("Guessing");
    assertThat(run.last().events())
        .extracting(event -> event.at().getEpochSecond() - Correlating.START.getEpochSecond())
        .containsExactly(0L, 120L, 180L);
  }

  @Test
  void velociraptor_four_groups_looked_up_by_one_user() {
    var run =
        Correlating.of(
            """
            title: High-privilege group enumeration
            name: privileged_group_enumeration
            logsource: {product: test}
            detection:
              selection:
                EventID: 4799
                TargetUserName: [Administrators, Remote Desktop Users, Remote Management Users,
                  Distributed COM Users]
              condition: selection
            """,
            correlation(
                "BloodHound",
                """
                type: value_count
                rules: [privileged_group_enumeration]
                group-by: [SubjectUserName]
                timespan: 15m
                condition: {gte: 4, field: TargetUserName}
                """));
    String event = "{\"EventID\":4799,\"SubjectUserName\":\"admin\",\"TargetUserName\":\"%s\"}";

    assertThat(run.line(event.formatted("Administrators"))).isEmpty();
    assertThat(run.line(event.formatted("Remote Desktop Users"))).isEmpty();
    assertThat(run.line(event.formatted("Remote Desktop Users"))).isEmpty();
    assertThat(run.line(event.formatted("Remote Management Users"))).isEmpty();
    assertThat(run.line(event.formatted("Backup Operators"))).isEmpty();
    assertThat(run.line(event.formatted("Distributed COM Users"))).containsExactly("BloodHound");
  }

  private static final String CHAIN =
      correlation("Exploit chain", "type: temporal\nrules: [r1, r2]\ntimespan: 10m");

  @Test
  void velociraptor_temporal_without_group_by_wants_both_rules_in_ten_minutes() {
    var partial = Correlating.of(rule("r1"), rule("r2"), CHAIN);
    for (int minute = 0; minute < 3; minute++) {
      assertThat(partial.at(60L * minute).event("r1")).isEmpty();
    }
    assertThat(partial.at(180).event("r2")).containsExactly("Exploit chain");
    assertThat(partial.last().events())
        .extracting(event -> event.rule().title())
        .containsExactly("r1", "r1", "r1", "r2");

    var expired = Correlating.of(rule("r1"), rule("r2"), CHAIN);
    expired.at(0).event("r1");
    assertThat(expired.at(13 * 60).event("r2")).isEmpty();
  }

  // rsigma

  @Test
  void rsigma_stale_events_are_gone_after_the_window() {
    var run =
        Correlating.of(
            rule("login"),
            correlation(
                "Many",
                "type: event_count\nrules: [login]\ngroup-by: [User]\ntimespan: 60s\n"
                    + "condition: {gte: 3}"));

    assertThat(run.events(3, "login", "User=admin")).isEqualTo(1);
    assertThat(run.at(200).event("login", "User=admin")).isEmpty();
  }

  @Test
  void rsigma_only_the_right_sequence_fires() {
    var run =
        Correlating.of(
            rule("a"),
            rule("b"),
            rule("c"),
            correlation(
                "Sequence",
                "type: temporal_ordered\nrules: [a, b, c]\ngroup-by: [User]\ntimespan: 120s\n"
                    + "condition: {gte: 3}"));

    run.at(0).event("c", "User=admin");
    run.at(1).event("b", "User=admin");
    assertThat(run.at(2).event("a", "User=admin")).isEmpty();
    run.at(10).event("a", "User=admin");
    run.at(11).event("b", "User=admin");
    assertThat(run.at(12).event("c", "User=admin")).containsExactly("Sequence");
  }

  @Test
  void rsigma_a_range_holds_from_the_third_to_the_fifth_event() {
    var run =
        Correlating.of(
            rule("login"),
            correlation(
                "Range",
                "type: event_count\nrules: [login]\ngroup-by: [User]\ntimespan: 3600s\n"
                    + "condition: {gt: 2, lte: 5}"));

    assertThat(
            LongStream.range(0, 6)
                .filter(second -> !run.at(second).event("login", "User=alice").isEmpty())
                .toArray())
        .as("rsigma repeats it at the fourth and fifth; ours is told once")
        .containsExactly(2);
  }

  @Test
  void rsigma_five_listings_of_buckets_by_one_identity_in_an_hour() {
    var run =
        Correlating.of(
            """
            title: Potential Bucket Enumeration on AWS
            id: f305fd62-beca-47da-ad95-7690a0620084
            logsource: {product: test}
            detection:
              selection: {eventSource: s3.amazonaws.com, eventName: ListBuckets}
              condition: selection
            """,
            correlation(
                "Buckets",
                """
                type: event_count
                rules: [f305fd62-beca-47da-ad95-7690a0620084]
                group-by: [userIdentity.arn]
                timespan: 1h
                condition: {gte: 5}
                """));
    String event =
        "{\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"ListBuckets\","
            + "\"userIdentity\":{\"arn\":\"arn:aws:iam::123456789:user/attacker\"}}";

    for (int minute = 0; minute < 4; minute++) {
      assertThat(run.at(60L * minute).line(event)).isEmpty();
    }
    assertThat(run.at(240).line(event)).containsExactly("Buckets");
    assertThat(run.last().value()).isEqualByComparingTo("5");
  }

  @Test
  void rsigma_night_logins_by_the_hour_of_their_own_date() {
    var run =
        Correlating.of(
            """
            title: Night
            name: night
            logsource: {product: test}
            detection:
              login: {EventType: login}
              night: {Timestamp|hour: 3}
              condition: login and night
            """,
            correlation(
                "Nights",
                "type: event_count\nrules: [night]\ngroup-by: [User]\ntimespan: 3600s\n"
                    + "condition: {gte: 2}"));
    String event = "{\"EventType\":\"login\",\"User\":\"alice\",\"Timestamp\":\"2024-01-15T%sZ\"}";

    assertThat(run.line(event.formatted("03:10:00"))).isEmpty();
    assertThat(run.line(event.formatted("12:00:00"))).isEmpty();
    assertThat(run.line(event.formatted("03:45:00"))).containsExactly("Nights");
  }

  // The specification's own example: a correlation of a correlation, in one file, outermost first.

  @Test
  void specification_failed_logins_followed_by_a_successful_one() {
    String single =
        """
        title: %s
        name: %s
        logsource: {product: windows, service: security}
        detection: {selection: {EventID: [%s]}, condition: selection}
        """;
    var run =
        Correlating.of(
            """
            title: Multiple Failed Logins Followed by Successful Login
            id: b180ead8-d58f-40b2-ae54-c8940995b9b6
            status: experimental
            author: Florian Roth (Nextron Systems)
            correlation:
                type: temporal_ordered
                rules: [multiple_failed_login, successful_login]
                group-by: [User]
                timespan: 10m
            falsepositives: [Unlikely]
            level: high
            """,
            """
            title: Multiple failed logons
            id: a8418a5a-5fc4-46b5-b23b-6c73beb19d41
            name: multiple_failed_login
            correlation:
                type: event_count
                rules: [failed_login]
                group-by: [User]
                timespan: 10m
                condition: {gte: 10}
            """,
            single
                .formatted("Single failed login", "failed_login", "529, 4625")
                .replace("{product: windows, service: security}", "{product: test}"),
            single
                .formatted("Successful login", "successful_login", "528, 4624")
                .replace("{product: windows, service: security}", "{product: test}"));

    for (int i = 0; i < 9; i++) {
      run.at(i).line("{\"EventID\":4625,\"User\":\"u\"}");
    }
    assertThat(run.at(20).line("{\"EventID\":4624,\"User\":\"u\"}")).isEmpty();
    run.at(30).line("{\"EventID\":529,\"User\":\"u\"}");
    assertThat(run.at(40).line("{\"EventID\":4624,\"User\":\"u\"}"))
        .containsExactly("Multiple Failed Logins Followed by Successful Login");
    assertThat(run.last().rule().level()).isEqualTo(Level.HIGH);
    assertThat(run.last().rule().author()).isEqualTo("Florian Roth (Nextron Systems)");
    assertThat(run.alone()).isEmpty();
  }
}

package org.bouclier.detect.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bouclier.detect.sigma.Correlating.correlation;
import static org.bouclier.detect.sigma.Correlating.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What a correlator keeps: bounded, counted, and there again after a restart. */
class CorrelatorStateTest {

  private static final String COUNT =
      correlation(
          "Count",
          "type: event_count\nrules: [k]\ngroup-by: [U]\ntimespan: 1m\ncondition: {gte: 3}");

  private static CorrelationLimits limits(int groups, long events, int eventsPerGroup) {
    return new CorrelationLimits(groups, events, eventsPerGroup, 16, Duration.ofHours(1));
  }

  // Bounds

  @Test
  void a_million_groups_leave_as_many_as_the_limit_and_a_count() {
    var run = Correlating.of(limits(10_000, 1_000_000, 100), rule("k"), COUNT);
    for (int i = 0; i < 1_000_000; i++) {
      run.event("k", "U=" + i);
      assertThat(run.counts().groups()).isLessThanOrEqualTo(10_000);
    }

    assertThat(run.counts().groups()).isEqualTo(10_000);
    assertThat(run.counts().events()).isEqualTo(10_000);
    assertThat(run.counts().evictedGroups()).isEqualTo(990_000);
    assertThat(run.counts().evictedEvents()).isEqualTo(990_000);
    run.event("k", "U=999999");
    assertThat(run.event("k", "U=999999")).as("what is kept still counts").hasSize(1);
    run.event("k", "U=0");
    assertThat(run.event("k", "U=0")).as("what was let go of does not").isEmpty();
    assertThat(run.correlator().snapshot().length)
        .as("a few dozen bytes a group")
        .isLessThan(400_000);
  }

  @Test
  void the_group_used_longest_ago_is_let_go_of_first() {
    var run = Correlating.of(limits(2, 100, 100), rule("k"), COUNT);

    run.event("k", "U=a");
    run.event("k", "U=b");
    run.event("k", "U=a");
    run.event("k", "U=c");
    assertThat(run.event("k", "U=a")).hasSize(1);
    run.event("k", "U=b");
    assertThat(run.counts().evictedGroups()).as("b, then c").isEqualTo(2);
  }

  @Test
  void a_flood_in_one_group_lets_go_of_its_own_oldest_events() {
    var run = Correlating.of(limits(100, 1_000, 10), rule("k"), COUNT);
    run.event("k", "U=quiet");
    run.event("k", "U=quiet");
    for (int i = 0; i < 50; i++) {
      run.event("k", "U=loud");
    }

    assertThat(run.counts().events()).isEqualTo(12);
    assertThat(run.counts().evictedEvents()).isEqualTo(40);
    assertThat(run.counts().evictedGroups()).isZero();
    assertThat(run.event("k", "U=quiet")).hasSize(1);
  }

  @Test
  void a_condition_that_asks_for_more_events_than_a_group_may_have_can_hold() {
    var run = Correlating.of(limits(100, 1_000, 10), rule("k"), COUNT.replace("gte: 3", "gte: 40"));
    for (int i = 0; i < 39; i++) {
      assertThat(run.event("k", "U=a")).isEmpty();
    }

    assertThat(run.event("k", "U=a")).hasSize(1);
    assertThat(run.counts().evictedEvents()).isZero();
  }

  @Test
  void all_events_together_are_bounded_down_to_a_single_group() {
    var run = Correlating.of(limits(100, 20, 1_000), rule("k"), COUNT);
    for (int i = 0; i < 100; i++) {
      run.event("k", "U=" + i % 4);
      assertThat(run.counts().events()).isLessThanOrEqualTo(20);
    }
    for (int i = 0; i < 100; i++) {
      run.event("k", "U=a");
    }

    assertThat(run.counts().groups()).isEqualTo(1);
    assertThat(run.counts().events()).isEqualTo(20);
    assertThat(run.counts().evictedEvents()).isEqualTo(180);
  }

  @Test
  void groups_whose_window_has_passed_go_without_being_counted_as_lost() {
    var run = Correlating.of(rule("k"), COUNT);
    for (int i = 0; i < 1_000; i++) {
      run.event("k", "U=" + i);
    }
    assertThat(run.counts().groups()).isEqualTo(1_000);

    run.at(3_600 + 61);
    for (int i = 0; i < 1_000; i++) {
      run.event("k", "U=new");
    }

    assertThat(run.counts().groups()).isEqualTo(1);
    assertThat(run.counts().evictedGroups()).isZero();
    assertThat(run.counts().evictedEvents()).isZero();
  }

  @Test
  void limits_of_nothing_are_refused() {
    assertThatThrownBy(() -> limits(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limits(1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limits(1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CorrelationLimits(1, 1, 1, 1, Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void times_at_the_ends_of_the_calendar_are_taken() {
    var run = Correlating.of(rule("k"), COUNT);
    var observations = new ArrayList<Observation>();
    observe(run, "{\"kind\":\"k\",\"U\":\"a\"}", observations);

    for (Instant at : List.of(Instant.MIN, Instant.EPOCH, Instant.MAX, Instant.MAX)) {
      run.correlator().accept(observations.getFirst(), at, 0, found -> {});
    }
    assertThat(run.counts().groups()).isEqualTo(1);
    assertThat(run.correlator().restore(run.correlator().snapshot())).isTrue();
  }

  private static void observe(Correlating run, String json, List<Observation> into) {
    byte[] line = json.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    run.rules()
        .scanner()
        .scan(
            line,
            0,
            line.length,
            org.bouclier.detect.log.LogFormat.NDJSON,
            org.bouclier.detect.log.LogSource.ofProduct("test"),
            new RuleSink() {
              @Override
              public void accept(
                  RuleInfo rule,
                  org.bouclier.detect.log.LogSource source,
                  List<Evidence> evidence) {}

              @Override
              public void observed(Observation observation) {
                into.add(observation);
              }
            });
  }

  // Restarts

  private static final String[] ALL_KINDS = {
    rule("k"),
    rule("l"),
    COUNT,
    correlation(
        "Values",
        "type: value_count\nrules: [k]\ngroup-by: [U]\ntimespan: 1h\ncondition: {field: V, gte: 20}"),
    correlation("Rows", "type: temporal_ordered\nrules: [k, l]\ngroup-by: [U]\ntimespan: 1h"),
    correlation(
        "Sum",
        "type: value_sum\nrules: [k, l]\ngroup-by: [U]\ntimespan: 1h\ncondition: {field: N, gt: 9.5}")
  };

  private static Correlating filled() {
    var run = Correlating.of(ALL_KINDS);
    for (int i = 0; i < 500; i++) {
      run.at(i);
      run.event("k", "U=u" + i % 40, "V=v" + i % 17, "N=0." + i);
    }
    return run;
  }

  @Test
  void a_snapshot_is_taken_up_whole() {
    var run = filled();
    byte[] snapshot = run.correlator().snapshot();
    var restarted = new Correlator(Correlating.rules(ALL_KINDS), CorrelationLimits.DEFAULT);

    assertThat(restarted.restore(snapshot)).isTrue();
    assertThat(restarted.counts().groups()).isEqualTo(run.counts().groups());
    assertThat(restarted.counts().events()).isEqualTo(run.counts().events());
    assertThat(restarted.snapshot()).isEqualTo(snapshot);
    assertThat(run.correlator().counts().groups()).isEqualTo(160);
  }

  @Test
  void a_damaged_snapshot_is_refused_and_counted_and_changes_nothing() {
    var run = filled();
    byte[] snapshot = run.correlator().snapshot();
    var random = new Random(20_260_129);
    Correlator correlator = run.correlator();
    List<byte[]> damaged = new ArrayList<>();
    damaged.add(new byte[0]);
    damaged.add(new byte[3]);
    for (int i = 0; i < 200; i++) {
      byte[] copy = snapshot.clone();
      copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
      damaged.add(copy);
      damaged.add(Arrays.copyOf(snapshot, random.nextInt(snapshot.length)));
    }

    for (byte[] one : damaged) {
      assertThat(correlator.restore(one)).isFalse();
    }
    assertThat(correlator.counts().refusedSnapshots()).isEqualTo(damaged.size());
    assertThat(correlator.snapshot()).isEqualTo(snapshot);
  }

  @Test
  void a_forged_snapshot_with_a_right_checksum_does_no_harm() {
    var run = filled();
    byte[] snapshot = run.correlator().snapshot();
    var random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] forged = snapshot.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        forged[random.nextInt(forged.length - 4)] = (byte) random.nextInt(256);
      }
      seal(forged);
      var correlator = new Correlator(run.rules(), CorrelationLimits.DEFAULT);
      if (correlator.restore(forged)) {
        assertThat(correlator.counts().events()).isLessThan(3_000);
        assertThat(correlator.snapshot().length).isLessThan(100_000);
      } else {
        refused++;
      }
    }
    assertThat(refused).as("both outcomes are common").isBetween(1_000, 19_000);
  }

  private static void seal(byte[] bytes) {
    var checksum = new CRC32C();
    checksum.update(bytes, 0, bytes.length - 4);
    java.nio.ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) checksum.getValue());
  }

  @Test
  void a_snapshot_of_another_version_is_refused() {
    byte[] snapshot = filled().correlator().snapshot();
    snapshot[4]++;
    seal(snapshot);
    var correlator = new Correlator(Correlating.rules(ALL_KINDS), CorrelationLimits.DEFAULT);

    assertThat(correlator.restore(snapshot)).isFalse();
    assertThat(correlator.counts().refusedSnapshots()).isEqualTo(1);
  }

  @Test
  void a_snapshot_is_taken_up_within_the_limits_of_the_day() {
    byte[] snapshot = filled().correlator().snapshot();
    var smaller = new Correlator(Correlating.rules(ALL_KINDS), limits(50, 300, 5));

    assertThat(smaller.restore(snapshot)).isTrue();
    assertThat(smaller.counts().groups()).isLessThanOrEqualTo(50);
    assertThat(smaller.counts().events()).isLessThanOrEqualTo(300);
    assertThat(smaller.counts().evictedGroups()).isPositive();
  }

  // Other rules

  @Test
  void correlations_that_mean_the_same_keep_their_groups_when_rules_are_replaced() {
    String id = "id: 0e95725d-7320-415d-80f7-004da920fc11\n";
    String nameless = COUNT.replace("name: Count\n", "");
    for (String count : List.of(COUNT, id + COUNT, nameless)) {
      var before = Correlating.of(rule("k"), count);
      before.event("k", "U=a");
      before.event("k", "U=a");
      var after =
          Correlating.of(
              correlation("First", "type: temporal\nrules: [k]\ntimespan: 1m"), rule("k"), count);

      assertThat(after.feed(Correlating.json("k", "U=a"), before.correlator()))
          .as("an observation brings its rules along")
          .containsExactlyInAnyOrder("First", "Count");
      assertThat(before.correlator().rules()).isSameAs(after.rules());
      assertThat(before.counts().forgottenGroups()).isZero();
    }
  }

  @Test
  void a_correlation_that_changed_begins_anew_and_what_old_rules_saw_is_counted() {
    String named = "id: 0e95725d-7320-415d-80f7-004da920fc11\n" + COUNT;
    var before = Correlating.of(rule("k"), named);
    before.event("k", "U=a");
    before.event("k", "U=b");
    var after = Correlating.of(rule("k"), named.replace("gte: 3", "gte: 2"));

    assertThat(after.feed(Correlating.json("k", "U=a"), before.correlator())).isEmpty();
    assertThat(before.counts().forgottenGroups()).isEqualTo(2);
    assertThat(before.event("k", "U=a")).as("of a scanner that has not followed yet").isEmpty();
    assertThat(before.counts().stale()).isEqualTo(1);
    assertThat(after.feed(Correlating.json("k", "U=a"), before.correlator())).hasSize(1);

    byte[] snapshot = Correlating.of(rule("k"), named).correlator().snapshot();
    assertThat(before.correlator().restore(snapshot)).isTrue();
    assertThat(before.counts().groups()).isZero();
  }
}

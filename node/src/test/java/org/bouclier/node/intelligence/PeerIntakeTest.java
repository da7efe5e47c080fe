package org.bouclier.node.intelligence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bouclier.node.intelligence.Bundles.JUNE;
import static org.bouclier.node.intelligence.Bundles.bundle;
import static org.bouclier.node.intelligence.Bundles.domain;
import static org.bouclier.node.intelligence.Bundles.raw;
import static org.bouclier.node.intelligence.Bundles.revised;
import static org.bouclier.node.intelligence.Bundles.sighting;
import static org.bouclier.node.intelligence.Outcome.Result.ACCEPTED;
import static org.bouclier.node.intelligence.Outcome.Result.DUPLICATE;
import static org.bouclier.node.intelligence.Outcome.Result.REJECTED;
import static org.bouclier.node.intelligence.Outcome.Result.UPDATED;
import static org.bouclier.node.intelligence.TestDesk.BURKINA;
import static org.bouclier.node.intelligence.TestDesk.NIGER;

import java.time.Duration;
import java.util.List;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.site.StateCode;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.Tlp;
import org.junit.jupiter.api.Test;

/** What peers send is proven to be theirs, and read as warily as a file from anybody. */
class PeerIntakeTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final TestDesk desk = new TestDesk();

  @Test
  void what_a_peer_confirmed_is_in_force_here_under_its_name() {
    var received = desk.deliver(NIGER, "indicators", bundle(domain(1, "evil.top", Tlp.GREEN)));

    assertThat(desk.report(received).count(ACCEPTED)).isEqualTo(1);
    assertThat(desk.inForce()).containsExactly("evil.top");
    var view = desk.indicators.find(Bundles.id("indicator", 1)).orElseThrow();
    assertThat(view.source()).isEqualTo("NE");
    assertThat(view.fromPeer()).isTrue();
    assertThat(view.tlp()).isEqualTo(Tlp.GREEN);
  }

  @Test
  void a_message_delivered_twice_is_accepted_once() {
    var received = desk.deliver(NIGER, "indicators", bundle(domain(1, "evil.top")));
    long revision = desk.liveIndicators.revision();
    desk.deliver(received);

    assertThat(desk.liveIndicators.revision()).isEqualTo(revision);
    assertThat(desk.report(received).count(ACCEPTED)).isEqualTo(1);
  }

  @Test
  void messages_for_other_desks_are_left_to_them() {
    desk.deliver(NIGER, "incidents", bundle(domain(1, "evil.top")));

    assertThat(desk.inForce()).isEmpty();
    assertThat(desk.acceptances.latest(10)).isEmpty();
  }

  @Test
  void only_the_peer_that_said_it_corrects_it_widens_it_or_takes_it_back() {
    var first = domain(1, "evil.top", Tlp.AMBER);
    desk.deliver(NIGER, "indicators", bundle(first));
    var wider =
        revised(
            first,
            JUNE.plus(HOUR),
            tree -> tree.putArray("object_marking_refs").add(Tlp.CLEAR.markingId().toString()));

    var other = desk.deliver(BURKINA, "indicators", bundle(wider));
    assertThat(desk.report(other).codes()).containsKey("intelligence.other-source");
    var local = desk.load(ImportForm.STIX, "flux", Acceptance.CONFIRMED, bundle(wider));
    assertThat(local.report().codes()).containsKey("intelligence.other-source");
    assertThat(tlp(first)).isEqualTo(Tlp.AMBER);

    var own = desk.deliver(NIGER, "indicators", bundle(wider));
    assertThat(desk.report(own).count(UPDATED)).isEqualTo(1);
    assertThat(tlp(first)).isEqualTo(Tlp.CLEAR);

    desk.deliver(
        NIGER,
        "indicators",
        bundle(revised(wider, JUNE.plus(HOUR.multipliedBy(2)), tree -> tree.put("revoked", true))));
    assertThat(desk.inForce()).isEmpty();
    assertThat(desk.indicators.find(first.id()).orElseThrow().status())
        .isEqualTo(IndicatorStatus.REVOKED);
  }

  @Test
  void no_peer_changes_what_this_node_has_said() {
    desk.list(Acceptance.CONFIRMED, "evil.top");
    var id = desk.listed("evil.top");
    var ours =
        org.bouclier.stix.StixObject.parse(desk.indicatorSql.body(id.toString()).orElseThrow());
    var forged = revised(ours, TestDesk.START.plusSeconds(60), tree -> tree.put("revoked", true));
    var received = desk.deliver(BURKINA, "indicators", bundle(forged));

    assertThat(desk.report(received).codes()).containsKey("intelligence.other-author");
    assertThat(desk.inForce()).containsExactly("evil.top");
  }

  @Test
  void an_unmarked_object_of_a_peer_is_amber() {
    desk.deliver(NIGER, "indicators", bundle(domain(1, "evil.top")));

    assertThat(tlp(domain(1, "evil.top"))).isEqualTo(Tlp.AMBER);
  }

  @Test
  void a_rule_decides_what_becomes_of_the_indicators_of_a_peer() {
    desk.deliver(NIGER, "indicators", bundle(domain(1, "first.top")));
    int source = desk.read.sources().getFirst().source().id();

    desk.read.setRule(source, Acceptance.PROPOSED, 40);
    desk.deliver(NIGER, "indicators", bundle(domain(2, "second.top")));
    assertThat(desk.inForce()).containsExactly("first.top");
    assertThat(desk.indicatorSql.count(IndicatorStatus.PROPOSED)).isEqualTo(1);

    desk.read.setRule(source, Acceptance.REFUSED, 0);
    var refused = desk.deliver(NIGER, "indicators", bundle(domain(3, "third.top")));
    assertThat(desk.report(refused).codes()).containsKey("intelligence.source-refused");
    assertThat(desk.indicators.find(Bundles.id("indicator", 3))).isEmpty();
  }

  @Test
  void what_people_here_set_aside_stays_aside_when_the_peer_insists() {
    var first = domain(1, "evil.top");
    desk.deliver(NIGER, "indicators", bundle(first));
    desk.indicators.revoke(List.of(first.id()), Actor.Node.ITSELF);
    assertThat(desk.sharingSql.waiting()).as("it is the peer's to correct").isZero();

    desk.deliver(
        NIGER,
        "indicators",
        bundle(revised(first, JUNE.plus(HOUR), tree -> tree.put("name", "encore"))));
    assertThat(desk.inForce()).isEmpty();
  }

  @Test
  void a_hostile_bundle_loses_only_what_is_hostile_in_it() {
    var received =
        desk.deliver(
            NIGER,
            "indicators",
            raw(
                domain(1, "good.top").canonicalJson(),
                domain(2, "late.top")
                    .edit(tree -> tree.put("modified", "2030-01-01T00:00:00.000Z"))
                    .canonicalJson(),
                domain(3, "old.top")
                    .edit(tree -> {
                      tree.put("created", "0000-01-01T00:00:00.000Z");
                      tree.put("modified", "0000-01-01T00:00:00.000Z");
                    })
                    .canonicalJson(),
                "{\"type\":\"relationship\",\"spec_version\":\"2.1\","
                    + "\"id\":\"relationship--00000000-0000-4000-8000-000000000009\","
                    + "\"created\":\"2026-06-29T00:00:00.000Z\",\"modified\":\"2026-06-29T00:00:00.000Z\","
                    + "\"relationship_type\":\""
                    + "x".repeat(10_000)
                    + "\",\"source_ref\":\"indicator--00000000-0000-4000-8000-000000000001\","
                    + "\"target_ref\":\"indicator--00000000-0000-4000-8000-000000000002\"}",
                "{\"type\":\"indicator\",\"id\":\"indicator--x\"}",
                "[".repeat(45) + "]".repeat(45),
                domain(4, "x".repeat(70) + ".top").canonicalJson(),
                domain(5, "fine.top").canonicalJson()));
    var report = desk.report(received);

    assertThat(desk.inForce()).containsExactly("fine.top", "good.top");
    assertThat(report.codes())
        .containsKeys("intelligence.future", "intelligence.too-old", "stix.limit");
    assertThat(report.count(REJECTED)).isGreaterThanOrEqualTo(4);
  }

  @Test
  void bytes_that_are_no_bundle_are_noted_and_nothing_breaks() {
    var received = desk.deliver(NIGER, "indicators", "\0\1 pas du JSON".getBytes(UTF_8));

    assertThat(desk.report(received).count(REJECTED)).isPositive();
    assertThat(desk.inForce()).isEmpty();
  }

  @Test
  void a_sighting_that_comes_back_attaches_to_its_indicator_whichever_comes_first() {
    var of = Bundles.id("indicator", 1);
    desk.deliver(BURKINA, "sightings", bundle(sighting(BURKINA, of, 3, JUNE.plus(HOUR))));
    desk.deliver(NIGER, "indicators", bundle(domain(1, "evil.top")));
    desk.deliver(
        BURKINA, "sightings", bundle(sighting(BURKINA, of, 12, JUNE.plus(HOUR.multipliedBy(2)))));
    var again =
        desk.deliver(BURKINA, "sightings", bundle(sighting(BURKINA, of, 3, JUNE.plus(HOUR))));

    assertThat(desk.report(again).count(DUPLICATE)).isEqualTo(1);
    assertThat(desk.sightingSql.of(of.toString()))
        .extracting(SightingLine::seenBy, SightingLine::count, SightingLine::ours)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("BF", 12L, false));
  }

  @Test
  void a_peer_cannot_rewrite_our_own_count() {
    desk.list(Acceptance.CONFIRMED, "evil.top");
    long value = desk.liveIndicators.since(0).added().getFirst().id();
    desk.sightings.record(value, JUNE, JUNE, 5, "evil.top");
    var received =
        desk.deliver(
            BURKINA,
            "sightings",
            bundle(sighting(TestDesk.MALI, desk.listed("evil.top"), 999, JUNE)));

    assertThat(desk.report(received).codes()).containsKey("intelligence.other-count");
    assertThat(desk.sightingSql.of(desk.listed("evil.top").toString()))
        .extracting(SightingLine::count)
        .containsExactly(5L);
  }

  @Test
  void no_peer_speaks_in_the_name_of_another_state() {
    var received =
        desk.deliver(
            NIGER,
            "indicators",
            bundle(
                by(TestDesk.MALI, domain(1, "mali.top")),
                by(BURKINA, domain(2, "burkina.top")),
                new StateIdentity(BURKINA).object(),
                by(NIGER, domain(3, "niger.top")),
                domain(4, "nobody.top")));

    assertThat(desk.report(received).codes()).containsEntry("intelligence.other-author", 3L);
    assertThat(desk.report(received).count(REJECTED)).isEqualTo(3);
    assertThat(desk.inForce()).containsExactly("niger.top", "nobody.top");
  }

  @Test
  void an_identifier_taken_under_another_value_goes_back_to_the_state_that_gives_it() {
    var burkina = named(BURKINA, "", "evil.top");
    var mali = named(TestDesk.MALI, "", "notre.top");
    var squatters =
        bundle(
            squatted(burkina, "a.top"), squatted(mali, "b.top").edit(t -> t.put("revoked", true)));
    desk.deliver(NIGER, "indicators", squatters);
    assertThat(desk.inForce()).as("nothing says whose they are").containsExactly("a.top");

    desk.deliver(BURKINA, "indicators", bundle(burkina));
    assertThat(desk.inForce()).containsExactly("evil.top");
    assertThat(desk.indicators.find(burkina.id()).orElseThrow().source()).isEqualTo("BF");

    var ours = desk.indicators.propose(SharingTest.made("notre.top", Tlp.GREEN, null));
    assertThat(ours).isEqualTo(mali.id());
    assertThat(desk.indicators.confirm(ours, Actor.Node.ITSELF).done()).isEqualTo(1);
    assertThat(desk.indicators.find(ours).orElseThrow().source()).isEqualTo("ML");
    assertThat(desk.inForce()).containsExactlyInAnyOrder("evil.top", "notre.top");
  }

  private static StixObject squatted(StixObject object, String value) {
    return object.edit(tree -> tree.put("pattern", "[domain-name:value = '" + value + "']"));
  }

  @Test
  void no_peer_takes_the_identifier_that_another_state_gives_a_value() {
    desk.list(Acceptance.CONFIRMED, "autre.top"); // so that the list is known here
    var made = named(TestDesk.MALI, "", "evil.top");
    var listed = named(TestDesk.MALI, "liste", "evil.top");
    var burkina = named(BURKINA, "", "evil.top");
    var received = desk.deliver(NIGER, "indicators", bundle(made, listed, burkina));

    assertThat(desk.report(received).codes()).containsEntry("intelligence.other-identifier", 3L);
    assertThat(desk.report(received).count(REJECTED)).isEqualTo(3);
    desk.deliver(BURKINA, "indicators", bundle(by(BURKINA, burkina)));
    assertThat(desk.indicators.find(burkina.id()).orElseThrow().source()).isEqualTo("BF");
    desk.list(Acceptance.CONFIRMED, "evil.top");
    assertThat(desk.indicators.find(listed.id()).orElseThrow().fromPeer()).isFalse();
  }

  @Test
  void what_a_peer_held_under_our_identifier_is_ours_once_we_say_it() {
    var made = named(TestDesk.MALI, "", "evil.top");
    desk.store.write(
        List.of(draft(made)),
        desk.store.source(SourceKind.PEER, "NE", Tlp.AMBER, 80, Acceptance.CONFIRMED),
        Acceptance.CONFIRMED);

    assertThat(desk.indicators.propose(proposal("evil.top"))).isEqualTo(made.id());
    assertThat(desk.indicators.find(made.id()).orElseThrow().source()).isEqualTo("ML");
  }

  @Test
  void our_count_and_what_a_file_says_of_it_never_merge() {
    desk.list(Acceptance.CONFIRMED, "evil.top");
    var of = desk.listed("evil.top");
    var told = sighting(TestDesk.MALI, of, 999, JUNE);
    desk.load(ImportForm.STIX, "flux", Acceptance.CONFIRMED, bundle(told));
    long value = desk.liveIndicators.since(0).added().getFirst().id();
    desk.sightings.record(value, JUNE, JUNE, 5, "evil.top");

    assertThat(desk.sightingSql.of(of.toString()))
        .extracting(SightingLine::count, SightingLine::ours)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(5L, true),
            org.assertj.core.groups.Tuple.tuple(999L, false));
  }

  @Test
  void a_wide_block_of_addresses_waits_for_a_person_and_so_does_one_that_widens() {
    var narrow = block(1, "ipv4-addr", "203.0.113.0/24");
    desk.deliver(
        NIGER,
        "indicators",
        bundle(
            narrow,
            block(2, "ipv4-addr", "198.18.0.0/23"),
            block(3, "ipv6-addr", "2001:db8:1::/48"),
            block(4, "ipv6-addr", "2001:db8:2::/47")));

    assertThat(desk.inForce()).containsExactly("2001:db8:1::/48", "203.0.113.0/24");
    assertThat(desk.indicatorSql.count(IndicatorStatus.PROPOSED)).isEqualTo(2);

    var id = Bundles.id("indicator", 2);
    desk.indicators.confirm(List.of(id), Actor.Node.ITSELF, false);
    assertThat(desk.inForce()).hasSize(3);
    desk.deliver(
        NIGER,
        "indicators",
        bundle(
            revised(
                narrow,
                JUNE.plus(HOUR),
                tree -> tree.put("pattern", "[ipv4-addr:value = '203.0.0.0/8']"))));
    assertThat(desk.inForce()).containsExactly("198.18.0.0/23", "2001:db8:1::/48");
  }

  private static org.bouclier.stix.StixObject block(long number, String type, String value) {
    return Bundles.indicator(number, "[" + type + ":value = '" + value + "']", tree -> {});
  }

  private static org.bouclier.stix.StixObject by(
      StateCode author, org.bouclier.stix.StixObject object) {
    return object.edit(
        tree -> tree.put("created_by_ref", new StateIdentity(author).id().toString()));
  }

  /** An indicator under the identifier that a state gives it, of nobody. */
  private static StixObject named(StateCode state, String list, String value) {
    var id = new StateIdentity(state).indicator(list, TestDesk.indicator(value));
    return domain(1, value).edit(tree -> tree.put("id", id.toString()));
  }

  private Draft draft(StixObject object) {
    try {
      return desk.house.reading(Tlp.GREEN, Severity.HIGH, TestDesk.START).read(object, 0);
    } catch (Refusal.Refused refused) {
      throw new AssertionError(refused.refusal().reason());
    }
  }

  private static NewIndicator proposal(String value) {
    return new NewIndicator(
        TestDesk.indicator(value), value, "", Tlp.GREEN, null, Severity.HIGH, null, null);
  }

  private Tlp tlp(org.bouclier.stix.StixObject object) {
    return desk.read.find(object.id().toString()).orElseThrow().tlp();
  }
}

package org.bouclier.node.intelligence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bouclier.node.intelligence.Bundles.bundle;
import static org.bouclier.node.intelligence.Bundles.domain;
import static org.bouclier.node.intelligence.TestDesk.NIGER;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.frontier.Crossing;
import org.bouclier.node.frontier.ErasureAck;
import org.bouclier.node.frontier.Frontier;
import org.bouclier.node.frontier.Proposal;
import org.bouclier.node.site.StateCode;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Pap;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.Tlp;
import org.junit.jupiter.api.Test;

/** What leaves: confirmed indicators, corrections, sightings; once each, and only by the border. */
class SharingTest {

  private final TestDesk desk = new TestDesk();

  @Test
  void what_is_confirmed_goes_to_the_border_for_every_peer_and_once() {
    var id = desk.indicators.propose(made("evil.top", Tlp.AMBER, null));
    assertThat(desk.inForce()).isEmpty();

    desk.indicators.confirm(id, Actor.Node.ITSELF);
    assertThat(desk.events).contains(new IndicatorConfirmed(id.toString()));
    shareAll();

    assertThat(desk.inForce()).containsExactly("evil.top");
    assertThat(desk.border.proposals).hasSize(1);
    var proposal = desk.border.proposals.getFirst();
    assertThat(proposal.destinations()).isEqualTo(desk.peers.active());
    assertThat(proposal.objects()).extracting(StixObject::id).containsExactly(id);
    assertThat(proposal.objects().getFirst().markingRefs()).containsExactly(Tlp.AMBER.markingId());
    assertThat(desk.sharingSql.answers(number(id)))
        .extracting(BorderAnswer::destination, BorderAnswer::crossed)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("BF", true),
            org.assertj.core.groups.Tuple.tuple("NE", true));
    assertThat(desk.acts).contains("indicators.confirm " + id);
  }

  @Test
  void a_thousand_confirmed_at_once_leave_in_a_few_bundles() {
    var lines = new String[1_000];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = "n" + i + ".top";
    }
    desk.list(Acceptance.PROPOSED, lines);
    var ids =
        desk.read.list(filter(), 1_000).stream().map(line -> StixId.parse(line.id())).toList();

    assertThat(desk.indicators.confirm(ids, Actor.Node.ITSELF, true).done()).isEqualTo(1_000);
    while (desk.sharing.share().isZero()) {
      assertThat(desk.border.proposals.size()).isLessThan(10);
    }
    assertThat(desk.border.proposals).hasSize(2);
    assertThat(desk.border.proposals.stream().mapToInt(p -> p.objects().size()).sum())
        .isEqualTo(1_000);
  }

  @Test
  void a_batch_handed_over_before_a_power_cut_is_handed_over_again_under_the_same_number() {
    var id = desk.indicators.propose(made("evil.top", Tlp.GREEN, null));
    desk.indicators.confirm(id, Actor.Node.ITSELF);
    desk.border.broken = true;
    assertThat(desk.sharing.share()).isPositive();
    var batch = desk.sharingSql.unanswered();
    assertThat(batch).isPresent();

    desk.border.broken = false;
    restarted().share();
    assertThat(desk.border.proposals.getFirst().key())
        .endsWith(batch.orElseThrow().id().toString());
    assertThat(desk.sharingSql.waiting()).isZero();
  }

  @Test
  void without_a_peer_it_waits_for_the_first_one() {
    desk.peers.active.clear();
    var id = desk.indicators.propose(made("evil.top", Tlp.GREEN, null));
    desk.indicators.confirm(id, Actor.Node.ITSELF);
    desk.sharing.share();
    assertThat(desk.sharingSql.waits(number(id))).isTrue();

    desk.peers.resume(NIGER);
    desk.sharing.share();
    assertThat(desk.border.proposals).hasSize(1);
  }

  @Test
  void a_peer_that_comes_late_gets_what_is_in_force_and_it_alone() {
    desk.peers.remove(NIGER);
    var kept = confirmed("evil.top");
    var taken = confirmed("doux.top");
    shareAll();
    desk.indicators.revoke(List.of(taken), Actor.Node.ITSELF);
    shareAll();
    desk.border.proposals.clear();

    desk.clock.advance(Duration.ofDays(1));
    desk.peers.declared.put(NIGER, UUID.randomUUID());
    desk.peers.resume(NIGER);
    shareAll();

    var late = desk.border.proposals;
    assertThat(late).hasSize(1);
    assertThat(late.getFirst().destinations()).containsExactly(NIGER);
    assertThat(late.getFirst().objects()).extracting(StixObject::id).containsExactly(kept);
    assertThat(answers(kept)).hasSize(2);

    restarted().share();
    restarted().share();
    assertThat(late).as("a start of the node owes nothing more").hasSize(1);
  }

  @Test
  void a_peer_that_comes_back_gets_what_was_confirmed_and_taken_back_meanwhile() {
    var before = confirmed("avant.top");
    var taken = confirmed("repris.top");
    shareAll();
    desk.peers.suspend(NIGER);
    var meanwhile = confirmed("pendant.top");
    desk.clock.advance(Duration.ofMinutes(5));
    desk.indicators.revoke(List.of(taken), Actor.Node.ITSELF);
    shareAll();
    desk.border.proposals.clear();

    desk.peers.resume(NIGER);
    var restarted = restarted();
    while (restarted.share().isZero()) {
      assertThat(desk.border.proposals).hasSizeLessThan(10);
    }

    assertThat(desk.border.proposals).hasSize(1);
    var owed = desk.border.proposals.getFirst();
    assertThat(owed.destinations()).containsExactly(NIGER);
    assertThat(owed.objects())
        .extracting(StixObject::id)
        .containsExactlyInAnyOrder(taken, meanwhile)
        .doesNotContain(before);
    assertThat(owed.objects().stream().filter(StixObject::revoked))
        .extracting(StixObject::id)
        .containsExactly(taken);
  }

  @Test
  void a_peer_declared_anew_is_told_everything_again() {
    var id = confirmed("evil.top");
    shareAll();
    desk.peers.remove(NIGER);
    shareAll();
    desk.clock.advance(Duration.ofDays(1));
    desk.peers.declared.put(NIGER, UUID.randomUUID());
    desk.peers.resume(NIGER);
    desk.border.proposals.clear();
    shareAll();

    assertThat(desk.border.proposals).hasSize(1);
    assertThat(desk.border.proposals.getFirst().destinations()).containsExactly(NIGER);
    assertThat(desk.border.proposals.getFirst().objects())
        .extracting(StixObject::id)
        .containsExactly(id);
  }

  @Test
  void who_leaves_with_its_share_in_the_queue_finds_it_there_and_a_fresh_danger_goes_first() {
    desk.peers.suspend(NIGER);
    var old = confirmed("ancien.top");
    shareAll();
    desk.peers.resume(NIGER);
    desk.border.broken = true;
    desk.sharing.share(); // owed, formed, not handed over
    desk.peers.suspend(NIGER);
    desk.border.broken = false;
    shareAll();
    assertThat(desk.sharingSql.waits(number(old))).as("it waits for Niger").isTrue();

    desk.peers.resume(NIGER);
    desk.border.proposals.clear();
    var fresh = confirmed("frais.top");
    shareAll();

    assertThat(desk.border.proposals)
        .extracting(Proposal::destinations)
        .containsExactly(java.util.Set.of(TestDesk.BURKINA, NIGER), java.util.Set.of(NIGER));
    assertThat(desk.border.proposals.getFirst().objects())
        .extracting(StixObject::id)
        .containsExactly(fresh);
    assertThat(desk.sharingSql.waiting()).isZero();
  }

  @Test
  void what_was_refused_because_the_peer_left_at_that_second_is_still_owed_to_it() {
    var id = confirmed("evil.top");
    answering(
            proposal -> {
              desk.peers.suspend(NIGER);
              return List.of(line(7, TestDesk.BURKINA, true, id), absent(id));
            })
        .share();
    assertThat(answers(id)).containsExactly("BF crossed 7");

    desk.peers.resume(NIGER);
    shareAll();
    assertThat(desk.border.proposals.getFirst().destinations()).containsExactly(NIGER);
    assertThat(answers(id)).hasSize(2).allMatch(answer -> answer.contains("crossed"));
  }

  @Test
  void what_was_refused_for_absence_is_owed_even_if_the_peer_is_back_when_it_is_noted() {
    var id = confirmed("evil.top");
    answering(proposal -> List.of(line(7, TestDesk.BURKINA, true, id), absent(id))).share();

    shareAll();
    assertThat(desk.border.proposals).hasSize(1);
    assertThat(desk.border.proposals.getFirst().destinations()).containsExactly(NIGER);
    assertThat(answers(id)).hasSize(2).allMatch(answer -> answer.contains("crossed"));
  }

  @Test
  void what_is_taken_back_while_it_leaves_is_taken_back_everywhere() {
    var id = confirmed("evil.top");
    answering(
            proposal -> {
              desk.clock.advance(Duration.ofSeconds(1));
              desk.indicators.revoke(List.of(id), Actor.Node.ITSELF);
              return List.of(line(7, TestDesk.BURKINA, true, id), line(7, NIGER, true, id));
            })
        .share();

    shareAll();
    assertThat(desk.border.proposals).hasSize(1);
    assertThat(desk.border.proposals.getFirst().objects().getFirst().revoked()).isTrue();
    assertThat(desk.border.proposals.getFirst().destinations()).hasSize(2);
  }

  @Test
  void a_peer_declared_anew_between_two_steps_hears_what_is_in_force_and_what_was_revoked() {
    var kept = confirmed("evil.top");
    var taken = confirmed("doux.top");
    shareAll();
    desk.clock.advance(Duration.ofMinutes(5));
    desk.indicators.revoke(List.of(taken), Actor.Node.ITSELF);
    desk.peers.remove(NIGER);
    shareAll();
    desk.border.proposals.clear();
    desk.peers.declared.put(NIGER, UUID.randomUUID());
    desk.peers.resume(NIGER);
    desk.sharing.share(); // finds what it is owed
    desk.peers.remove(NIGER);
    desk.peers.declared.put(NIGER, UUID.randomUUID());
    desk.peers.resume(NIGER);
    shareAll();

    var said = desk.border.proposals.stream().flatMap(p -> p.objects().stream()).toList();
    assertThat(said).extracting(StixObject::id).containsExactlyInAnyOrder(kept, taken);
    assertThat(said).filteredOn(StixObject::revoked).extracting(StixObject::id).contains(taken);
  }

  @Test
  void what_waits_for_everybody_stays_when_the_last_peer_goes() {
    var id = confirmed("evil.top");
    desk.sharingSql.forgetOthers(List.of());
    assertThat(desk.sharingSql.waits(number(id))).isTrue();
  }

  @Test
  void one_object_that_the_border_cannot_take_does_not_stop_the_others() {
    var good = List.of(confirmed("un.top"), confirmed("deux.top"), confirmed("trois.top"));
    var bad = confirmed("poison.top");
    var left = new ArrayList<StixId>();
    var sharing =
        answering(proposal -> {
          var ids = proposal.objects().stream().map(StixObject::id).toList();
          if (ids.contains(bad)) {
            throw new IllegalStateException("poison");
          }
          left.addAll(ids);
          var array = ids.toArray(StixId[]::new);
          return List.of(line(7, TestDesk.BURKINA, true, array), line(7, NIGER, true, array));
        });
    for (int step = 0; step < 30 && sharing.share().isZero(); step++) {
      assertThat(step).isLessThan(29);
    }

    assertThat(left).containsExactlyInAnyOrderElementsOf(good);
    assertThat(answers(bad)).containsExactly("BF refused -1", "NE refused -1");
    assertThat(desk.sharingSql.waiting()).isZero();
  }

  @Test
  void what_its_source_takes_back_or_changes_reaches_the_peers_who_had_it() {
    desk.load(
        ImportForm.STIX,
        "flux",
        Acceptance.PROPOSED,
        bundle(domain(1, "evil.top", Tlp.GREEN), domain(2, "local.top", Tlp.GREEN)));
    desk.indicators.confirm(Bundles.id("indicator", 1), Actor.Node.ITSELF);
    shareAll();
    desk.border.proposals.clear();

    desk.load(
        ImportForm.STIX,
        "flux",
        Acceptance.PROPOSED,
        bundle(
            Bundles.revised(
                domain(1, "evil.top", Tlp.GREEN),
                Bundles.JUNE.plusSeconds(9),
                tree -> tree.put("revoked", true)),
            Bundles.revised(
                domain(2, "local.top", Tlp.GREEN),
                Bundles.JUNE.plusSeconds(9),
                tree -> tree.put("name", "autre"))));
    shareAll();

    assertThat(desk.border.proposals).hasSize(1);
    assertThat(desk.border.proposals.getFirst().objects())
        .as("what no peer had stays here")
        .singleElement()
        .matches(StixObject::revoked);
  }

  private Sharing answering(Function<Proposal, List<Crossing>> answers) {
    var border =
        new Frontier() {
          @Override
          public List<Crossing> export(Proposal proposal) {
            return answers.apply(proposal);
          }

          @Override
          public void acknowledge(StateCode orderer, ErasureAck answer) {
            throw new AssertionError("nothing was ordered");
          }

          @Override
          public long sentTo(StateCode destination) {
            return 0;
          }
        };
    return new Sharing(
        desk.sharingSql, desk.indicatorSql, border, desk.peers, desk.transactions, desk.clock);
  }

  /** Refused because Niger is no active peer at that second. */
  private static Crossing absent(StixId id) {
    return new Crossing(
        UUID.randomUUID(),
        8,
        NIGER,
        Crossing.Verdict.REFUSED,
        Crossing.NO_KEY,
        "",
        List.of(id),
        List.of("absent"));
  }

  private StixId confirmed(String name) {
    var id = desk.indicators.propose(made(name, Tlp.GREEN, null));
    desk.indicators.confirm(id, Actor.Node.ITSELF);
    return id;
  }

  private void shareAll() {
    for (int step = 0; desk.sharing.share().isZero(); step++) {
      assertThat(step).as("it ends").isLessThan(30);
    }
  }

  private Sharing restarted() {
    return new Sharing(
        desk.sharingSql, desk.indicatorSql, desk.border, desk.peers, desk.transactions, desk.clock);
  }

  @Test
  void each_object_is_told_what_the_border_said_of_it() {
    var red = desk.indicators.propose(made("secret.top", Tlp.RED, null));
    var green = desk.indicators.propose(made("known.top", Tlp.GREEN, null));
    desk.indicators.confirm(List.of(red, green), Actor.Node.ITSELF, true);
    desk.sharing.share();

    assertThat(desk.sharingSql.answers(number(red)))
        .allMatch(answer -> !answer.crossed() && answer.reasons().contains("RED"))
        .hasSize(2);
    assertThat(desk.sharingSql.answers(number(green))).allMatch(BorderAnswer::crossed).hasSize(2);
    assertThat(desk.indicators.find(red).orElseThrow().shared()).isFalse();
    assertThat(desk.indicators.find(green).orElseThrow().shared()).isTrue();
  }

  @Test
  void an_answer_counts_for_its_own_objects_and_destination_only() {
    var first = desk.indicators.propose(made("un.top", Tlp.GREEN, null));
    var second = desk.indicators.propose(made("deux.top", Tlp.GREEN, null));
    var third = desk.indicators.propose(made("trois.top", Tlp.GREEN, null));
    desk.indicators.confirm(List.of(first, second, third), Actor.Node.ITSELF, true);
    // One may go to Niger only, one nowhere, one everywhere; and one that nobody proposed.
    answering(proposal ->
            List.of(
                line(7, TestDesk.NIGER, true, first, third),
                line(8, TestDesk.NIGER, false, second),
                line(9, TestDesk.BURKINA, false, first, second, Bundles.id("indicator", 99)),
                line(10, TestDesk.BURKINA, true, third)))
        .share();

    assertThat(answers(first)).containsExactly("BF refused 9", "NE crossed 7");
    assertThat(answers(second)).containsExactly("BF refused 9", "NE refused 8");
    assertThat(answers(third)).containsExactly("BF crossed 10", "NE crossed 7");
    assertThat(desk.indicators.find(first).orElseThrow().shared()).isTrue();
    assertThat(desk.indicators.find(second).orElseThrow().shared()).isFalse();
    assertThat(desk.indicators.find(third).orElseThrow().shared()).isTrue();
  }

  private List<String> answers(StixId id) {
    return desk.sharingSql.answers(number(id)).stream()
        .map(answer ->
            answer.destination() + (answer.crossed() ? " crossed " : " refused ") + answer.index())
        .toList();
  }

  private static Crossing line(long index, StateCode to, boolean crossed, StixId... objects) {
    return new Crossing(
        UUID.randomUUID(),
        index,
        to,
        crossed ? Crossing.Verdict.CROSSED : Crossing.Verdict.REFUSED,
        crossed ? "" : "frontiere.interdit",
        crossed ? "entier" : "",
        List.of(objects),
        List.of("essai"));
  }

  @Test
  void what_a_peer_said_is_confirmed_here_and_not_said_again() {
    desk.deliver(NIGER, "indicators", bundle(domain(1, "evil.top")));
    desk.indicators.confirm(Bundles.id("indicator", 1), Actor.Node.ITSELF);

    assertThat(desk.sharingSql.waiting()).isZero();
  }

  @Test
  void taking_back_what_was_shared_sends_a_correction_that_stays_in_the_history() {
    var id = desk.indicators.propose(made("evil.top", Tlp.GREEN, null));
    desk.indicators.confirm(id, Actor.Node.ITSELF);
    desk.sharing.share();
    desk.clock.advance(Duration.ofMinutes(5));
    desk.indicators.revoke(List.of(id), Actor.Node.ITSELF);
    desk.sharing.share();

    assertThat(desk.inForce()).isEmpty();
    var correction = desk.border.proposals.getLast().objects().getFirst();
    assertThat(correction.revoked()).isTrue();
    assertThat(correction.modified()).hasValue(TestDesk.START.plus(Duration.ofMinutes(5)));
    assertThat(desk.read.versions(number(id))).hasSize(1);
    assertThat(desk.indicators.confirm(id, Actor.Node.ITSELF).refused())
        .singleElement()
        .asString()
        .contains("révoqué par son auteur");
  }

  @Test
  void what_was_taken_back_in_error_can_be_said_again_and_reaches_the_peers() {
    var id = confirmed("evil.top");
    shareAll();
    desk.clock.advance(Duration.ofMinutes(5));
    desk.indicators.revoke(List.of(id), Actor.Node.ITSELF);
    shareAll();
    desk.clock.advance(Duration.ofMinutes(5));
    desk.border.proposals.clear();

    var again = confirmed("evil.top");
    shareAll();
    assertThat(desk.inForce()).containsExactly("evil.top");
    assertThat(desk.border.proposals).hasSize(1);
    var said = desk.border.proposals.getFirst().objects().getFirst();
    assertThat(said.id()).as("what is revoked is so for ever").isEqualTo(again).isNotEqualTo(id);
    assertThat(said.revoked()).isFalse();
  }

  @Test
  void markings_that_are_not_official_leave_with_their_definitions() {
    var id = desk.indicators.propose(made("evil.top", Tlp.GREEN, Pap.AMBER));
    desk.indicators.confirm(id, Actor.Node.ITSELF);
    desk.sharing.share();

    assertThat(desk.border.proposals.getFirst().objects())
        .extracting(StixObject::id)
        .containsExactly(id, Pap.AMBER.markingId());
  }

  @Test
  void unknown_indicators_are_named() {
    var decision = desk.indicators.confirm(Bundles.id("indicator", 404), Actor.Node.ITSELF);

    assertThat(decision.done()).isZero();
    assertThat(decision.refused()).singleElement().asString().contains("inconnu");
  }

  @Test
  void the_first_sighting_leaves_at_once_and_the_next_ones_together() {
    long value = shared("evil.top");
    int before = desk.border.proposals.size();
    desk.sightings.record(value, TestDesk.START, TestDesk.START, 1, "10.0.0.7 evil.top");
    assertThat(desk.sightings.tell()).isEqualTo(Duration.ofMinutes(1));
    assertThat(desk.border.proposals).hasSize(before + 1);

    for (int i = 0; i < 20; i++) {
      desk.sightings.record(value, TestDesk.START, TestDesk.START.plusSeconds(i), 2, "evil.top");
    }
    assertThat(desk.sightings.tell()).isEqualTo(Duration.ofSeconds(5));
    assertThat(desk.border.proposals).as("not yet").hasSize(before + 1);

    desk.clock.advance(Duration.ofSeconds(5));
    desk.sightings.tell();
    assertThat(desk.border.proposals).hasSize(before + 2);
    var told = desk.border.proposals.getLast();
    assertThat(told.kind()).isEqualTo("sightings");
    var sighting = told.objects().getFirst();
    assertThat(sighting.property("count").asInt()).isEqualTo(41);
    assertThat(sighting.text("last_seen")).hasValue("2026-11-22T14:05:19.000Z");
    assertThat(sighting.canonicalJson()).as("never what was seen").doesNotContain("10.0.0.7");
  }

  @Test
  void a_sighting_of_what_no_peer_knows_tells_nobody() {
    desk.list(Acceptance.CONFIRMED, "local.top");
    long value = desk.liveIndicators.since(0).added().getFirst().id();
    desk.sightings.record(value, TestDesk.START, TestDesk.START, 1, "local.top");
    desk.sightings.tell();

    assertThat(desk.border.proposals).isEmpty();
    assertThat(desk.sightingSql.of(desk.listed("local.top").toString())).hasSize(1);
  }

  @Test
  void a_sighting_of_a_peers_indicator_goes_back_to_it() {
    desk.deliver(NIGER, "indicators", bundle(domain(1, "evil.top", Tlp.GREEN)));
    long value = desk.liveIndicators.since(0).added().getFirst().id();
    desk.sightings.record(value, TestDesk.START, TestDesk.START, 3, "www.evil.top");
    desk.sightings.tell();

    var told = desk.border.proposals.getFirst();
    assertThat(told.destinations()).contains(NIGER);
    assertThat(told.objects().getFirst().text("sighting_of_ref"))
        .hasValue(Bundles.id("indicator", 1).toString());
    assertThat(told.objects().getFirst().markingRefs()).containsExactly(Tlp.GREEN.markingId());
  }

  private long shared(String name) {
    var id = desk.indicators.propose(made(name, Tlp.GREEN, null));
    desk.indicators.confirm(id, Actor.Node.ITSELF);
    desk.sharing.share();
    return desk.liveIndicators.since(0).added().getFirst().id();
  }

  private long number(StixId id) {
    return desk.read.find(id.toString()).orElseThrow().number();
  }

  private static ObjectFilter filter() {
    return ObjectFilter.of("", "", "", "", "", "");
  }

  static NewIndicator made(String value, Tlp tlp, Pap pap) {
    return new NewIndicator(
        TestDesk.indicator(value),
        value,
        "Vu à Bamako",
        tlp,
        pap,
        Severity.HIGH,
        80,
        Instant.parse("2027-01-01T00:00:00Z"));
  }
}

package org.bouclier.node.intelligence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bouclier.node.intelligence.Bundles.JUNE;
import static org.bouclier.node.intelligence.Bundles.bundle;
import static org.bouclier.node.intelligence.Bundles.domain;
import static org.bouclier.node.intelligence.Bundles.indicator;
import static org.bouclier.node.intelligence.Bundles.revised;
import static org.bouclier.node.intelligence.Outcome.Result.ACCEPTED;
import static org.bouclier.node.intelligence.Outcome.Result.DUPLICATE;
import static org.bouclier.node.intelligence.Outcome.Result.REJECTED;
import static org.bouclier.node.intelligence.Outcome.Result.UPDATED;

import java.time.Duration;
import java.util.List;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.Tlp;
import org.junit.jupiter.api.Test;

class StoreTest {

  private static final Duration DAY = Duration.ofDays(1);

  private final TestDesk desk = new TestDesk();

  @Test
  void a_list_imported_again_is_known_line_by_line() {
    var first = desk.list(Acceptance.CONFIRMED, "evil.example.org", "203.0.112.9", "bad[.]top");
    var again = desk.list(Acceptance.CONFIRMED, "evil.example.org", "203.0.112.9", "bad[.]top");

    assertThat(first.report().count(ACCEPTED)).isEqualTo(3);
    assertThat(again.report().count(DUPLICATE)).isEqualTo(3);
    assertThat(again.report().count(ACCEPTED)).isZero();
    assertThat(desk.inForce()).containsExactly("203.0.112.9", "bad.top", "evil.example.org");
  }

  @Test
  void a_newer_version_replaces_and_the_former_one_is_kept() {
    var first = domain(1, "evil.top");
    var second =
        revised(
            first,
            JUNE.plus(DAY),
            tree -> tree.put("pattern", "[domain-name:value = 'worse.top']"));
    load("flux", first);
    var report = load("flux", second);

    assertThat(report.count(UPDATED)).isEqualTo(1);
    assertThat(desk.inForce()).containsExactly("worse.top");
    var object = desk.read.find(first.id().toString()).orElseThrow();
    assertThat(Version.history(object, desk.read.versions(object.number())))
        .extracting(Version::modifiedAt)
        .containsExactly(JUNE.plus(DAY), JUNE);
  }

  @Test
  void an_older_version_changes_nothing() {
    var first = domain(1, "evil.top");
    load("flux", revised(first, JUNE.plus(DAY), tree -> tree.put("name", "nouvelle")));
    var report = load("flux", first);

    assertThat(report.count(DUPLICATE)).isEqualTo(1);
    assertThat(report.codes()).containsKey("intelligence.older");
    assertThat(desk.read.find(first.id().toString()).orElseThrow().name()).isEqualTo("nouvelle");
  }

  @Test
  void other_words_under_the_same_version_are_refused() {
    var first = domain(1, "evil.top");
    load("flux", first);
    var report = load("flux", first.edit(tree -> tree.put("name", "autre")));

    assertThat(report.count(REJECTED)).isEqualTo(1);
    assertThat(report.codes()).containsKey("intelligence.same-version");
  }

  @Test
  void between_sources_of_this_node_a_marking_never_gets_wider() {
    var first = domain(1, "evil.top", Tlp.AMBER);
    load("prudente", first);
    load(
        "bavarde",
        revised(
            first,
            JUNE.plus(DAY),
            tree -> tree.putArray("object_marking_refs").add(Tlp.CLEAR.markingId().toString())));
    assertThat(desk.read.find(first.id().toString()).orElseThrow().tlp()).isEqualTo(Tlp.AMBER);

    load(
        "prudente",
        revised(
            first,
            JUNE.plus(DAY.multipliedBy(2)),
            tree -> tree.putArray("object_marking_refs").add(Tlp.GREEN.markingId().toString())));
    assertThat(desk.read.find(first.id().toString()).orElseThrow().tlp()).isEqualTo(Tlp.GREEN);
  }

  @Test
  void a_value_that_two_sources_name_is_one_entry_under_one_number() {
    desk.load(
        ImportForm.LIST,
        "une",
        Acceptance.CONFIRMED,
        "evil.top".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    long number = desk.liveIndicators.since(0).added().getFirst().id();
    desk.load(
        ImportForm.LIST,
        "deux",
        Acceptance.CONFIRMED,
        "evil.top".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    var now = desk.liveIndicators.since(0).added();
    assertThat(now).hasSize(1);
    assertThat(now.getFirst().id()).isEqualTo(number);

    var first = new StateIdentity(TestDesk.MALI).indicator("une", TestDesk.indicator("evil.top"));
    desk.indicators.revoke(List.of(first), Actor.Node.ITSELF);
    assertThat(desk.inForce()).as("the other source still says it").containsExactly("evil.top");
  }

  @Test
  void what_was_taken_back_stays_so_whatever_its_list_says_again() {
    byte[] list = "evil.top".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    desk.load(ImportForm.LIST, "liste", Acceptance.CONFIRMED, list);
    desk.indicators.revoke(List.of(desk.listed("evil.top")), Actor.Node.ITSELF);

    var again = desk.load(ImportForm.LIST, "liste", Acceptance.CONFIRMED, list).report();
    assertThat(again.codes()).containsKey("intelligence.revoked");
    assertThat(desk.inForce()).isEmpty();
    assertThat(desk.indicatorSql.isRevoked(desk.listed("evil.top").toString())).isTrue();
  }

  @Test
  void one_pattern_may_list_many_values() {
    load(
        "flux",
        indicator(
            1,
            "[domain-name:value = 'a.top' OR ipv4-addr:value = '198.18.7.1'] OR"
                + " [file:hashes.'SHA-256' = '"
                + "ab".repeat(32)
                + "']",
            tree -> {}));

    assertThat(desk.inForce()).containsExactly("198.18.7.1", "a.top", "ab".repeat(32));
  }

  @Test
  void a_pattern_that_is_more_than_a_list_is_kept_and_not_watched() {
    var report =
        load(
            "flux",
            indicator(
                1,
                "[domain-name:value = 'a.top'] FOLLOWEDBY [url:value = 'http://b.top/']",
                tree -> {}));

    assertThat(report.count(ACCEPTED)).isEqualTo(1);
    assertThat(report.codes()).containsKey("intelligence.unwatched");
    assertThat(report.lines().getFirst().reason()).contains("FOLLOWEDBY");
    assertThat(desk.inForce()).isEmpty();
  }

  @Test
  void what_waits_for_a_confirmation_neither_detects_nor_is_shared() {
    desk.list(Acceptance.PROPOSED, "evil.top");

    assertThat(desk.inForce()).isEmpty();
    assertThat(desk.sharingSql.waiting()).isZero();
  }

  @Test
  void validity_begins_and_ends_by_itself() {
    var from = TestDesk.START.plus(DAY);
    var until = TestDesk.START.plus(DAY.multipliedBy(2));
    load(
        "flux",
        indicator(
            1,
            "[domain-name:value = 'evil.top']",
            tree -> {
              tree.put("valid_from", org.bouclier.stix.StixTime.format(from));
              tree.put("valid_until", org.bouclier.stix.StixTime.format(until));
            }));
    var workers = workers();
    assertThat(desk.inForce()).isEmpty();

    desk.clock.advance(DAY);
    workers.turn();
    assertThat(desk.inForce()).containsExactly("evil.top");

    desk.clock.advance(DAY);
    workers.turn();
    assertThat(desk.inForce()).isEmpty();
    assertThat(desk.indicators.find(Bundles.id("indicator", 1)).orElseThrow().status())
        .isEqualTo(IndicatorStatus.EXPIRED);
  }

  @Test
  void a_delta_tells_what_came_and_what_went_since_a_revision() {
    desk.list(Acceptance.CONFIRMED, "a.top", "b.top");
    long revision = desk.liveIndicators.revision();
    assertThat(desk.liveIndicators.since(revision).added()).isEmpty();

    long gone =
        desk.liveIndicators.since(0).added().stream()
            .filter(entry -> entry.indicator().value().equals("a.top"))
            .findFirst()
            .orElseThrow()
            .id();
    desk.indicators.revoke(List.of(desk.listed("a.top")), Actor.Node.ITSELF);
    desk.list(Acceptance.CONFIRMED, "c.top");

    var delta = desk.liveIndicators.since(revision);
    assertThat(delta.removed()).containsExactly(gone);
    assertThat(delta.added())
        .extracting(entry -> entry.indicator().value())
        .containsExactly("c.top");
    assertThat(delta.revision()).isGreaterThan(revision);
    assertThat(desk.events).hasAtLeastOneElementOfType(IndicatorsChanged.class);
  }

  @Test
  void severity_is_the_gravest_that_its_sources_give() {
    desk.load(
        new ImportOrder(
            ImportForm.LIST, "une", Tlp.GREEN, Severity.LOW, Acceptance.CONFIRMED, "", ""),
        "evil.top".getBytes(java.nio.charset.StandardCharsets.UTF_8),
        false);
    desk.load(
        new ImportOrder(
            ImportForm.LIST, "deux", Tlp.GREEN, Severity.CRITICAL, Acceptance.CONFIRMED, "", ""),
        "evil.top".getBytes(java.nio.charset.StandardCharsets.UTF_8),
        false);

    assertThat(desk.liveIndicators.since(0).added().getFirst().severity())
        .isEqualTo(Severity.CRITICAL);
  }

  private ImportReport load(String source, StixObject... objects) {
    return desk.load(ImportForm.STIX, source, Acceptance.CONFIRMED, bundle(objects)).report();
  }

  private Workers workers() {
    return new Workers(
        desk.precautionChange,
        desk.live,
        desk.indicatorSql,
        desk.blockLists(),
        desk.imports,
        desk.sharing,
        desk.sightings,
        desk.transactions,
        desk.clock,
        () -> {});
  }
}

package org.bouclier.border;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouclier.stix.Tlp;
import org.junit.jupiter.api.Test;

/** What a policy would change, told before it is in force. */
class PolicyComparisonTest {

  private static final String TEXT = StandardPolicy.textOf("ML");
  private static final CedarBorder IN_FORCE = CedarBorder.of(TEXT);

  @Test
  void a_policy_changes_nothing_of_itself() {
    var comparison = PolicyComparison.between(IN_FORCE, CedarBorder.of(TEXT + "\n// relue\n"));

    assertThat(comparison.questions()).isGreaterThan(300_000);
    assertThat(comparison.changes()).isEmpty();
    assertThat(comparison.added()).isEmpty();
    assertThat(comparison.removed()).isEmpty();
    assertThat(comparison.rewritten()).isEmpty();
  }

  @Test
  void a_rule_that_is_rewritten_is_told_even_if_no_answer_changes() {
    var comparison =
        PolicyComparison.between(
            IN_FORCE, CedarBorder.of(TEXT.replace("la diffusion est libre", "libre")));

    assertThat(comparison.changes()).isEmpty();
    assertThat(comparison.rewritten()).extracting(Rule::id).containsExactly("tlp-clear");
  }

  @Test
  void a_rule_that_is_taken_out_shows_each_question_that_it_answered() {
    int from = TEXT.indexOf("@id(\"pap-blocage\")");
    int to = TEXT.indexOf("@id(\"pap-publication\")");
    var without = CedarBorder.of(TEXT.substring(0, from) + TEXT.substring(to));

    var comparison = PolicyComparison.between(IN_FORCE, without);

    assertThat(comparison.removed()).extracting(Rule::id).containsExactly("pap-blocage");
    assertThat(comparison.changes())
        .allSatisfy(line -> {
          assertThat(line.widens()).isTrue();
          assertThat(line.before()).isEmpty();
          assertThat(line.when())
              .contains(
                  new AttributeValues("PAP", List.of("AMBER", "RED")),
                  new AttributeValues("finalité", List.of("blocage")));
        });
    assertThat(comparison.changes()).hasSizeLessThan(60);
    assertThat(comparison.changes().stream().mapToLong(PolicyComparison.Line::count).sum())
        .isEqualTo(changed(IN_FORCE, without));
  }

  @Test
  void what_narrows_and_what_widens_are_told_apart_and_each_question_is_in_one_line() {
    var other =
        CedarBorder.of(
            TEXT.replace("resource.tlp == Tlp::\"RED\"", "resource.tlp == Tlp::\"AMBER\"")
                .replace("Public::\"communauté\"", "Public::\"public\""));

    var comparison = PolicyComparison.between(IN_FORCE, other);

    assertThat(comparison.changes()).anyMatch(PolicyComparison.Line::widens);
    assertThat(comparison.changes()).anyMatch(line -> !line.widens());
    assertThat(comparison.changes().getFirst().widens()).isTrue();
    assertThat(comparison.changes())
        .allMatch(line -> !line.before().equals(line.after()) && line.count() > 0);
    assertThat(comparison.changes().stream().mapToLong(PolicyComparison.Line::count).sum())
        .isEqualTo(changed(IN_FORCE, other));
    assertThat(
            comparison.changes().stream()
                .filter(line -> line.after().isEmpty())
                .flatMap(line -> line.when().stream())
                .filter(values -> values.attribute().equals("TLP"))
                .flatMap(values -> values.values().stream()))
        .contains(Tlp.RED.name(), Tlp.GREEN.name());
  }

  /** Counted one by one. */
  private static long changed(CedarBorder before, CedarBorder after) {
    var seen = new HashSet<Long>();
    Set<Optional<Form>> answers = new HashSet<>();
    AttributeSpace.requests()
        .filter(request -> {
          answers.add(after.form(request));
          return !before.form(request).equals(after.form(request));
        })
        .forEach(request -> seen.add(Facets.of(request)));
    assertThat(answers).hasSizeGreaterThan(2);
    return seen.size();
  }
}

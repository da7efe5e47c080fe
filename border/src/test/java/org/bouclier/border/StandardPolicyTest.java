package org.bouclier.border;

import static org.assertj.core.api.Assertions.assertThat;

import com.cedarpolicy.model.Effect;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The policies that are shipped, against the same policies written in another way. */
class StandardPolicyTest {

  @ParameterizedTest
  @ValueSource(strings = {"ML", "BF", "NE", "XX"})
  void in_every_form_of_every_question_the_same_rules_apply(String state) {
    var written = CedarBorder.of(StandardPolicy.textOf(state));
    var typed = TypedRules.of(state);
    assertThat(written.rules())
        .containsExactlyInAnyOrderElementsOf(typed.stream().map(Clause::rule).toList());
    var distinct = AttributeSpace.requests().mapToLong(Facets::of).distinct().toArray();
    assertThat(distinct)
        .as("the space is large, or nothing was compared")
        .hasSizeGreaterThan(300_000);
    int permitted = 0;
    for (long facets : distinct) {
      for (var form : Form.values()) {
        long asked = facets | Facets.bit(form);
        for (var effect : Effect.values()) {
          var expected = applying(typed, effect, asked);
          var found = written.applying(effect, asked);
          if (found.size() != expected.size() || !expected.containsAll(found)) {
            assertThat(found)
                .as("%s %s", form, Long.toBinaryString(facets))
                .containsExactlyInAnyOrderElementsOf(expected);
          }
          permitted += effect == Effect.PERMIT && !found.isEmpty() ? 1 : 0;
        }
      }
    }
    assertThat(permitted)
        .as("both answers are common")
        .isBetween(distinct.length / 4, distinct.length * 3);
  }

  private static Set<Rule> applying(List<Clause> clauses, Effect effect, long facets) {
    return clauses.stream()
        .filter(clause -> clause.effect() == effect && clause.condition().fits(facets))
        .map(Clause::rule)
        .collect(Collectors.toSet());
  }

  @Test
  void what_a_rule_says_is_what_cedar_says_of_the_whole_text() throws Exception {
    var text = StandardPolicy.textOf("BF");
    var border = CedarBorder.of(text);
    var random = new java.util.Random(20_260_122);
    var space = AttributeSpace.requests().mapToLong(Facets::of).distinct().toArray();
    var forms = List.of(Form.values());
    var evaluator = new CedarEvaluator();
    var whole = evaluator.ready(com.cedarpolicy.model.policy.PolicySet.parsePolicies(text));
    int allowed = 0;
    for (int i = 0; i < 3_000; i++) {
      long asked =
          space[random.nextInt(space.length)] | Facets.bit(forms.get(random.nextInt(forms.size())));
      boolean expected = evaluator.allows(whole, asked);
      assertThat(
              !border.applying(Effect.PERMIT, asked).isEmpty()
                  && border.applying(Effect.FORBID, asked).isEmpty())
          .as(Long.toBinaryString(asked))
          .isEqualTo(expected);
      allowed += expected ? 1 : 0;
    }
    assertThat(allowed).isBetween(100, 2_900);
  }
}

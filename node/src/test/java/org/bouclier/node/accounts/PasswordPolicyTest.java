package org.bouclier.node.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordPolicyTest {

  private final PasswordPolicy policy = new PasswordPolicy();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "le mil pousse",
        "ɓiɗɗo debbo jaɓii",
        "ߒߞߏ ߞߊ߲ ߞߊߟߊ߲ ߞߍ",
        "correct cheval pile agrafe",
        "            x y z"
      })
  void long_sentences_in_any_script_are_taken(String password) {
    assertThat(policy.refusal(password, "a.traore", "Awa Traoré")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "onze lettre", // 11
        "motdepasse1234",
        "AZERTYUIOP123",
        " Ouagadougou226 ",
        "aaaaaaaaaaaaaaaa",
        "ababababababab",
        "a.traore@bamako.ml",
        "a.traore@bamako.mla.traore@bamako.ml",
        "Awa Traoré Coulibaly"
      })
  void short_common_or_own_words_are_refused(String password) {
    assertThat(policy.refusal(password, "a.traore@bamako.ml", "Awa Traoré Coulibaly")).isNotEmpty();
  }

  @Test
  void no_rule_on_composition_and_a_bound_on_length() {
    assertThat(policy.refusal("quatre mots tout simples", "a", "A")).isEmpty();
    assertThat(policy.refusal("mil ".repeat(64), "a", "A")).isEmpty();
    assertThat(policy.refusal("mil ".repeat(64) + "x", "a", "A")).isNotEmpty();
  }

  @Test
  void characters_are_counted_as_people_count_them() {
    // 11 emoji are 22 units of Java.
    assertThat(policy.refusal("😀😁😂🤣😃😄😅😆😉😊😋", "a", "A")).isNotEmpty();
  }

  @Test
  void the_list_of_common_passwords_was_read() {
    assertThat(policy.size()).isGreaterThan(300);
  }
}

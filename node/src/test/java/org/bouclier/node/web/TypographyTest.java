package org.bouclier.node.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TypographyTest {

  @Test
  void high_marks_take_a_narrow_unbreakable_space_and_colons_a_full_one() {
    assertThat(Typography.french("Supprimer ? Oui ! Non ; deux choix : rien"))
        .isEqualTo("Supprimer\u202F? Oui\u202F! Non\u202F; deux choix\u00A0: rien");
  }

  @Test
  void guillemets_keep_what_they_hold() {
    assertThat(Typography.french("règle « directe » et 12 %"))
        .isEqualTo("règle «\u00A0directe\u00A0» et 12\u00A0%");
  }

  @Test
  void ordinary_spaces_stay() {
    assertThat(Typography.french("les trois nœuds")).isEqualTo("les trois nœuds");
  }
}

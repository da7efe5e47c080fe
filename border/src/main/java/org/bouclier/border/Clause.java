package org.bouclier.border;

/**
 * One line of the policy: permits or forbids, when, and the rule that people read.
 *
 * @param effect what it does
 * @param condition when
 * @param rule as people read it
 */
record Clause(Effect effect, Condition condition, Rule rule) {

  enum Effect {
    PERMIT("permettre"),
    FORBID("interdire");

    private final String word;

    Effect(String word) {
      this.word = word;
    }
  }

  /** The canonical text, one line: what the policy hash commits to. */
  String text() {
    return effect.word
        + " "
        + rule.id()
        + " quand "
        + condition.text()
        + " | "
        + rule.law()
        + " | "
        + rule.article()
        + " | "
        + rule.status().label()
        + " | "
        + rule.text();
  }
}

package org.bouclier.node.intelligence;

/** What becomes of the indicators of a source. Chosen by people, shown on the page of sources. */
public enum Acceptance {
  /** In force at once. */
  CONFIRMED("en vigueur dès réception"),
  /** Kept, and waiting for somebody of this node to confirm them. */
  PROPOSED("proposés, une personne confirme"),
  /** Not kept. */
  REFUSED("refusés");

  private final String label;

  Acceptance(String label) {
    this.label = label;
  }

  /** The French words; pages pass them through {@code Page.say}. */
  public String label() {
    return label;
  }
}

package org.bouclier.border;

/** In which form an object leaves, from the whole to the poorest: the rungs of the ladder. */
public enum Form {
  /** As it is. */
  WHOLE("intégrale"),
  /** Persons replaced by keyed pseudonyms: the same person has the same one in every state. */
  PSEUDONYMISED("pseudonymisée"),
  /** Persons masked: nothing tells two of them apart. */
  REDACTED("caviardée");

  private final String label;

  Form(String label) {
    this.label = label;
  }

  /** For people, in French: agrees with « forme ». */
  public String label() {
    return label;
  }
}

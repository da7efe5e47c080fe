package org.bouclier.border;

/** Where it goes. */
public enum Territory {
  /** Stays in the state that decides. */
  HOME("territoire national"),
  /** Goes to another state of the confederation. */
  MEMBER("État de la confédération"),
  /** Goes anywhere else. */
  THIRD("État tiers");

  private final String label;

  Territory(String label) {
    this.label = label;
  }

  /** For people, in French. */
  public String label() {
    return label;
  }
}

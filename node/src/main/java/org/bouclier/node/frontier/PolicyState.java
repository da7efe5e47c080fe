package org.bouclier.node.frontier;

/** What has become of the text of a policy. */
public enum PolicyState {
  /** Waits for somebody else than its proposer. */
  PROPOSED("proposée"),
  /** Decides now. */
  IN_FORCE("en vigueur"),
  /** Decided once. */
  REPLACED("remplacée"),
  /** Never decided: it was taken back or refused. */
  WITHDRAWN("écartée");

  private final String label;

  PolicyState(String label) {
    this.label = label;
  }

  /** For people, in French: agrees with « version ». */
  public String label() {
    return label;
  }
}

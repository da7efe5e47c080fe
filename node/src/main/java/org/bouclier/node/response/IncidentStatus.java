package org.bouclier.node.response;

/** How far the handling of an incident has come, in the order of the usual phases. */
public enum IncidentStatus {
  /** Nobody has looked yet. */
  NEW("nouveau"),
  /** Being analysed. */
  ANALYSIS("en analyse"),
  /** The attack no longer spreads. */
  CONTAINED("contenu"),
  /** Systems are back to normal; lessons remain to be drawn. */
  RECOVERED("rétabli"),
  /** Nothing more to do. */
  CLOSED("clos"),
  /** It was not an incident. */
  REJECTED("sans suite");

  private final String label;

  IncidentStatus(String label) {
    this.label = label;
  }

  /** The French word; pages pass it through {@code Page.say}. */
  public String label() {
    return label;
  }

  /** Whether work remains: new alerts join only incidents that are open. */
  public boolean isOpen() {
    return this != CLOSED && this != REJECTED;
  }
}

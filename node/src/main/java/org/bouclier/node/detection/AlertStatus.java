package org.bouclier.node.detection;

/** What people made of an alert. */
public enum AlertStatus {
  /** Nobody has looked yet. */
  NEW("nouvelle"),
  /** Somebody is at it, or it belongs to an incident. */
  HANDLED("prise en charge"),
  /** Harmless: it goes on counting and never alerts again. */
  FALSE_POSITIVE("fausse alerte"),
  /** Dealt with: the same thing seen again is another alert. */
  CLOSED("close");

  private final String label;

  AlertStatus(String label) {
    this.label = label;
  }

  /** The French word; pages pass it through {@code Page.say}. */
  public String label() {
    return label;
  }
}

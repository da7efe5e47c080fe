package org.bouclier.node.detection;

/** What people made of an alert. */
public enum AlertStatus {
  /** Nobody has looked yet. */
  NEW("nouvelle", "nouvelles"),
  /** Somebody is at it, or it belongs to an incident. */
  HANDLED("prise en charge", "prises en charge"),
  /** Harmless: it goes on counting and never alerts again. */
  FALSE_POSITIVE("fausse alerte", "fausses alertes"),
  /** Dealt with: the same thing seen again is another alert. */
  CLOSED("close", "closes");

  private final String label;
  private final String plural;

  AlertStatus(String label, String plural) {
    this.label = label;
    this.plural = plural;
  }

  /** The French word; pages pass it through {@code Page.say}. */
  public String label() {
    return label;
  }

  /** The same of several alerts. */
  public String plural() {
    return plural;
  }
}

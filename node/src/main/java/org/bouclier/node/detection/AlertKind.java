package org.bouclier.node.detection;

/** What recognised the event. */
public enum AlertKind {
  /** An indicator was seen. */
  INDICATOR("indicateur"),
  /** A Sigma rule was satisfied. */
  RULE("règle");

  private final String label;

  AlertKind(String label) {
    this.label = label;
  }

  /** The French word; pages pass it through {@code Page.say}. */
  public String label() {
    return label;
  }
}

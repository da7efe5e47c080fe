package org.bouclier.node.intelligence;

/** Where an indicator stands at this node. The French label is what pages show. */
public enum IndicatorStatus {
  /** Known, and waiting for somebody to confirm it: neither detects nor blocks. */
  PROPOSED("proposé", "○"),
  /** In force: detects, and blocks where markings and precautions allow it. */
  CONFIRMED("confirmé", "●"),
  /** Taken back by its author, or set aside here. */
  REVOKED("révoqué", "✕"),
  /** Past its last day. */
  EXPIRED("expiré", "◌");

  private final String label;
  private final String mark;

  IndicatorStatus(String label, String mark) {
    this.label = label;
    this.mark = mark;
  }

  /** The French word; pages pass it through {@code Page.say}. */
  public String label() {
    return label;
  }

  /** The shape that tells it without colour. */
  public String mark() {
    return mark;
  }
}

package org.bouclier.node.intelligence;

/** Where an import stands. */
public enum ImportState {
  WAITING("en attente"),
  RUNNING("en cours"),
  DONE("terminé"),
  FAILED("interrompu");

  private final String label;

  ImportState(String label) {
    this.label = label;
  }

  /** The French words; pages pass them through {@code Page.say}. */
  public String label() {
    return label;
  }

  /** Whether nothing more will happen by itself. */
  public boolean isOver() {
    return this == DONE || this == FAILED;
  }
}

package org.bouclier.node.detection;

import java.util.Locale;

/** How far a look back has come. */
public enum HuntState {
  /** Nobody has begun. */
  WAITING("en attente"),
  /** Under way; taken up again if the node stops meanwhile. */
  RUNNING("en cours"),
  /** All of the period was looked through. */
  DONE("terminée"),
  /** A person stopped it. */
  STOPPED("arrêtée"),
  /** It could not go on. */
  FAILED("échouée");

  private final String label;

  HuntState(String label) {
    this.label = label;
  }

  /** The French word; pages pass it through {@code Page.say}. */
  public String label() {
    return label;
  }

  /** Whether something will still come of it. */
  public boolean isOpen() {
    return this == WAITING || this == RUNNING;
  }

  /** Stable code for machines and the style sheet. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package org.bouclier.node.intelligence;

/** What kind of source speaks. */
public enum SourceKind {
  /** People of this node, and its own detection. */
  HOUSE("ce nœud"),
  /** A file that somebody imported. */
  LIST("liste importée"),
  /** A feed that is published again and again, such as MISP's. */
  FEED("flux"),
  /** A peer of the federation; the source's name is its state code. */
  PEER("pair");

  private final String label;

  SourceKind(String label) {
    this.label = label;
  }

  /** The French word; pages pass it through {@code Page.say}. */
  public String label() {
    return label;
  }
}

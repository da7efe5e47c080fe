package org.bouclier.border;

/** Who will read it, from the narrowest to the widest. */
public enum Audience {
  /** Persons named one by one for this very object. */
  NAMED_RECIPIENTS("destinataires nommés"),
  /** Organisations named for this very object. */
  NAMED_ORGANISATIONS("organisations nommées"),
  /** The national teams of the confederation, and those whom they protect. */
  MEMBERS("membres de la confédération"),
  /** Peers and partners beyond: other response teams, under a rule of confidence. */
  COMMUNITY("communauté"),
  /** Anybody. */
  PUBLIC("public");

  private final String label;

  Audience(String label) {
    this.label = label;
  }

  /** For people, in French. */
  public String label() {
    return label;
  }
}

package org.bouclier.node.response;

/** A change that an incident cannot take. The message is French, for the person who tried. */
final class IncidentRefusal extends RuntimeException {

  private final String code;

  IncidentRefusal(String code, String french) {
    super(french);
    this.code = code;
  }

  static IncidentRefusal unknown(Reference reference) {
    return new IncidentRefusal("unknown-incident", "Aucun incident " + reference);
  }

  /** Stable, for machines. */
  String code() {
    return code;
  }
}

package org.bouclier.node.response;

/** A change that an incident cannot take. The message is French, for the person who tried. */
final class IncidentRefusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String whereTo;

  IncidentRefusal(String code, String french) {
    this(code, french, "/incidents");
  }

  private IncidentRefusal(String code, String french, String whereTo) {
    super(french);
    this.code = code;
    this.whereTo = whereTo;
  }

  static IncidentRefusal unknown(Reference reference) {
    return new IncidentRefusal("unknown-incident", "Aucun incident " + reference);
  }

  /** The same refusal, of something asked from that page. */
  IncidentRefusal from(String page) {
    return new IncidentRefusal(code, String.valueOf(getMessage()), page);
  }

  /** Stable, for machines. */
  String code() {
    return code;
  }

  /** The page where the person reads why. */
  String whereTo() {
    return whereTo;
  }
}

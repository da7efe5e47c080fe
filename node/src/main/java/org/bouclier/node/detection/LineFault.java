package org.bouclier.node.detection;

/** Why one line cannot be taken. The others of its batch are taken all the same. */
public enum LineFault {
  /** Longer than {@link LineCheck#MAX_LINE_BYTES}. */
  LINE_TOO_LONG("ligne trop longue : 1 Mo au plus"),
  /** Bytes that are not text in the announced charset. */
  INVALID_UTF8("octets qui ne sont pas de l’UTF-8"),
  /** Not one JSON value, or something after it. */
  MALFORMED_JSON("JSON mal formé"),
  /** JSON, but a number, a text or a list. */
  NOT_AN_OBJECT("une ligne doit être un objet JSON"),
  /** More than {@link LineCheck#MAX_DEPTH} objects or lists one in the other. */
  TOO_DEEP("JSON trop imbriqué : 100 niveaux au plus");

  private final String french;

  LineFault(String french) {
    this.french = french;
  }

  /** The reason in French, without final stop. */
  public String french() {
    return french;
  }

  /** Stable code for machines, as in {@code malformed-json}. */
  public String code() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}

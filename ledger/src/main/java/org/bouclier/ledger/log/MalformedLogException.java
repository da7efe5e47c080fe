package org.bouclier.ledger.log;

/** A text or file of a log is not, byte for byte, in its format. */
public final class MalformedLogException extends LedgerException {

  private static final long serialVersionUID = 1;

  private static final String CODE = "journal-forme";
  private static final String EXPLANATION =
      "Le texte ou le fichier reçu ne suit pas le format du registre.";

  /** Says what was read, and where. */
  public MalformedLogException(String message) {
    super(CODE, EXPLANATION, message, null);
  }

  /** Says what was read, where, and what stopped the reading. */
  public MalformedLogException(String message, Throwable cause) {
    super(CODE, EXPLANATION, message, cause);
  }
}

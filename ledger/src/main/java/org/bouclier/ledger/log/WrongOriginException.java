package org.bouclier.ledger.log;

/** A checkpoint is signed as it should be, but speaks of another log. */
public final class WrongOriginException extends LedgerException {

  private static final long serialVersionUID = 1;

  private static final String CODE = "journal-origine";
  private static final String EXPLANATION =
      "Ce relevé vient d'un autre registre que celui attendu.";

  /** Says what was read, and where. */
  public WrongOriginException(String message) {
    super(CODE, EXPLANATION, message, null);
  }

  /** Says what was read, where, and what stopped the reading. */
  public WrongOriginException(String message, Throwable cause) {
    super(CODE, EXPLANATION, message, cause);
  }
}

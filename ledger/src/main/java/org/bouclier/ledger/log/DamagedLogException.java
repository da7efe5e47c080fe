package org.bouclier.ledger.log;

/** A tile or bundle of entries does not hash to the root that the log signed. */
public final class DamagedLogException extends LedgerException {

  private static final long serialVersionUID = 1;

  static final String CODE = "journal-abime";
  private static final String EXPLANATION =
      "Un fichier du registre ne correspond pas au relevé signé : il est abîmé ou falsifié.";

  /** Says what was read, and where. */
  public DamagedLogException(String message) {
    super(CODE, EXPLANATION, message, null);
  }

  /** Says what was read, where, and what stopped the reading. */
  public DamagedLogException(String message, Throwable cause) {
    super(CODE, EXPLANATION, message, cause);
  }
}

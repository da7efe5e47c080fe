package org.bouclier.ledger.log;

/** Another process, or another part of this one, has the log open for appending. */
public final class LockedLogException extends LedgerException {

  private static final long serialVersionUID = 1;

  private static final String CODE = "journal-occupe";
  private static final String EXPLANATION = "Un autre programme tient déjà ce registre.";

  /** Says what was read, and where. */
  public LockedLogException(String message) {
    super(CODE, EXPLANATION, message, null);
  }

  /** Says what was read, where, and what stopped the reading. */
  public LockedLogException(String message, Throwable cause) {
    super(CODE, EXPLANATION, message, cause);
  }
}

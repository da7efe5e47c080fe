package org.bouclier.ledger.spool;

import org.bouclier.ledger.log.LedgerException;

/** An entry of a log is not, byte for byte, a leaf. */
public final class MalformedLeafException extends LedgerException {

  private static final long serialVersionUID = 1;

  private static final String CODE = "feuille-forme";
  private static final String EXPLANATION =
      "Un enregistrement du registre n'a pas la forme convenue.";

  /** Says what was read. */
  public MalformedLeafException(String message) {
    super(CODE, EXPLANATION, message, null);
  }

  /** Says what was read and what stopped the reading. */
  public MalformedLeafException(String message, Throwable cause) {
    super(CODE, EXPLANATION, message, cause);
  }
}

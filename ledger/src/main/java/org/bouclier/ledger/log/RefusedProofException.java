package org.bouclier.ledger.log;

/** An inclusion or consistency proof does not lead to the root it claims. */
public final class RefusedProofException extends LedgerException {

  private static final long serialVersionUID = 1;

  private static final String CODE = "journal-preuve";
  private static final String EXPLANATION =
      "La preuve ne relie pas cet enregistrement au relevé signé.";

  /** Says what was read, and where. */
  public RefusedProofException(String message) {
    super(CODE, EXPLANATION, message, null);
  }

  /** Says what was read, where, and what stopped the reading. */
  public RefusedProofException(String message, Throwable cause) {
    super(CODE, EXPLANATION, message, cause);
  }
}

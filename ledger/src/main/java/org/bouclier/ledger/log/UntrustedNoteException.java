package org.bouclier.ledger.log;

/** No known key signs a note, or a known key's signature does not verify. */
public final class UntrustedNoteException extends LedgerException {

  private static final long serialVersionUID = 1;

  private static final String CODE = "journal-signature";
  private static final String EXPLANATION =
      "La signature du registre manque ou ne se vérifie pas : rien de ce texte n'est à croire.";

  /** Says what was read, and where. */
  public UntrustedNoteException(String message) {
    super(CODE, EXPLANATION, message, null);
  }

  /** Says what was read, where, and what stopped the reading. */
  public UntrustedNoteException(String message, Throwable cause) {
    super(CODE, EXPLANATION, message, cause);
  }
}

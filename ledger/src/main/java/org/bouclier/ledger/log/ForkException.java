package org.bouclier.ledger.log;

/**
 * A log has signed two trees of which neither is the beginning of the other. That never happens by
 * accident of the link: {@link #evidence} proves it to anyone.
 */
public final class ForkException extends LedgerException {

  private static final long serialVersionUID = 1;

  private final transient Equivocation evidence;

  /** Keeps the evidence. */
  public ForkException(Equivocation evidence) {
    super(
        "journal-equivoque",
        "Ce registre a signé deux versions incompatibles de son histoire : conserver la preuve et"
            + " prévenir les autres États.",
        "two histories: " + evidence.smaller().text() + evidence.larger().text(),
        null);
    this.evidence = evidence;
  }

  /** What proves it to a third party. */
  public Equivocation evidence() {
    return evidence;
  }
}

package org.bouclier.ledger.log;

/**
 * A log, or whoever relays it, shows a smaller tree than one already seen. An old copy does that,
 * and so does a log restored from an old backup: it is a reason to look elsewhere, not a proof of
 * bad faith.
 */
public final class RollbackException extends LedgerException {

  private static final long serialVersionUID = 1;

  private final transient Checkpoint seen;
  private final transient Checkpoint offered;

  /** Keeps both signed notes. */
  public RollbackException(Checkpoint seen, Checkpoint offered) {
    super(
        "journal-recul",
        "Le registre présenté est plus court que celui déjà vu : copie ancienne ou retour en"
            + " arrière.",
        seen + " was seen, " + offered + " is offered",
        null);
    this.seen = seen;
    this.offered = offered;
  }

  /** What had been verified before. */
  public Checkpoint seen() {
    return seen;
  }

  /** What is shown now. */
  public Checkpoint offered() {
    return offered;
  }
}

package org.bouclier.ledger.log;

import org.jspecify.annotations.Nullable;

/**
 * What the ledger refuses, in one family for each reason. A failing disk or link is an {@link
 * java.io.IOException}, never one of these.
 */
public abstract class LedgerException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String code;
  private final String explanation;

  /**
   * Names a refusal.
   *
   * @param code stable, lower case, never translated: what a program switches on
   * @param explanation one French sentence for the person who must act
   * @param message the technical detail: which line, which object
   * @param cause what was caught, or null
   */
  protected LedgerException(
      String code, String explanation, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.explanation = explanation;
  }

  /** The stable name of this refusal. */
  public final String code() {
    return code;
  }

  /** What happened, in French, for the person who must act. */
  public final String explanation() {
    return explanation;
  }
}

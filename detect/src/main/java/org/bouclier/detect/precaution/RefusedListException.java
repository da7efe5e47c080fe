package org.bouclier.detect.precaution;

/** A precaution list that cannot be used. */
public final class RefusedListException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String reason;

  RefusedListException(String code, String reason) {
    super(reason, null, false, false);
    this.code = code;
    this.reason = reason;
  }

  /** Stable, as in {@code precaution.type}. */
  public String code() {
    return code;
  }

  /** In French, without final stop. */
  public String reason() {
    return reason;
  }
}

package org.bouclier.node.federation;

/** A card that is well written but cannot become a peer. The message is French. */
public final class RefusedPeerException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String code;

  /**
   * Says why.
   *
   * @param code stable, never translated
   */
  public RefusedPeerException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** The stable name of the reason. */
  public String code() {
    return code;
  }
}

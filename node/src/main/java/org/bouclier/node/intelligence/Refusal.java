package org.bouclier.node.intelligence;

/**
 * Why something is not kept.
 *
 * @param code stable; people search for it, programs switch on it
 * @param reason in French, without final stop
 */
public record Refusal(String code, String reason) {

  /** A refusal thrown from the depth of a reading. */
  static final class Refused extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    Refused(String code, String reason) {
      super(reason, null, false, false);
      this.refusal = new Refusal(code, reason);
    }

    /** What was refused. */
    Refusal refusal() {
      return refusal;
    }
  }
}

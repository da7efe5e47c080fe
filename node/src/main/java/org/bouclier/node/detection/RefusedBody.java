package org.bouclier.node.detection;

/**
 * A request body that cannot be read as a whole. Nothing of it was taken: its sender may mend it
 * and send it again. The message is French, for the person who set up the shipper.
 */
final class RefusedBody extends RuntimeException {

  private final int status;
  private final String code;

  RefusedBody(int status, String code, String french) {
    super(french);
    this.status = status;
    this.code = code;
  }

  /** The HTTP status to answer: 400, 408, 413 or 415. */
  int status() {
    return status;
  }

  /** Stable, for machines. */
  String code() {
    return code;
  }
}

package org.bouclier.node.detection;

import java.io.IOException;

/**
 * Lines were not taken, and nothing of them was kept: their sender must send them again later. The
 * message is French, for the person who runs the sender.
 */
final class BusyException extends IOException {

  private static final long serialVersionUID = 1;

  /** How long a sender should wait before it tries again, in seconds. */
  static final int RETRY_AFTER_SECONDS = 5;

  private final String code;
  private final boolean full;

  BusyException(String code, boolean full, String french, IOException cause) {
    super(french, cause);
    this.code = code;
    this.full = full;
  }

  /** Stable, for machines. */
  String code() {
    return code;
  }

  /** The HTTP status to answer: 429 if waiting helps by itself, 503 if somebody must act. */
  int status() {
    return full ? 429 : 503;
  }
}

package org.bouclier.node.intelligence;

import java.io.IOException;

/**
 * A file that cannot be read on: truncated, too large once unpacked, of an unknown encoding. What
 * was read before stays read.
 */
final class BrokenFileException extends IOException {

  private static final long serialVersionUID = 1;

  private final transient Refusal refusal;

  BrokenFileException(String code, String reason) {
    super(reason);
    this.refusal = new Refusal(code, reason);
  }

  /** Why, with its stable code. */
  Refusal refusal() {
    return refusal;
  }
}

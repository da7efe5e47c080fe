package org.bouclier.node.demo;

import java.io.IOException;

/** A node answered that it would not. */
public final class RefusedByNodeException extends IOException {

  private static final long serialVersionUID = 1L;
  private static final int MAX_SHOWN = 500;

  private final int status;

  RefusedByNodeException(String request, int status, String answer) {
    super(
        request
            + " -> "
            + status
            + " "
            + answer.substring(0, Math.min(MAX_SHOWN, answer.length())));
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}

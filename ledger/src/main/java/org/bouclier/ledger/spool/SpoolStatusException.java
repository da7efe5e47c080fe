package org.bouclier.ledger.spool;

import java.io.IOException;
import java.net.URI;

/** A spool's server answered with a status that is neither success nor "not found". */
public final class SpoolStatusException extends IOException {

  private static final long serialVersionUID = 1;

  private final int status;

  /** Says what was asked and what was answered. */
  public SpoolStatusException(URI uri, int status) {
    super(uri + " answers " + status);
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}

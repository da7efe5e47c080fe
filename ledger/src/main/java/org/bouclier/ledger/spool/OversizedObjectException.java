package org.bouclier.ledger.spool;

import java.io.IOException;

/** An object that has more bytes than its leaf announces: not read. */
public final class OversizedObjectException extends IOException {

  private static final long serialVersionUID = 1;

  /** Says which, and how long it may be. */
  public OversizedObjectException(String object, long maxBytes) {
    super(object + " is longer than " + maxBytes + " bytes");
  }
}

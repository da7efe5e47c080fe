package org.bouclier.ledger.log;

import java.io.IOException;

/**
 * A file that is longer than it may be: not read, since whoever wrote it decides how long it is.
 */
public final class OversizedFileException extends IOException {

  private static final long serialVersionUID = 1;

  /** Names the file and its bound. */
  public OversizedFileException(String file, int maxBytes) {
    super(file + " is longer than " + maxBytes + " bytes");
  }
}

package org.bouclier.detect.journal;

import java.io.IOException;

/** Another process, or another journal of this one, writes to the folder. */
public final class JournalLockedException extends IOException {

  private static final long serialVersionUID = 1L;

  JournalLockedException(String message) {
    super(message);
  }
}

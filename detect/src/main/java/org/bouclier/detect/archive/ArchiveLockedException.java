package org.bouclier.detect.archive;

import java.io.IOException;

/** Another writer is at an archive. */
public final class ArchiveLockedException extends IOException {

  private static final long serialVersionUID = 1L;

  ArchiveLockedException(String message) {
    super(message);
  }
}

package org.bouclier.detect.journal;

import java.io.IOException;

/**
 * Bytes that were acknowledged are not what was written: a failing disk, or a hand in the files.
 * Never thrown for a torn tail, which is cut when the journal is opened.
 */
public final class JournalCorruptException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Position at;
  private final Position resume;

  JournalCorruptException(String message, Position at, Position resume) {
    super(message + " at " + at);
    this.at = at;
    this.resume = resume;
  }

  /** Where the unreadable record starts. */
  public Position at() {
    return at;
  }

  /** Where reading can go on: the start of the next segment. What lies between is lost. */
  public Position resume() {
    return resume;
  }
}

package org.bouclier.detect.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A journal does not accept a block. What it acknowledged before is untouched; the sender must keep
 * the block and offer it again.
 */
public final class JournalRefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The journal holds as much as it was allowed to; consumers are behind. */
    CAPACITY,
    /** The disk is full or the quota used up. */
    DISK_FULL,
    /** Writing or forcing failed in a way that leaves the file in doubt: open the journal again. */
    FAILED,
    /** The journal was closed. */
    CLOSED
  }

  private final Reason reason;

  JournalRefusedException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}

package org.bouclier.node.site;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A key or certificate file that cannot serve; the message names it, in French. */
public final class UnreadableIdentityException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * @param file which one
   * @param reason why, in French
   * @param cause what was caught; null when nothing was
   */
  public UnreadableIdentityException(Path file, String reason, @Nullable Throwable cause) {
    super(file + " : " + reason, cause);
  }
}

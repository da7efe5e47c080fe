package org.bouclier.detect.scan;

import java.io.IOException;

/** An archive inside an archive, which is not opened. */
final class NestedArchiveException extends IOException {

  private static final long serialVersionUID = 1L;

  NestedArchiveException() {
    super("une archive dans une archive n’est pas ouverte");
  }
}

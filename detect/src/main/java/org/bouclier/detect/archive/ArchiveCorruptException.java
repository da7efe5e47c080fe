package org.bouclier.detect.archive;

import java.io.IOException;

/** A file of an archive is not what its writer wrote. Nothing of the damaged part is used. */
public final class ArchiveCorruptException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String key;
  private final String fault;

  ArchiveCorruptException(String key, String fault) {
    super(key + ": " + fault);
    this.key = key;
    this.fault = fault;
  }

  /** The file's key in its store. */
  public String key() {
    return key;
  }

  /** What is wrong, in English, for whoever looks into it. */
  public String fault() {
    return fault;
  }
}

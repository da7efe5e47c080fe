package org.bouclier.transfer.s3;

import java.io.IOException;

/** The store answered, and not with what was asked for. */
public final class S3Exception extends IOException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;

  S3Exception(int status, String code, String what) {
    super(what + ": HTTP " + status + (code.isEmpty() ? "" : " " + code));
    this.status = status;
    this.code = code;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The store's own word for it, such as {@code AccessDenied}; empty if it gave none. */
  public String code() {
    return code;
  }

  /** Whether asking again may help: the store is slow, busy, or broken for the moment. */
  boolean isPassing() {
    return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
  }
}

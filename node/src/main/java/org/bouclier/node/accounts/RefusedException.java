package org.bouclier.node.accounts;

import org.springframework.http.HttpStatus;

/**
 * Something asked of this desk that it does not do. Its message is French, for whoever asked: a
 * page shows it above the form, the API in {@code detail}.
 */
final class RefusedException extends RuntimeException {

  private final String code;
  private final HttpStatus status;

  RefusedException(HttpStatus status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** Stable, as in {@code login.taken}. */
  String code() {
    return code;
  }

  HttpStatus status() {
    return status;
  }

  /** The message as it is: never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}

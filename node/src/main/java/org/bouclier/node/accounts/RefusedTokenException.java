package org.bouclier.node.accounts;

import org.springframework.security.core.AuthenticationException;

/** A token that opens nothing, with why. */
final class RefusedTokenException extends AuthenticationException {

  private final Refusal why;

  RefusedTokenException(Refusal why) {
    super(why.code());
    this.why = why;
  }

  Refusal why() {
    return why;
  }
}

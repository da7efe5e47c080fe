package org.bouclier.node.accounts;

import org.bouclier.node.accounts.SignInThrottle.Standing;
import org.springframework.security.core.AuthenticationException;

/** A sign-in that did not succeed, with what its person is told. The same for every reason. */
final class RefusedSignInException extends AuthenticationException {

  private final boolean tooSoon;
  private final transient Standing standing;

  /**
   * @param tooSoon whether the password was not even looked at
   */
  RefusedSignInException(boolean tooSoon, Standing standing) {
    super(tooSoon ? "too soon" : "login and password do not match");
    this.tooSoon = tooSoon;
    this.standing = standing;
  }

  boolean tooSoon() {
    return tooSoon;
  }

  Standing standing() {
    return standing;
  }
}

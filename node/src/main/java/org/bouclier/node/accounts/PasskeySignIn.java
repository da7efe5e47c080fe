package org.bouclier.node.accounts;

import java.util.Map;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * Sign-in by passkey: Spring Security verifies the signature, and here its owner becomes a person.
 * The framework does not ask whether the account is open (its {@code
 * WebAuthnAuthenticationProvider} reads authorities only), so this does.
 */
final class PasskeySignIn implements AuthenticationManager {

  private final AuthenticationManager verification;
  private final SignIn signIn;
  private final AuditRegister audit;

  PasskeySignIn(AuthenticationManager verification, SignIn signIn, AuditRegister audit) {
    this.verification = verification;
    this.signIn = signIn;
    this.audit = audit;
  }

  @Override
  public Authentication authenticate(Authentication presented) throws AuthenticationException {
    String proved = verification.authenticate(presented).getName();
    var opened =
        signIn
            .open(proved, 0)
            .orElseThrow(() -> new BadCredentialsException("the account is closed"));
    audit.record(opened.actor(), "session.open", proved, Map.of("by", "passkey"));
    return opened;
  }
}

package org.bouclier.node.accounts;

import java.net.InetAddress;
import java.util.EnumSet;
import org.bouclier.node.site.ControlToken;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * Lets in whoever presents a token of the API, or the control token of this node from this machine.
 */
final class TokenSignIn implements AuthenticationManager {

  private static final ActorAuthentication OPERATOR =
      ActorAuthentication.of(Actor.LocalOperator.AT_THE_MACHINE, EnumSet.allOf(Permission.class));

  private final Tokens tokens;
  private final ControlToken control;

  TokenSignIn(Tokens tokens, ControlToken control) {
    this.tokens = tokens;
    this.control = control;
  }

  /**
   * @param presented as {@link TokenConverter} makes it
   * @throws RefusedTokenException if the token opens nothing; the control token from elsewhere is
   *     as unknown as any other text
   */
  @Override
  public Authentication authenticate(Authentication presented) throws AuthenticationException {
    String token = String.valueOf(presented.getCredentials());
    if (control.accepts(token) && isLoopback(presented.getName())) {
      return OPERATOR;
    }
    return switch (tokens.recognise(token)) {
      case Tokens.Answer.Opens(var authentication) -> authentication;
      case Tokens.Answer.Refused(var why) -> throw new RefusedTokenException(why);
    };
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.ofLiteral(address).isLoopbackAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }
}

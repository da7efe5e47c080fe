package org.bouclier.node.accounts;

import java.util.Map;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * Sign-in by password: Spring Security's own check, which takes as long for an unknown login as for
 * a known one, between the two halves of {@link SignInThrottle}. A wrong login, a wrong password,
 * an account that is closed: one answer, after one computation.
 */
final class PasswordSignIn implements AuthenticationProvider {

  private static final int TOLD_FROM = 5;

  private final DaoAuthenticationProvider check;
  private final SignInThrottle throttle;
  private final SignIn signIn;
  private final People people;
  private final AuditRegister audit;

  PasswordSignIn(
      DaoAuthenticationProvider check,
      SignInThrottle throttle,
      SignIn signIn,
      People people,
      AuditRegister audit) {
    this.check = check;
    this.throttle = throttle;
    this.signIn = signIn;
    this.people = people;
    this.audit = audit;
  }

  @Override
  public Authentication authenticate(Authentication presented) throws AuthenticationException {
    if (!(presented.getDetails() instanceof SignInDetails from)) {
      throw new InternalAuthenticationServiceException("sign-in without its details");
    }
    String login = presented.getName();
    String browser = from.browser();
    boolean known = browser != null && signIn.isKnown(browser, login);
    return switch (throttle.begin(login, from.address(), known ? browser : null)) {
      case SignInThrottle.Answer.Wait(var standing) ->
          throw new RefusedSignInException(true, standing);
      case SignInThrottle.Answer.Go(var attempt) -> check(presented, login, from, attempt);
    };
  }

  private Authentication check(
      Authentication presented, String login, SignInDetails from, SignInThrottle.Attempt attempt) {
    if (String.valueOf(presented.getCredentials()).length() > PasswordPolicy.MAX_CHARS) {
      throw refused(login, from, attempt);
    }
    String proved;
    try {
      proved = check.authenticate(presented).getName();
    } catch (InternalAuthenticationServiceException failure) {
      throttle.withdraw(attempt);
      throw failure;
    } catch (RefusedException busy) { // see BoundedPasswordEncoder
      throttle.withdraw(attempt);
      throw new InternalAuthenticationServiceException(busy.code(), busy);
    } catch (AuthenticationException _) {
      throw refused(login, from, attempt);
    }
    var opened =
        signIn
            .open(proved, attempt.refusedBefore())
            .orElseThrow(() -> refused(login, from, attempt));
    throttle.succeeded(attempt);
    audit.record(
        opened.actor(),
        "session.open",
        proved,
        Map.of("by", "password", "address", from.address()));
    return opened;
  }

  /** The fifth, fiftieth, five hundredth refusal of a real account is an act to know of. */
  private RefusedSignInException refused(
      String login, SignInDetails from, SignInThrottle.Attempt attempt) {
    int refused = attempt.ifRefused().refused();
    if (isTold(refused)) {
      people
          .find(login)
          .ifPresent(person ->
              audit.record(
                  "session.refuse",
                  person.login(),
                  Map.of("refused", Integer.toString(refused), "address", from.address())));
    }
    return new RefusedSignInException(false, attempt.ifRefused());
  }

  private static boolean isTold(int refused) {
    long told = TOLD_FROM;
    while (told < refused) {
      told *= 10;
    }
    return told == refused;
  }

  @Override
  public boolean supports(Class<?> presented) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(presented);
  }
}

package org.bouclier.node.accounts;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes people of logins that have proved themselves, by password or passkey, and tells at each
 * later request whether the session still holds. Thread-safe.
 */
final class SignIn {

  /** After which a session ends even in use: nobody's watch is longer. */
  private static final Duration LONGEST = Duration.ofHours(12);

  static final Duration BROWSER_KNOWN = Duration.ofDays(180);
  private static final int BROWSERS = 10;

  private final AccountsSql sql;
  private final Clock clock;

  SignIn(AccountsSql sql, Clock clock) {
    this.sql = sql;
    this.clock = clock;
  }

  /** Lets in whoever has proved to own a login; empty if the account is closed. */
  Optional<ActorAuthentication> open(String login, int refusedBefore) {
    var found = sql.findPerson(login).filter(Person::isEnabled).filter(Person::hasPassword);
    found.ifPresent(person -> sql.setSignedIn(person.id(), clock.instant(), refusedBefore));
    return found.map(person ->
        authentication(
            person,
            new PersonPrincipal(
                person.id(),
                person.login(),
                person.name(),
                person.roles(),
                person.epoch(),
                clock.instant())));
  }

  /** The same person with the roles of now; empty if the session is over. */
  Optional<ActorAuthentication> renew(PersonPrincipal principal) {
    if (clock.instant().isAfter(principal.signedInAt().plus(LONGEST))) {
      return Optional.empty();
    }
    return sql.findPerson(principal.id())
        .filter(Person::isEnabled)
        .filter(person -> person.epoch() == principal.epoch())
        .map(person ->
            authentication(
                person,
                new PersonPrincipal(
                    person.id(),
                    person.login(),
                    person.name(),
                    person.roles(),
                    principal.epoch(),
                    principal.signedInAt())));
  }

  /**
   * The same person in the session from which they just ended their others.
   *
   * @throws IllegalStateException if the account was closed meanwhile
   */
  ActorAuthentication stay(PersonPrincipal principal) {
    var person =
        sql.findPerson(principal.id())
            .filter(Person::isEnabled)
            .orElseThrow(() -> new IllegalStateException("closed: " + principal.login()));
    return authentication(
        person,
        new PersonPrincipal(
            person.id(),
            person.login(),
            person.name(),
            person.roles(),
            person.epoch(),
            principal.signedInAt()));
  }

  /** Whether a browser has a secret that a person of that login left there. */
  boolean isKnown(String browser, String login) {
    return sql.isKnownBrowser(
        Secret.hash(browser), People.normal(login), clock.instant().minus(BROWSER_KNOWN));
  }

  /** Remembers a browser; the ten latest are kept. */
  void remember(String browser, UUID person) {
    sql.putBrowser(Secret.hash(browser), person, clock.instant(), BROWSERS);
  }

  private static ActorAuthentication authentication(Person person, PersonPrincipal principal) {
    return ActorAuthentication.of(principal, person.permissions());
  }
}

package org.bouclier.node.accounts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bouclier.node.web.Language;
import org.springframework.http.HttpStatus;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Who has an account, and how one gets in for the first time. Nobody ever chooses a password for
 * somebody else: an administrator gives a link that opens once, and the person chooses behind it.
 * Thread-safe.
 */
final class People {

  private static final Duration FIRST_LINK = Duration.ofHours(24);
  private static final Duration PERSON_LINK = Duration.ofDays(3);

  private final AccountsSql sql;
  private final AuditRegister audit;
  private final Passkeys passkeys;
  private final PasswordPolicy policy;
  private final PasswordEncoder encoder;
  private final TransactionOperations transactions;
  private final Runnable sessionsEnded;
  private final Clock clock;

  /**
   * Takes what it needs.
   *
   * @param sessionsEnded is called once it is durable that sessions ended: what lasts must look
   */
  People(
      AccountsSql sql,
      AuditRegister audit,
      Passkeys passkeys,
      PasswordPolicy policy,
      PasswordEncoder encoder,
      TransactionOperations transactions,
      Runnable sessionsEnded,
      Clock clock) {
    this.sql = sql;
    this.audit = audit;
    this.passkeys = passkeys;
    this.policy = policy;
    this.encoder = encoder;
    this.transactions = transactions;
    this.sessionsEnded = sessionsEnded;
    this.clock = clock;
  }

  /** A link to give to a person, by a way that nobody else reads. */
  record Link(Person person, Secret secret, Instant expiresAt) {}

  Optional<Person> find(UUID id) {
    return sql.findPerson(id);
  }

  Optional<Person> find(String login) {
    return sql.findPerson(normal(login));
  }

  /** By login, after the one given; an empty one starts the list. */
  List<Person> list(String after, int limit) {
    return sql.people(after, limit);
  }

  /**
   * Opens an account and gives the link by which its person enters.
   *
   * @throws RefusedException if the login or the name is out of bounds, or the login is taken
   */
  Link invite(String login, String name, Set<Role> roles) {
    return inTransaction(() -> {
      var person = add(login, name, roles, Actor.current().label());
      audit.record("people.invite", person.login(), Map.of("roles", names(roles)));
      return link(person);
    });
  }

  /**
   * Gives a new link to somebody who lost the password, or the former link. What they had opens
   * until they use it.
   */
  Link renewLink(UUID id) {
    return inTransaction(() -> {
      var person = existing(id);
      audit.record("people.link", person.login(), Map.of());
      return link(person);
    });
  }

  /** Gives other roles, in force at the next click. */
  void setRoles(UUID id, Set<Role> roles) {
    inTransaction(() -> {
      var person = existing(id);
      sql.setRoles(id, roles);
      audit.record(
          "people.roles",
          person.login(),
          Map.of("before", names(person.roles()), "after", names(roles)));
      return keepAdministrator(person);
    });
  }

  /**
   * Closes an account: its sessions end at their next request, its live pages at once. Passkeys,
   * browsers and links are withdrawn too: if the account was in wrong hands, opening it again
   * brings nothing of them back.
   */
  void suspend(UUID id) {
    inTransaction(() -> {
      var person = existing(id);
      sql.setDisabledAt(id, clock.instant());
      sql.deleteLinks(id);
      sql.deleteBrowsers(id);
      passkeys.removeAll(person.login());
      audit.record("people.suspend", person.login(), Map.of());
      return keepAdministrator(person);
    });
    sessionsEnded.run();
  }

  /** Opens an account again. */
  void resume(UUID id) {
    inTransaction(() -> {
      var person = existing(id);
      sql.setDisabledAt(id, null);
      audit.record("people.resume", person.login(), Map.of());
      return person;
    });
  }

  /**
   * Changes one's own password and ends one's sessions.
   *
   * @throws RefusedException if the present one is wrong, or the policy refuses the new one
   */
  void changePassword(Person person, String present, String wanted) {
    var encoded = sql.password(person.id()).orElse("");
    if (present.length() > PasswordPolicy.MAX_CHARS || !encoder.matches(present, encoded)) {
      throw refused("password.wrong", "Le mot de passe actuel est inexact.");
    }
    String fresh = encode(wanted, person.login(), person.name());
    inTransaction(() -> {
      sql.setPassword(person.id(), fresh);
      sql.deleteBrowsers(person.id());
      sql.deleteLinks(person.id());
      audit.record("people.password", person.login(), Map.of());
      return person;
    });
    sessionsEnded.run();
  }

  /** Ends every session of a person, and forgets their browsers. */
  void endSessions(Person person) {
    inTransaction(() -> {
      sql.endSessions(person.id());
      sql.deleteBrowsers(person.id());
      audit.record("people.sign-out", person.login(), Map.of());
      return person;
    });
    sessionsEnded.run();
  }

  void setLanguage(Person person, Language language) {
    sql.setLanguage(person.id(), language);
  }

  /** Whom a link lets in; empty if it does not open, or not any more. */
  Optional<Person> findByLink(String secret) {
    return sql.findLink(Secret.hash(secret), clock.instant())
        .flatMap(sql::findPerson)
        .filter(Person::isEnabled);
  }

  /**
   * Uses a link: the person chooses a password, and former sessions end.
   *
   * @throws RefusedException if the link does not open, or the policy refuses the password
   */
  Person enter(String secret, String password) {
    var person = findByLink(secret).orElseThrow(People::spent);
    String encoded = encode(password, person.login(), person.name());
    var entered =
        inTransaction(() -> {
          spend(secret);
          sql.setPassword(person.id(), encoded);
          sql.deleteBrowsers(person.id());
          audit.record(self(person), "people.enter", person.login(), Map.of());
          return person;
        });
    sessionsEnded.run();
    return entered;
  }

  /** Whether a node has nobody who could administer it. */
  boolean lacksAdministrator() {
    return inTransaction(() -> sql.countActive(Role.ADMINISTRATOR) == 0);
  }

  /** A new link for the first administrator, in place of the former one. */
  Secret firstLink() {
    var secret = Secret.random();
    var now = clock.instant();
    return inTransaction(() -> {
      sql.deleteLinks(null);
      sql.insertLink(secret.hash(), null, now, now.plus(FIRST_LINK));
      return secret;
    });
  }

  /** Whether the link of the first administrator opens. */
  boolean isFirstLink(String secret) {
    return sql.isFirstLink(Secret.hash(secret), clock.instant()) && lacksAdministrator();
  }

  /**
   * Uses the link of the first administrator.
   *
   * @throws RefusedException if it does not open, or one of the others is out of bounds
   */
  Person enterFirst(String secret, String login, String name, String password) {
    if (!isFirstLink(secret)) {
      throw spent();
    }
    checkPerson(normal(login), name.strip());
    String encoded = encode(password, normal(login), name.strip());
    return inTransaction(() -> {
      if (sql.countActive(Role.ADMINISTRATOR) > 0) {
        throw spent();
      }
      spend(secret);
      var person = add(login, name, Set.of(Role.ADMINISTRATOR), Actor.Node.ITSELF.label());
      sql.setPassword(person.id(), encoded);
      audit.record(
          self(person), "people.enter", person.login(), Map.of("roles", Role.ADMINISTRATOR.name()));
      return person;
    });
  }

  private Person add(String login, String name, Set<Role> roles, String by) {
    String normalLogin = normal(login);
    String label = name.strip();
    checkPerson(normalLogin, label);
    var id = UUID.randomUUID();
    if (!sql.insertPerson(id, normalLogin, label, roles, clock.instant(), by)) {
      throw new RefusedException(
          HttpStatus.CONFLICT, "login.taken", "Cet identifiant est déjà pris.");
    }
    return existing(id);
  }

  private static void checkPerson(String login, String name) {
    if (!Person.LOGIN.matcher(login).matches()) {
      throw refused(
          "login.form",
          "Un identifiant a de 2 à 64 caractères : lettres sans accent, chiffres et « . _ - + @ ».");
    }
    if (name.isEmpty()
        || name.length() > Person.MAX_NAME
        || name.chars().anyMatch(Character::isISOControl)) {
      throw refused("name.form", "Donnez un nom de 1 à 200 caractères.");
    }
  }

  private Link link(Person person) {
    if (!person.isEnabled()) {
      throw refused("person.disabled", "Ce compte est suspendu : rouvrez-le d’abord.");
    }
    var secret = Secret.random();
    var now = clock.instant();
    var expiresAt = now.plus(PERSON_LINK);
    sql.deleteLinks(person.id());
    sql.insertLink(secret.hash(), person.id(), now, expiresAt);
    return new Link(person, secret, expiresAt);
  }

  private void spend(String secret) {
    if (!sql.useLink(Secret.hash(secret), clock.instant())) {
      throw spent();
    }
  }

  private Person keepAdministrator(Person changed) {
    boolean administered = changed.roles().contains(Role.ADMINISTRATOR) && changed.hasPassword();
    if (administered && sql.countActive(Role.ADMINISTRATOR) == 0) {
      throw new RefusedException(
          HttpStatus.CONFLICT,
          "administrator.last",
          "C’est le dernier administrateur : nommez-en d’abord un autre.");
    }
    return changed;
  }

  private String encode(String password, String login, String name) {
    policy
        .refusal(password, login, name)
        .ifPresent(why -> {
          throw refused("password.weak", why);
        });
    var encoded = encoder.encode(password);
    if (encoded == null) {
      throw new IllegalStateException("a password that is not null is encoded");
    }
    return encoded;
  }

  private Person existing(UUID id) {
    return sql.findPerson(id)
        .orElseThrow(() ->
            new RefusedException(
                HttpStatus.NOT_FOUND, "person.absent", "Cette personne n’a pas de compte ici."));
  }

  private PersonPrincipal self(Person person) {
    return new PersonPrincipal(
        person.id(),
        person.login(),
        person.name(),
        person.roles(),
        person.epoch(),
        clock.instant());
  }

  private <T> T inTransaction(Supplier<T> work) {
    var result = transactions.execute(_ -> work.get());
    if (result == null) {
      throw new IllegalStateException("a transaction gives back what was made in it");
    }
    return result;
  }

  /** As a login is stored and compared. */
  static String normal(String login) {
    return login.strip().toLowerCase(Locale.ROOT);
  }

  private static String names(Set<Role> roles) {
    return roles.stream().map(Enum::name).sorted().collect(Collectors.joining(" "));
  }

  private static RefusedException spent() {
    return new RefusedException(
        HttpStatus.GONE, Refusal.LINK_SPENT.code(), Refusal.LINK_SPENT.remedy());
  }

  private static RefusedException refused(String code, String message) {
    return new RefusedException(HttpStatus.BAD_REQUEST, code, message);
  }
}

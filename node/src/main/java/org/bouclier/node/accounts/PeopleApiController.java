package org.bouclier.node.accounts;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** People, listed and invited by programs. */
@RestController
@RequestMapping("/api/v1/people")
class PeopleApiController {

  private static final int ROWS = 100;

  private final People people;

  PeopleApiController(People people) {
    this.people = people;
  }

  /** Who is to be invited. */
  record Wanted(@Nullable String login, @Nullable String name, @Nullable List<String> roles) {}

  /** A person, without what opens the account. */
  record Shown(
      UUID id,
      String login,
      String name,
      Set<Role> roles,
      Person.State state,
      Instant createdAt,
      @Nullable Instant signedInAt) {

    static Shown of(Person person) {
      return new Shown(
          person.id(),
          person.login(),
          person.name(),
          person.roles(),
          person.state(),
          person.createdAt(),
          person.signedInAt());
    }
  }

  /** Somebody just invited, with the link to give them: the one time that it is shown. */
  record Invited(Shown person, String link, Instant expiresAt) {}

  /**
   * @param next the {@code after} of the next page; null at the end
   */
  record Listed(List<Shown> people, @Nullable String next) {}

  @Allow(Permission.HANDLE_ACCOUNTS)
  @GetMapping
  Listed list(@RequestParam(defaultValue = "") String after) {
    var found = people.list(after, ROWS + 1);
    var page = found.size() > ROWS ? found.subList(0, ROWS) : found;
    return new Listed(
        page.stream().map(Shown::of).toList(), found.size() > ROWS ? page.getLast().login() : null);
  }

  @Allow(Permission.HANDLE_ACCOUNTS)
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Invited invite(@RequestBody Wanted wanted) {
    var login = wanted.login();
    var name = wanted.name();
    var link =
        people.invite(login == null ? "" : login, name == null ? "" : name, roles(wanted.roles()));
    return new Invited(Shown.of(link.person()), PeopleController.url(link), link.expiresAt());
  }

  private static Set<Role> roles(@Nullable List<String> names) {
    var roles = EnumSet.noneOf(Role.class);
    for (String name : names == null ? List.<String>of() : names) {
      roles.add(
          Names.find(Role.class, name)
              .orElseThrow(() ->
                  new RefusedException(
                      HttpStatus.BAD_REQUEST,
                      "person.roles",
                      "Rôle inconnu : « " + Names.shown(name) + " ».")));
    }
    return roles;
  }
}

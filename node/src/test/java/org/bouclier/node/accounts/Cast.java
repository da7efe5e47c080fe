package org.bouclier.node.accounts;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** People and machines for tests, made as the node makes them. */
final class Cast {

  static final String PASSWORD = "le mil pousse après la pluie";

  private final AtomicInteger count = new AtomicInteger();
  private final People people;
  private final Tokens tokens;

  Cast(People people, Tokens tokens) {
    this.people = people;
    this.tokens = tokens;
  }

  /** Somebody who can sign in with {@link #PASSWORD}. */
  Person person(Role... roles) {
    var link = invited(roles);
    people.enter(link.secret().text(), PASSWORD);
    return people.find(link.person().id()).orElseThrow();
  }

  /** Somebody who has only a link. */
  People.Link invited(Role... roles) {
    int number = count.incrementAndGet();
    var held = EnumSet.noneOf(Role.class);
    held.addAll(Set.of(roles));
    return people.invite("a.traore" + number, "Awa Traoré " + number, held);
  }

  /** A token for these permissions. */
  String token(Permission... permissions) {
    return made(null, permissions).secret();
  }

  Tokens.Made made(@Nullable String source, Permission... permissions) {
    return tokens.make("test", Set.of(permissions), source, null);
  }
}

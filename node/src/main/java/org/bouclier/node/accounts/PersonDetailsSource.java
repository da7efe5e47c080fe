package org.bouclier.node.accounts;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsPasswordService;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/** Finds people for the framework's check of passwords, and stores passwords it encoded anew. */
final class PersonDetailsSource implements UserDetailsService, UserDetailsPasswordService {

  private final AccountsSql sql;

  PersonDetailsSource(AccountsSql sql) {
    this.sql = sql;
  }

  /**
   * Whoever has no password yet is unknown here, and so takes the path that the framework keeps for
   * unknown logins: it computes a password all the same, and the answer comes no sooner. One
   * statement either way, for the same reason.
   */
  @Override
  public UserDetails loadUserByUsername(String login) {
    return sql.findDetails(People.normal(login))
        .orElseThrow(() -> new UsernameNotFoundException("unknown login, or no password yet"));
  }

  @Override
  public UserDetails updatePassword(UserDetails person, @Nullable String encoded) {
    if (encoded == null) {
      return person;
    }
    sql.encodeAgain(person.getUsername(), encoded);
    return new PersonDetails(person.getUsername(), encoded, person.isEnabled());
  }
}

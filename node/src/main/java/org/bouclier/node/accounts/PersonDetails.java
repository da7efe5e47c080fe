package org.bouclier.node.accounts;

import java.util.Collection;
import java.util.List;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.userdetails.UserDetails;

/**
 * A person as the framework checks a password: login, encoded password, whether the account is
 * open. It lasts for that check; {@link ActorAuthentication} is what stays.
 */
record PersonDetails(String login, String encoded, boolean open) implements UserDetails {

  @Override
  public Collection<? extends GrantedAuthority> getAuthorities() {
    return List.of();
  }

  @Override
  public String getPassword() {
    return encoded;
  }

  @Override
  public String getUsername() {
    return login;
  }

  @Override
  public boolean isEnabled() {
    return open;
  }

  /** Without the password, which else would end in a log. */
  @Override
  public String toString() {
    return "PersonDetails[" + login + "]";
  }
}

package org.bouclier.node.accounts;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * An actor that has proved who it is. Its authorities are the names of its permissions. Immutable,
 * so one serves every request of a token.
 *
 * @param actor who
 * @param permissions what it may do
 * @param authorities the same, as the framework asks for them
 */
record ActorAuthentication(
    Actor actor, Set<Permission> permissions, List<GrantedAuthority> authorities)
    implements Authentication {

  ActorAuthentication {
    permissions = Set.copyOf(permissions);
    authorities = List.copyOf(authorities);
  }

  static ActorAuthentication of(Actor actor, Set<Permission> permissions) {
    List<GrantedAuthority> authorities =
        permissions.stream()
            .sorted()
            .<GrantedAuthority>map(held -> new SimpleGrantedAuthority(held.name()))
            .toList();
    return new ActorAuthentication(actor, permissions, authorities);
  }

  @Override
  public String getName() {
    return actor.getName();
  }

  @Override
  public Collection<? extends GrantedAuthority> getAuthorities() {
    return authorities;
  }

  @Override
  public @Nullable Object getCredentials() {
    return null; // spent: nothing that opens the node stays in memory
  }

  @Override
  public @Nullable Object getDetails() {
    return null;
  }

  @Override
  public Actor getPrincipal() {
    return actor;
  }

  @Override
  public boolean isAuthenticated() {
    return true;
  }

  @Override
  public void setAuthenticated(boolean authenticated) {
    if (!authenticated) {
      throw new IllegalArgumentException("an actor that has proved who it is stays so");
    }
  }
}

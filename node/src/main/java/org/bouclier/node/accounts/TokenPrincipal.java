package org.bouclier.node.accounts;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A machine that calls with an API token.
 *
 * @param id of the token, which is not a secret
 * @param name that its creator gave it
 * @param permissions what it may do
 * @param source the one log source it may send for; null if it is bound to none
 */
public record TokenPrincipal(
    UUID id, String name, Set<Permission> permissions, @Nullable String source) implements Actor {

  /** Keeps its own copy of the permissions. */
  public TokenPrincipal {
    permissions = Set.copyOf(permissions);
  }

  @Override
  public String label() {
    return "jeton " + name;
  }
}

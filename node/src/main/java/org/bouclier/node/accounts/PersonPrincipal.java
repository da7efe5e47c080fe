package org.bouclier.node.accounts;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * A person signed in.
 *
 * @param id never changes
 * @param login by which they sign in; lower case
 * @param name as colleagues know them
 * @param roles what they are now, read again at each request
 * @param epoch the count of times their sessions were ended when this one was opened
 * @param signedInAt when they signed in
 */
public record PersonPrincipal(
    UUID id, String login, String name, Set<Role> roles, int epoch, Instant signedInAt)
    implements Actor {

  /** Keeps its own copy of the roles. */
  public PersonPrincipal {
    roles = Set.copyOf(roles);
  }

  @Override
  public String label() {
    return login;
  }
}

package org.bouclier.node.accounts;

/**
 * Whether whoever opened something that outlives a request, such as a live stream, may still have
 * it: each request asks by itself, what lasts has to ask here. Thread-safe.
 */
public final class Presence {

  private final SignIn signIn;

  Presence(SignIn signIn) {
    this.signIn = signIn;
  }

  /**
   * Whether a person's session still holds: the account is open, its sessions were not ended, and
   * it is not older than a session may be. Anybody else is asked for a token at each request.
   */
  public boolean holds(Actor actor) {
    return !(actor instanceof PersonPrincipal person) || signIn.renew(person).isPresent();
  }
}

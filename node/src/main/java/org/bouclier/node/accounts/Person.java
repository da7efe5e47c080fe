package org.bouclier.node.accounts;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bouclier.node.web.Language;
import org.jspecify.annotations.Nullable;

/**
 * Somebody with an account, as stored; without the password, which never leaves its two statements.
 *
 * @param language in which they want the pages; null until they chose
 * @param hasPassword false until they used the link of their invitation
 * @param signedInAt the last time; null if never
 * @param refusedBefore attempts under this login refused just before the last sign-in
 */
public record Person(
    UUID id,
    String login,
    String name,
    Set<Role> roles,
    boolean hasPassword,
    @Nullable Instant disabledAt,
    int epoch,
    @Nullable Language language,
    Instant createdAt,
    String createdBy,
    @Nullable Instant signedInAt,
    int refusedBefore) {

  static final int MAX_NAME = 200;
  static final Pattern LOGIN = Pattern.compile("[a-z0-9][a-z0-9._@+-]{1,63}");

  /** Keeps its own copy of the roles. */
  public Person {
    roles = Set.copyOf(roles);
  }

  /** Whether the account is open. */
  public boolean isEnabled() {
    return disabledAt == null;
  }

  /** What the roles allow, all together. */
  public Set<Permission> permissions() {
    var all = EnumSet.noneOf(Permission.class);
    roles.forEach(role -> all.addAll(role.permissions()));
    return all;
  }

  /** As the page of people tells where an account stands. */
  public State state() {
    if (!isEnabled()) {
      return State.DISABLED;
    }
    return hasPassword ? State.ACTIVE : State.INVITED;
  }

  /** Where an account stands; the label is French, for {@code Page.say}. */
  public enum State {
    /** Has not used the link of the invitation. */
    INVITED("invité"),
    /** Can sign in. */
    ACTIVE("actif"),
    /** Closed by an administrator. */
    DISABLED("suspendu");

    private final String label;

    State(String label) {
      this.label = label;
    }

    /** In French. */
    public String label() {
      return label;
    }
  }
}

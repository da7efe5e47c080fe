package org.bouclier.node.accounts;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API token as stored: everything but the token.
 *
 * @param source the one log source it may send for; null if it is bound to none
 * @param expiresAt null if it never does
 * @param revokedAt null while it is in force
 * @param lastUsedAt to the minute; null if never
 */
public record ApiToken(
    UUID id,
    String name,
    Set<Permission> permissions,
    @Nullable String source,
    Instant createdAt,
    String createdBy,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt) {

  /** Keeps its own copy of the permissions. */
  public ApiToken {
    permissions = Set.copyOf(permissions);
  }

  /** Where it stands at a moment. */
  public State state(Instant now) {
    if (revokedAt != null) {
      return State.REVOKED;
    }
    return expiresAt != null && !now.isBefore(expiresAt) ? State.EXPIRED : State.IN_FORCE;
  }

  /** Where a token stands; the label is French, for {@code Page.say}. */
  public enum State {
    /** Opens what it says. */
    IN_FORCE("en vigueur"),
    /** Past its end. */
    EXPIRED("expiré"),
    /** Ended by an administrator. */
    REVOKED("révoqué");

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

package org.bouclier.border;

import java.util.List;
import java.util.Set;

/** The border's answer, and why. */
public sealed interface Decision {

  /** The rules that decided, the first one first; at least one. */
  List<Rule> determining();

  /** SHA-256 of the canonical text of the rules in force, 64 lower-case hexadecimal digits. */
  String policyHash();

  /**
   * It may leave, in that form.
   *
   * @param form the richest form that the rules allow
   * @param determining the rule that permits it, then those that forbid a richer form
   * @param obligations what the recipient takes upon itself
   * @param policyHash rules in force
   */
  record Allowed(Form form, List<Rule> determining, Set<Obligation> obligations, String policyHash)
      implements Decision {

    /** Copies the collections. */
    public Allowed {
      determining = List.copyOf(determining);
      obligations = Set.copyOf(obligations);
    }
  }

  /**
   * It may not.
   *
   * @param reason which kind of refusal
   * @param determining the rules that forbid it even in its poorest form; when none does, the
   *     permits of its TLP level, which say how far it goes, then {@link CedarBorder#DEFAULT_DENY}
   * @param nearest the fewest changes that would have let it leave, all together; empty if no two
   *     changes are enough
   * @param policyHash rules in force
   */
  record Refused(Reason reason, List<Rule> determining, List<Change> nearest, String policyHash)
      implements Decision {

    /** Copies the lists. */
    public Refused {
      determining = List.copyOf(determining);
      nearest = List.copyOf(nearest);
    }
  }

  /** Kinds of refusal. */
  enum Reason {
    /** A rule forbids it. */
    FORBIDDEN("frontiere.interdit"),
    /** No rule permits it. */
    NOT_PERMITTED("frontiere.non-permis"),
    /** The border could not decide; that is a refusal. */
    FAILURE("frontiere.erreur");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    /** Stable code. */
    public String code() {
      return code;
    }
  }
}

package org.bouclier.node.frontier;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouclier.border.CedarBorder;
import org.bouclier.border.PolicyComparison;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Audit;
import org.bouclier.node.accounts.PersonPrincipal;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The texts that govern the border: proposed by one person, put in force by another. Thread-safe.
 */
final class Policies {

  private static final int MAX_REASON = 1_000;
  private static final int KEPT_COMPARISONS = 4;

  private final PolicySql sql;
  private final PoliciesInForce inForce;
  private final Audit audit;
  private final TransactionOperations transaction;
  private final Clock clock;
  private final Map<String, PolicyComparison> comparisons = // guarded by itself
      new LinkedHashMap<>(KEPT_COMPARISONS * 2, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PolicyComparison> eldest) {
          return size() > KEPT_COMPARISONS;
        }
      };

  Policies(
      PolicySql sql,
      PoliciesInForce inForce,
      Audit audit,
      TransactionOperations transaction,
      Clock clock) {
    this.sql = sql;
    this.inForce = inForce;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Keeps the text that the node's release brings, unless it has been seen before: in force on a
   * new node, proposed on one that has a policy already.
   *
   * @return the text in force
   */
  static String begin(PolicySql sql, String shipped, String hash, Clock clock) {
    var now = clock.instant();
    var present = sql.inForce();
    if (sql.ofHash(hash).isEmpty()) {
      sql.add(
          shipped,
          hash,
          "Politique livrée avec cette version de Bouclier.",
          present.isEmpty() ? PolicyState.IN_FORCE : PolicyState.PROPOSED,
          null,
          Actor.Node.ITSELF.label(),
          now);
    }
    return present.map(PolicyVersion::text).orElse(shipped);
  }

  /** Newest first. */
  List<PolicyVersion> versions(int most) {
    return sql.versions(most);
  }

  Optional<PolicyVersion> find(long version) {
    return sql.find(version);
  }

  Optional<PolicyVersion> ofHash(String hash) {
    return sql.ofHash(hash);
  }

  /** The one in force: there is always one. */
  PolicyVersion present() {
    return sql.inForce().orElseThrow();
  }

  /**
   * What a text would change if it took the place of the one in force.
   *
   * @throws org.bouclier.border.MalformedPolicyException if it is no policy
   */
  PolicyComparison compare(String text) {
    var next = CedarBorder.of(text);
    var now = inForce.policy();
    var key = now.policyHash() + next.policyHash();
    synchronized (comparisons) { // two at once would only be slower
      var known = comparisons.get(key);
      if (known == null) {
        known = PolicyComparison.between(now, next);
        comparisons.put(key, known);
      }
      return known;
    }
  }

  /**
   * Keeps a text until somebody else decides on it.
   *
   * @throws org.bouclier.border.MalformedPolicyException if it is no policy
   * @throws PolicyRefusedException if it is the one in force, or comes without a reason
   */
  long propose(String text, String reason) {
    var person = person();
    var why = reason.strip();
    if (why.isEmpty() || why.length() > MAX_REASON) {
      throw new PolicyRefusedException(
          "policy.reason", "Dites pourquoi, en mille caractères au plus.");
    }
    var policy = CedarBorder.of(text);
    if (policy.policyHash().equals(present().hash())) {
      throw new PolicyRefusedException("policy.same", "Ce texte est déjà en vigueur.");
    }
    Long version =
        transaction.execute(_ -> {
          long kept =
              sql.add(
                  text,
                  policy.policyHash(),
                  why,
                  PolicyState.PROPOSED,
                  person.id(),
                  person.label(),
                  clock.instant());
          audit.record(
              "policies.propose",
              Long.toString(kept),
              Map.of("fingerprint", policy.policyHash(), "reason", why));
          return kept;
        });
    return java.util.Objects.requireNonNull(version);
  }

  /**
   * Puts a proposed text in force.
   *
   * @param seenInForce the version in force when the person read what would change
   * @throws PolicyRefusedException if the person proposed it, if it waits no more, or if another
   *     was put in force since
   */
  void activate(long version, long seenInForce) {
    var person = person();
    var proposed = waiting(version);
    if (person.id().equals(proposed.proposer())) {
      throw new PolicyRefusedException(
          "policy.own",
          "Qui propose une version ne la met pas en vigueur : il y faut quelqu’un d’autre.");
    }
    var next = CedarBorder.of(proposed.text());
    var now = clock.instant();
    transaction.executeWithoutResult(_ -> {
      if (!sql.replace(seenInForce, now)) {
        throw new PolicyRefusedException(
            "policy.changed",
            "La politique en vigueur a changé depuis que vous avez lu cette page : relisez ce qui change.");
      }
      if (!sql.activate(version, person.id(), person.label(), now)) {
        throw notWaiting();
      }
      audit.record(
          "policies.activate",
          Long.toString(version),
          Map.of("fingerprint", next.policyHash(), "before", Long.toString(seenInForce)));
    });
    inForce.set(next);
  }

  /**
   * Sets a proposed text aside: its proposer takes it back, or somebody else refuses it.
   *
   * @throws PolicyRefusedException if it waits no more
   */
  void withdraw(long version) {
    var person = person();
    waiting(version);
    transaction.executeWithoutResult(_ -> {
      if (!sql.withdraw(version, person.id(), person.label(), clock.instant())) {
        throw notWaiting();
      }
      audit.record("policies.withdraw", Long.toString(version), Map.of());
    });
  }

  private PolicyVersion waiting(long version) {
    return sql.find(version)
        .filter(found -> found.state() == PolicyState.PROPOSED)
        .orElseThrow(Policies::notWaiting);
  }

  private static PolicyRefusedException notWaiting() {
    return new PolicyRefusedException("policy.decided", "Cette version n’attend plus de décision.");
  }

  /** Four eyes are those of people: neither a token nor the operator's file has any. */
  private static PersonPrincipal person() {
    if (Actor.current() instanceof PersonPrincipal person) {
      return person;
    }
    throw new PolicyRefusedException(
        "policy.person", "Seule une personne connectée propose ou met en vigueur une politique.");
  }
}

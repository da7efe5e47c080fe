package org.bouclier.node.frontier;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bouclier.border.Purpose;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Audit;
import org.bouclier.node.site.StateCode;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The transfers that the data-protection authority allowed. The border asks for each export, so
 * that one that has ended or expired lets nothing more through. Thread-safe.
 */
final class Authorisations {

  private final AuthorisationSql sql;
  private final Audit audit;
  private final TransactionOperations transaction;
  private final Clock clock;

  Authorisations(
      AuthorisationSql sql, Audit audit, TransactionOperations transaction, Clock clock) {
    this.sql = sql;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** The number of one that allows a transfer now. */
  Optional<String> number(StateCode destination, Purpose purpose, Instant now) {
    return sql.number(destination, purpose, now);
  }

  /** Newest first. */
  List<Authorisation> list(int most) {
    return sql.list(most);
  }

  /** Writes one down; false if its number is taken. */
  boolean add(Authorisation authorisation) {
    return Objects.requireNonNull(
        transaction.execute(_ -> {
          boolean added = sql.add(authorisation);
          if (added) {
            audit.record(
                "authorisations.add",
                authorisation.number(),
                Map.of(
                    "value", authorisation.destination().value(),
                    "expires", authorisation.validUntil().toString()));
          }
          return added;
        }));
  }

  /** Ends one; false if there is none that has not ended. */
  boolean end(String number) {
    return Objects.requireNonNull(
        transaction.execute(_ -> {
          boolean ended = sql.end(number, Actor.current().label(), clock.instant());
          if (ended) {
            audit.record("authorisations.end", number, Map.of());
          }
          return ended;
        }));
  }
}

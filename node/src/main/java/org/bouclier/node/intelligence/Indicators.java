package org.bouclier.node.intelligence;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.accounts.Audit;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import org.bouclier.stix.StixTime;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.support.TransactionOperations;

/** Indicators, and the three things people do with them: make, confirm, take back. Thread-safe. */
public final class Indicators {

  private final IndicatorSql sql;
  private final Store store;
  private final Live live;
  private final SharingSql sharing;
  private final HouseSource house;
  private final Audit audit;
  private final ApplicationEventPublisher events;
  private final TransactionOperations transactions;
  private final Clock clock;

  Indicators(
      IndicatorSql sql,
      Store store,
      Live live,
      SharingSql sharing,
      HouseSource house,
      Audit audit,
      ApplicationEventPublisher events,
      TransactionOperations transactions,
      Clock clock) {
    this.sql = sql;
    this.store = store;
    this.live = live;
    this.sharing = sharing;
    this.house = house;
    this.audit = audit;
    this.events = events;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * What was done to a set of indicators.
   *
   * @param done how many are now as was asked
   * @param refused why the others are not, one sentence each, in French
   */
  public record Decision(int done, List<String> refused) {

    /** Copies the list. */
    public Decision {
      refused = List.copyOf(refused);
    }
  }

  /** One indicator, if it is known. */
  public Optional<IndicatorView> find(StixId id) {
    return sql.find(id.toString());
  }

  /**
   * Makes an indicator, which then waits for a confirmation. Made again, it is the same one: its
   * identifier follows from its value, and what is said of it now replaces what was said; unless it
   * was taken back, when it is another one.
   *
   * @return its identifier
   * @throws IllegalArgumentException if it is not kept, with the reason in French
   */
  public StixId propose(NewIndicator made) {
    Instant now = clock.instant();
    var listed = HouseSource.listed(made);
    var object = house.object(listed, sayable(made), now);
    try {
      var draft =
          house.reading(made.tlp(), made.severity(), now).readUndated(object, 0, listed.toString());
      var outcome = store.write(List.of(draft), house.source(), Acceptance.PROPOSED).getFirst();
      if (outcome.result() == Outcome.Result.REJECTED) {
        throw new IllegalArgumentException(outcome.reason());
      }
    } catch (Refusal.Refused refused) {
      throw new IllegalArgumentException(refused.refusal().reason(), refused);
    }
    audit.record(
        "indicators.propose",
        object.id().toString(),
        Map.of("value", made.value().value(), "tlp", made.tlp().label()));
    return object.id();
  }

  /** The first identifier that was not taken back. */
  private StixId sayable(NewIndicator made) {
    return house
        .made(made)
        .filter(id -> !sql.isRevoked(id.toString()))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "révoqué "
                    + StateIdentity.ROUNDS
                    + " fois : cette valeur ne peut plus être proposée"));
  }

  /** Confirms one indicator and shares it: see {@link #confirm(Collection, Actor, boolean)}. */
  public Decision confirm(StixId id, Actor who) {
    return confirm(List.of(id), who, true);
  }

  /**
   * Puts indicators in force. Those that are already stay so.
   *
   * @param share whether they also go to the border, for all peers; those that came from a peer do
   *     not, since their own state has told everybody
   */
  public Decision confirm(Collection<StixId> ids, Actor who, boolean share) {
    var refused = new ArrayList<String>();
    int done = decide(ids, IndicatorStatus.CONFIRMED, who, share, refused);
    return new Decision(done, refused);
  }

  /**
   * Takes indicators back. What this node has said is corrected by a new version, which goes to the
   * peers who had the former one; what a peer has said is only set aside here.
   */
  public Decision revoke(Collection<StixId> ids, Actor who) {
    var refused = new ArrayList<String>();
    int done = decide(ids, IndicatorStatus.REVOKED, who, true, refused);
    return new Decision(done, refused);
  }

  private int decide(
      Collection<StixId> ids,
      IndicatorStatus status,
      Actor who,
      boolean share,
      List<String> refused) {
    var asked = new LinkedHashSet<>(ids);
    Integer done =
        transactions.execute(transaction -> {
          var change = live.open();
          Instant now = clock.instant();
          var found = sql.deciding(asked.stream().map(StixId::toString).toArray(String[]::new));
          found.forEach(one -> asked.remove(one.id()));
          var able = found.stream().filter(one -> isAble(one, status, refused)).toList();
          if (status == IndicatorStatus.REVOKED) {
            able.stream().filter(one -> !one.peer()).forEach(one -> correct(one, now));
          }
          var numbers = able.stream().map(IndicatorSql.Decided::number).toArray(Long[]::new);
          sql.decide(numbers, status, who.label(), now);
          live.settle(sql.watched(numbers), change, now);
          if (share) {
            sharing.ask(status == IndicatorStatus.CONFIRMED ? numbers : sql.toldOf(numbers), now);
          }
          able.forEach(one -> tell(one, status));
          return able.size();
        });
    asked.forEach(unknown -> refused.add(unknown + " : indicateur inconnu"));
    return done == null ? 0 : done;
  }

  private static boolean isAble(
      IndicatorSql.Decided one, IndicatorStatus status, List<String> refused) {
    if (status == IndicatorStatus.CONFIRMED && one.revokedByAuthor()) {
      refused.add(one.id() + " : révoqué par son auteur");
      return false;
    }
    if (status == IndicatorStatus.CONFIRMED && one.status() == IndicatorStatus.EXPIRED) {
      refused.add(one.id() + " : expiré ; créez-en un nouveau avec une autre échéance");
      return false;
    }
    return true;
  }

  /** A new version of what we said, marked as taken back (STIX 2.1, section 3.6). */
  private void correct(IndicatorSql.Decided one, Instant now) {
    var object = StixObject.parse(sql.body(one.id().toString()).orElseThrow());
    if (!object.revoked()) {
      Instant after = object.modified().orElse(now).plusMillis(1);
      Instant modified = (now.isAfter(after) ? now : after).truncatedTo(ChronoUnit.MILLIS);
      var revoked =
          object.edit(tree -> {
            tree.put("revoked", true);
            tree.put("modified", StixTime.format(modified));
          });
      store.correct(revoked.id().toString(), revoked.canonicalJson(), modified, now);
    }
  }

  private void tell(IndicatorSql.Decided one, IndicatorStatus status) {
    boolean confirmed = status == IndicatorStatus.CONFIRMED;
    audit.record(
        confirmed ? "indicators.confirm" : "indicators.revoke", one.id().toString(), Map.of());
    if (confirmed) {
      events.publishEvent(new IndicatorConfirmed(one.id().toString()));
    }
  }
}

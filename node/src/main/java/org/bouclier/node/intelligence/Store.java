package org.bouclier.node.intelligence;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouclier.detect.Indicator;
import org.bouclier.node.intelligence.Outcome.Result;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Where objects are kept. A batch is one transaction: it is stored, its values are watched for, and
 * the live set is worked out again, or nothing of it happened. Thread-safe; batches take turns.
 */
final class Store {

  /**
   * Objects in a batch: enough to be fast, few enough that whoever waits behind one waits little.
   */
  static final int BATCH = 2_000;

  private final StoreSql sql;
  private final SightingSql sightings;
  private final SharingSql sharing;
  private final Live live;
  private final TransactionOperations transactions;
  private final Clock clock;

  Store(
      StoreSql sql,
      SightingSql sightings,
      SharingSql sharing,
      Live live,
      TransactionOperations transactions,
      Clock clock) {
    this.sql = sql;
    this.sightings = sightings;
    this.sharing = sharing;
    this.live = live;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** A source, made if it is new, with what is said here; its later settings are people's. */
  Source source(SourceKind kind, String name, Tlp tlp, int trust, Acceptance acceptance) {
    return sql.source(kind, name, tlp, trust, acceptance, clock.instant());
  }

  /** The states that objects have come from. */
  Set<StateCode> peersHeard() {
    return sql.sources(SourceKind.PEER).stream()
        .flatMap(name -> StateCode.of(name).stream())
        .collect(Collectors.toSet());
  }

  /** The names of the lists and feeds that were imported here. */
  Set<String> lists() {
    var names = new LinkedHashSet<>(sql.sources(SourceKind.LIST));
    names.addAll(sql.sources(SourceKind.FEED));
    return names;
  }

  /**
   * Stores a batch.
   *
   * @param drafts at most {@link #BATCH}; no two of one identifier
   * @param acceptance what becomes of new indicators
   * @return one outcome a draft, in order
   */
  List<Outcome> write(List<Draft> drafts, Source source, Acceptance acceptance) {
    var outcomes =
        transactions.execute(status -> writeNow(drafts, source, acceptance, clock.instant()));
    return outcomes == null ? List.of() : outcomes;
  }

  /**
   * Corrects an object of ours, within the caller's change: the former text is kept as a version.
   */
  void correct(String id, String body, Instant modified, Instant now) {
    sql.keepVersions(new String[] {id});
    sql.correct(id, body, Digest.of(body), modified, now);
  }

  /** What {@link #write} would say, and nothing done. */
  Map<String, Verdict.Before> before(List<Draft> drafts) {
    var found = new LinkedHashMap<String, Verdict.Before>();
    known(drafts).forEach((id, known) -> found.put(id, before(known)));
    return found;
  }

  private Map<String, StoreSql.Known> known(List<Draft> drafts) {
    return sql.known(drafts.stream().map(Draft::id).toArray(String[]::new));
  }

  private static Verdict.Before before(StoreSql.Known known) {
    return new Verdict.Before(
        known.source(),
        known.peer(),
        known.modified(),
        known.digest(),
        known.tlp(),
        known.revoked());
  }

  private List<Outcome> writeNow(
      List<Draft> drafts, Source source, Acceptance acceptance, Instant now) {
    var change = live.open();
    var known = known(drafts);
    var outcomes = new ArrayList<Outcome>();
    var added = new ArrayList<ObjectRows.Row>();
    var changed = new ArrayList<ObjectRows.Row>();
    for (Draft draft : drafts) {
      var before = known.get(draft.id());
      var verdict = Verdict.of(draft, source, before == null ? null : before(before));
      var outcome = outcome(draft, acceptance, verdict);
      outcomes.add(outcome);
      if (outcome.result() == Result.ACCEPTED) {
        added.add(row(draft, cautious(draft, source, Status.first(draft, acceptance, now)), now));
      } else if (verdict instanceof Verdict.Newer(var tlp) && outcome.result() == Result.UPDATED) {
        var next = Status.next(draft, before, acceptance, now);
        changed.add(row(draft.marked(tlp), cautious(draft, source, next), now));
      } else if (verdict instanceof Verdict.Owner && outcome.result() == Result.UPDATED) {
        sql.adopt(draft.id(), source.id());
        var first = Status.first(draft, acceptance, now);
        changed.add(row(draft, cautious(draft, source, first), now));
      }
    }
    store(added, changed, source, change, now);
    return outcomes;
  }

  /**
   * A wide block of addresses of a peer waits for a person, whatever the rule for that peer, and
   * each new version of it again: a narrow one that was confirmed must not widen by itself.
   */
  private static @Nullable IndicatorStatus cautious(
      Draft draft, Source source, @Nullable IndicatorStatus status) {
    return status == IndicatorStatus.CONFIRMED && source.isPeer() && draft.isWide()
        ? IndicatorStatus.PROPOSED
        : status;
  }

  /** What is answered for a draft. */
  static Outcome outcome(
      Draft draft, Source source, Acceptance acceptance, Verdict.@Nullable Before before) {
    return outcome(draft, acceptance, Verdict.of(draft, source, before));
  }

  private static Outcome outcome(Draft draft, Acceptance acceptance, Verdict verdict) {
    if (acceptance == Acceptance.REFUSED && draft.isIndicator()) {
      return Outcome.of(
          draft,
          Result.REJECTED,
          "intelligence.source-refused",
          "les indicateurs de cette source sont refusés");
    }
    return switch (verdict) {
      case Verdict.New fresh -> accepted(draft, Result.ACCEPTED);
      case Verdict.Newer newer -> accepted(draft, Result.UPDATED);
      case Verdict.Owner owner -> accepted(draft, Result.UPDATED);
      case Verdict.Same(var code, var reason) -> Outcome.of(draft, Result.DUPLICATE, code, reason);
      case Verdict.No(var refusal) ->
          Outcome.of(draft, Result.REJECTED, refusal.code(), refusal.reason());
    };
  }

  private static Outcome accepted(Draft draft, Result result) {
    return draft.unwatched().isEmpty()
        ? Outcome.of(draft, result)
        : Outcome.of(draft, result, "intelligence.unwatched", draft.unwatched());
  }

  private static ObjectRows.Row row(Draft draft, @Nullable IndicatorStatus status, Instant now) {
    return new ObjectRows.Row(draft, status, Status.turn(draft, now));
  }

  private void store(
      List<ObjectRows.Row> added,
      List<ObjectRows.Row> changed,
      Source source,
      LiveSql.Edition change,
      Instant now) {
    if (!added.isEmpty()) {
      sql.insert(new ObjectRows(added), source.id(), now);
    }
    Set<Long> touched = new LinkedHashSet<>();
    if (!changed.isEmpty()) {
      var rows = new ObjectRows(changed);
      var ids = rows.ids();
      sql.keepVersions(ids);
      touched.addAll(sql.unwatch(ids));
      sql.update(rows, now);
      sharing.askAgain(ids, now);
    }
    var all = new ArrayList<>(added);
    all.addAll(changed);
    touched.addAll(watch(all, change));
    link(all);
    count(all, source, now);
    live.settle(touched, change, now);
  }

  private List<Long> watch(List<ObjectRows.Row> rows, LiveSql.Edition change) {
    var ids = new ArrayList<String>();
    var kinds = new ArrayList<String>();
    var values = new ArrayList<String>();
    var distinct = new LinkedHashMap<String, Indicator>();
    for (var row : rows) {
      for (var value : row.draft().values()) {
        ids.add(row.draft().id());
        kinds.add(value.kind().name());
        values.add(value.value());
        distinct.put(value.kind() + " " + value.value(), value);
      }
    }
    if (ids.isEmpty()) {
      return List.of();
    }
    sql.knownValues(array(kinds), array(values)).forEach(distinct::remove);
    add(List.copyOf(distinct.values()), change);
    return sql.watch(array(ids), array(kinds), array(values));
  }

  private void add(List<Indicator> unknown, LiveSql.Edition change) {
    if (!unknown.isEmpty()) {
      sql.addValues(
          unknown.stream().map(value -> value.kind().name()).toArray(String[]::new),
          unknown.stream().map(Indicator::value).toArray(String[]::new),
          live.held(unknown, change),
          change.precaution());
    }
  }

  private void link(List<ObjectRows.Row> rows) {
    var ids = new ArrayList<String>();
    var sources = new ArrayList<String>();
    var kinds = new ArrayList<String>();
    var targets = new ArrayList<String>();
    for (var row : rows) {
      for (var link : row.draft().links()) {
        ids.add(row.draft().id());
        sources.add(link.source());
        kinds.add(link.kind());
        targets.add(link.target());
      }
    }
    if (!ids.isEmpty()) {
      sql.link(array(ids), array(sources), array(kinds), array(targets));
    }
  }

  private void count(List<ObjectRows.Row> rows, Source source, Instant now) {
    for (var row : rows) {
      var seen = row.draft().seen();
      if (seen != null) {
        sightings.told(row.draft().id(), seen, source.name(), row.draft().revoked(), now);
      }
    }
  }

  private static String[] array(List<String> texts) {
    return texts.toArray(String[]::new);
  }
}

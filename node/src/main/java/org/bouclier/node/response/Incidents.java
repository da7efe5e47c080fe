package org.bouclier.node.response;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bouclier.node.detection.AlertRaised;
import org.bouclier.node.site.Site;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The incidents of this node. Every change is a contribution appended to an incident whose row is
 * locked meanwhile; the tables that lists read are redrawn from the fold in the same transaction.
 * Thread-safe.
 */
final class Incidents {

  /** Contributions past which an incident takes no more alerts by rule: another one is opened. */
  static final int MAX_CONTRIBUTIONS = 5_000;

  private final ResponseSql sql;
  private final TransactionTemplate transaction;
  private final ApplicationEventPublisher events;
  private final Site site;
  private final Clock clock;

  Incidents(
      ResponseSql sql,
      TransactionTemplate transaction,
      ApplicationEventPublisher events,
      Site site,
      Clock clock) {
    this.sql = sql;
    this.transaction = transaction;
    this.events = events;
    this.site = site;
    this.clock = clock;
  }

  /** One incident with its timeline. */
  record Case(Incident incident, List<Contribution> contributions) {}

  /** Reads an incident; empty if the reference names none. */
  Optional<Case> find(Reference reference) {
    return sql.find(reference).map(id -> load(id, reference));
  }

  List<IncidentRow> list(IncidentFilter filter, int limit) {
    return sql.list(filter, limit);
  }

  /** The incident an alert belongs to. */
  Optional<Reference> of(UUID alert) {
    return sql.incidentOf(alert);
  }

  /**
   * Opens an incident.
   *
   * @param rule the opening rule's name; empty if a person opens it
   */
  Incident open(Entry.Opened opened, List<Entry> more, String author, String rule) {
    return transaction.execute(status -> {
      Instant now = now();
      int year = now.atZone(site.zone()).getYear();
      var reference = new Reference(site.state(), year, sql.nextNumber(year));
      UUID id = UUID.randomUUID();
      var contributions = new ArrayList<Contribution>();
      contributions.add(new Contribution(1, now, author, opened));
      sql.insert(Incident.fold(id, reference, contributions));
      sql.insert(id, contributions.getFirst());
      Incident incident = append(id, reference, contributions, more, author, now);
      events.publishEvent(
          new IncidentOpened(
              id, reference.toString(), incident.title(), incident.severity(), rule));
      return incident;
    });
  }

  /**
   * Adds to an incident. A task's number is given here, whatever the entry says; an alert that
   * already belongs to an incident is left there.
   *
   * @throws IncidentRefusal if there is no such incident, or the entry does not fit it
   */
  Incident add(Reference reference, Entry entry, String author) {
    return transaction.execute(status -> {
      UUID id = sql.lock(reference).orElseThrow(() -> IncidentRefusal.unknown(reference));
      var contributions = new ArrayList<>(sql.contributions(id));
      Incident before = Incident.fold(id, reference, contributions);
      Entry fitted = fit(before, entry);
      return append(id, reference, contributions, List.of(fitted), author, now());
    });
  }

  /**
   * Finds the incident that an alert belongs to, or opens one. Called again with the same alert, it
   * does nothing.
   */
  Reference place(AlertRaised alert, OpeningRule rule, String author) {
    return transaction.execute(status -> {
      sql.lockOpening();
      Optional<Reference> linked = sql.incidentOf(alert.alertId());
      if (linked.isPresent()) {
        return linked.get();
      }
      Instant since = alert.firstSeen().minus(rule.joinWindow());
      Optional<Reference> joined =
          rule.joinWindow().isZero()
              ? Optional.empty()
              : sql.joinable(alert.observable(), alert.subject(), since).filter(this::hasRoom);
      if (joined.isPresent()) {
        add(joined.get(), link(alert), author);
        return joined.get();
      }
      var opened =
          new Entry.Opened(
              alert.title(), alert.severity(), rule.tlp(), rule.rsit(), "rule:" + rule.name());
      return open(opened, List.of(link(alert)), author, rule.name()).reference();
    });
  }

  static Entry.AlertLinked link(AlertRaised alert) {
    return new Entry.AlertLinked(
        alert.alertId(),
        alert.title(),
        alert.severity(),
        alert.observable(),
        alert.subject(),
        alert.source(),
        alert.firstSeen());
  }

  private boolean hasRoom(Reference reference) {
    return find(reference)
        .filter(found -> found.contributions().size() < MAX_CONTRIBUTIONS)
        .isPresent();
  }

  private static Entry fit(Incident incident, Entry entry) {
    return switch (entry) {
      case Entry.Opened _ ->
          throw new IncidentRefusal("already-open", "L’incident est déjà ouvert.");
      case Entry.TaskAdded(int _, String title, String assignee, var due) ->
          new Entry.TaskAdded(incident.nextTask(), title, assignee, due);
      case Entry.TaskSettled(int number, boolean _)
          when incident.tasks().stream().noneMatch(task -> task.number() == number) ->
          throw new IncidentRefusal(
              "unknown-task", "L’incident n’a pas de tâche {0}.", Integer.toString(number));
      case Entry.ObservableShared(String value, String _)
          when incident.observables().stream().noneMatch(o -> o.value().equals(value)) ->
          throw new IncidentRefusal("unknown-observable", "L’incident ne cite pas {0}.", value);
      default -> entry;
    };
  }

  private Incident append(
      UUID id,
      Reference reference,
      List<Contribution> contributions,
      List<Entry> entries,
      String author,
      Instant now) {
    for (Entry entry : entries) {
      if (entry instanceof Entry.AlertLinked alert && !sql.linkAlert(alert.alertId(), id, now)) {
        continue;
      }
      var contribution = new Contribution(contributions.size() + 1, now, author, entry);
      sql.insert(id, contribution);
      contributions.add(contribution);
      leaveTraces(id, entry, now);
    }
    Incident incident = Incident.fold(id, reference, contributions);
    sql.update(incident);
    incident.tasks().forEach(task -> sql.put(id, task));
    return incident;
  }

  private void leaveTraces(UUID id, Entry entry, Instant now) {
    switch (entry) {
      case Entry.AlertLinked alert -> {
        Instant at = alert.firstSeen().isAfter(now) ? now : alert.firstSeen();
        sql.trace(id, ResponseSql.Trace.OBSERVABLE, alert.observable(), at);
        sql.trace(id, ResponseSql.Trace.SUBJECT, alert.subject(), at);
      }
      case Entry.ObservableAdded(String value) ->
          sql.trace(id, ResponseSql.Trace.OBSERVABLE, value, now);
      default -> {}
    }
  }

  private Case load(UUID id, Reference reference) {
    List<Contribution> contributions = sql.contributions(id);
    return new Case(Incident.fold(id, reference, contributions), contributions);
  }

  /** PostgreSQL keeps microseconds: what is written must equal what is read back. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}

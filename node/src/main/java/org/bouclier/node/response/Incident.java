package org.bouclier.node.response;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;

/**
 * What an incident's contributions amount to. Immutable; made by {@link #fold}.
 *
 * @param id identifies it for machines
 * @param reference identifies it for people
 * @param tasks in the order they were added
 * @param alerts in the order they were linked
 * @param observables in the order they were added, those of linked alerts included
 * @param openedAt when the first contribution was written
 * @param updatedAt when the last one was
 * @param contributions how many there are
 */
public record Incident(
    UUID id,
    Reference reference,
    String title,
    Severity severity,
    Tlp tlp,
    RsitClass rsit,
    IncidentStatus status,
    List<Task> tasks,
    List<Entry.AlertLinked> alerts,
    List<Observable> observables,
    Instant openedAt,
    Instant updatedAt,
    int contributions) {

  /**
   * Something to do.
   *
   * @param doneAt when it was settled; null while it waits
   */
  public record Task(
      int number,
      String title,
      String assignee,
      @Nullable LocalDate due,
      @Nullable Instant doneAt) {

    /** Whether nothing remains of it. */
    public boolean isDone() {
      return doneAt != null;
    }
  }

  /**
   * What plays a part in the attack.
   *
   * @param stixId the indicator it was confirmed as; empty as long as it was not
   */
  public record Observable(String value, String stixId) {}

  /**
   * Adds up contributions.
   *
   * @param contributions all of them, in order
   * @throws IllegalArgumentException if the first does not open the incident, or another does
   */
  public static Incident fold(UUID id, Reference reference, List<Contribution> contributions) {
    if (contributions.isEmpty()
        || !(contributions.getFirst().entry() instanceof Entry.Opened opened)) {
      throw new IllegalArgumentException(reference + " does not start by being opened");
    }
    var sum = new Sum(opened);
    for (Contribution contribution : contributions.subList(1, contributions.size())) {
      sum.add(contribution, reference);
    }
    return new Incident(
        id,
        reference,
        sum.title,
        sum.severity,
        sum.tlp,
        sum.rsit,
        sum.status,
        List.copyOf(sum.tasks.values()),
        List.copyOf(sum.alerts.values()),
        List.copyOf(sum.observables.values()),
        contributions.getFirst().at(),
        contributions.getLast().at(),
        contributions.size());
  }

  /** The number of the next task. */
  int nextTask() {
    return tasks.stream().mapToInt(Task::number).max().orElse(0) + 1;
  }

  /** The running sum: one slot for each thing that a later entry may change. */
  private static final class Sum {
    private final Map<Integer, Task> tasks = new LinkedHashMap<>();
    private final Map<UUID, Entry.AlertLinked> alerts = new LinkedHashMap<>();
    private final Map<String, Observable> observables = new LinkedHashMap<>();
    private String title;
    private Severity severity;
    private Tlp tlp;
    private RsitClass rsit;
    private IncidentStatus status = IncidentStatus.NEW;

    Sum(Entry.Opened opened) {
      title = opened.title();
      severity = opened.severity();
      tlp = opened.tlp();
      rsit = opened.rsit();
    }

    void add(Contribution contribution, Reference reference) {
      switch (contribution.entry()) {
        case Entry.Opened again ->
            throw new IllegalArgumentException(reference + " is opened twice: " + again.title());
        case Entry.Commented _ -> {}
        case Entry.Retitled(String better) -> title = better;
        case Entry.SeverityChanged(Severity changed) -> severity = changed;
        case Entry.TlpChanged(Tlp changed) -> tlp = changed;
        case Entry.Reclassified(RsitClass changed) -> rsit = changed;
        case Entry.StatusChanged(IncidentStatus changed, String _) -> status = changed;
        case Entry.TaskAdded(int number, String what, String who, LocalDate due) ->
            tasks.putIfAbsent(number, new Task(number, what, who, due, null));
        case Entry.TaskSettled(int number, boolean done) ->
            tasks.computeIfPresent(
                number,
                (n, task) ->
                    new Task(
                        n,
                        task.title(),
                        task.assignee(),
                        task.due(),
                        done ? contribution.at() : null));
        case Entry.AlertLinked alert -> {
          alerts.putIfAbsent(alert.alertId(), alert);
          addObservable(alert.observable());
        }
        case Entry.ObservableAdded(String value) -> addObservable(value);
        case Entry.ObservableShared(String value, String stixId) ->
            observables.put(value, new Observable(value, stixId));
      }
    }

    private void addObservable(String value) {
      if (!value.isEmpty()) {
        observables.putIfAbsent(value, new Observable(value, ""));
      }
    }
  }

  /** The contributions that people read first: the latest, at most {@code count}, latest first. */
  static List<Contribution> latest(List<Contribution> contributions, int before, int count) {
    var shown = new ArrayList<Contribution>();
    for (int i = contributions.size() - 1; i >= 0 && shown.size() < count; i--) {
      if (contributions.get(i).position() < before) {
        shown.add(contributions.get(i));
      }
    }
    return shown;
  }
}

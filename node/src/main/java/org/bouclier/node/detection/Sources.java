package org.bouclier.node.detection;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The sources of this node. Receivers ask for them at each request, so they answer from memory; a
 * change is written, then seen by all. Thread-safe.
 */
final class Sources {

  private final SourceSql sql;
  private final Clock clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Known known = new Known(Map.of(), Map.of());

  Sources(SourceSql sql, Clock clock) {
    this.sql = sql;
    this.clock = clock;
    reload();
  }

  private record Known(Map<String, Source> byName, Map<Integer, Source> byId) {}

  /** The source of that name, as it was declared; its counts may be old. */
  Optional<Source> find(String name) {
    return Optional.ofNullable(known.byName().get(name));
  }

  /** The source of that number, as it was declared; its counts may be old. */
  Optional<Source> find(int id) {
    return Optional.ofNullable(known.byId().get(id));
  }

  /** All of them by name, with their counts as they are now. */
  List<Source> list() {
    return sql.sources();
  }

  /** One of them with its counts as they are now. */
  Optional<Source> look(String name) {
    return list().stream().filter(source -> source.name().equals(name)).findFirst();
  }

  /**
   * Declares a source.
   *
   * @return empty if another has that name
   * @throws IllegalArgumentException if the draft has faults
   */
  Optional<Source> declare(SourceDraft draft) {
    demandFaultless(draft);
    Optional<Integer> id = sql.insert(draft, clock.instant());
    reload();
    return id.flatMap(this::find);
  }

  /**
   * Changes what is known of a source, all but its name.
   *
   * @return whether there is one of that name
   * @throws IllegalArgumentException if the draft has faults
   */
  boolean change(SourceDraft draft, boolean enabled) {
    demandFaultless(draft);
    boolean changed = sql.update(draft, enabled);
    reload();
    return changed;
  }

  /** Calls back after each change, on the thread that made it. */
  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private static void demandFaultless(SourceDraft draft) {
    if (!draft.faults().isEmpty()) {
      throw new IllegalArgumentException("faults in the draft: " + draft.faults());
    }
  }

  private synchronized void reload() {
    var byName = new HashMap<String, Source>();
    var byId = new HashMap<Integer, Source>();
    for (Source source : sql.sources()) {
      byName.put(source.name(), source);
      byId.put(source.id(), source);
    }
    known = new Known(Map.copyOf(byName), Map.copyOf(byId));
    listeners.forEach(Runnable::run);
  }
}

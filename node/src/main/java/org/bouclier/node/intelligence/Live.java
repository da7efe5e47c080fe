package org.bouclier.node.intelligence;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import org.bouclier.detect.Indicator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the live set true: after any change, works out which values are in force, which are blocked
 * and by which precaution held back. Called within the transaction of the change.
 */
final class Live {

  private static final int SLICE = 10_000;

  private final LiveSql sql;
  private final Precautions precautions;
  private final IntelligenceSettings settings;
  private final List<LongConsumer> listeners = new CopyOnWriteArrayList<>();

  Live(LiveSql sql, Precautions precautions, IntelligenceSettings settings) {
    this.sql = sql;
    this.precautions = precautions;
    this.settings = settings;
  }

  /** Opens a change: see {@link LiveSql#open}. */
  LiveSql.Edition open() {
    return sql.open();
  }

  /** Works out what these values have become; listeners hear of it after the commit. */
  void settle(Collection<Long> values, LiveSql.Edition change, Instant now) {
    announce(change);
    if (values.isEmpty()) {
      return;
    }
    var numbers = values.toArray(Long[]::new);
    ask(sql.unasked(numbers, change.precaution()), change.precaution());
    sql.settle(numbers, change.live(), settings.blockProposed(), now);
  }

  /** Works out every value anew, after the precaution lists changed; slice by slice. */
  void settleAll(LiveSql.Edition change, Instant now) {
    announce(change);
    long after = 0;
    for (var slice = sql.unaskedAfter(after, change.precaution(), SLICE);
        !slice.isEmpty();
        slice = sql.unaskedAfter(after, change.precaution(), SLICE)) {
      ask(slice, change.precaution());
      var numbers = slice.stream().map(LiveSql.Unasked::id).toArray(Long[]::new);
      sql.settle(numbers, change.live(), settings.blockProposed(), now);
      after = slice.getLast().id();
    }
  }

  /** What the precaution lists say of values: the number of a list, or null. */
  @Nullable Integer[] held(List<Indicator> values, LiveSql.Edition change) {
    var index = precautions.index(change.precaution());
    var lists = new @Nullable Integer[values.size()];
    for (int i = 0; i < lists.length; i++) {
      lists[i] = index.find(values.get(i));
    }
    return lists;
  }

  private void announce(LiveSql.Edition change) {
    AfterCommit.run(() -> listeners.forEach(listener -> listener.accept(change.live())));
  }

  private void ask(List<LiveSql.Unasked> values, long edition) {
    if (values.isEmpty()) {
      return;
    }
    var numbers = values.stream().map(LiveSql.Unasked::id).toArray(Long[]::new);
    var asked = values.stream().map(LiveSql.Unasked::indicator).toList();
    sql.answered(numbers, held(asked, new LiveSql.Edition(0, edition)), edition);
  }

  /** Hears of changes, after they are committed; must not wait. */
  void onChange(LongConsumer listener) {
    listeners.add(listener);
  }
}

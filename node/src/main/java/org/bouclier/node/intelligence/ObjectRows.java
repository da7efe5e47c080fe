package org.bouclier.node.intelligence;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bouclier.stix.Pap;
import org.jspecify.annotations.Nullable;

/** Drafts turned by a quarter: one array a column, as {@code unnest} takes them. */
final class ObjectRows {

  /** A draft with what the node adds to it. */
  record Row(Draft draft, @Nullable IndicatorStatus status, @Nullable Instant turnsAt) {}

  private final List<Row> rows;

  ObjectRows(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  /** Whether there is nothing to write. */
  boolean isEmpty() {
    return rows.isEmpty();
  }

  String[] ids() {
    return rows.stream().map(row -> row.draft().id()).toArray(String[]::new);
  }

  Boolean[] undated() {
    return rows.stream().map(row -> row.draft().undated()).toArray(Boolean[]::new);
  }

  /** The arrays that {@link StoreSql#insert} and {@link StoreSql#update} share, by name. */
  Map<String, Object> parameters() {
    return Map.ofEntries(
        Map.entry("ids", ids()),
        Map.entry("types", texts(Draft::type)),
        Map.entry("kinds", texts(Draft::kind)),
        Map.entry("names", texts(Draft::name)),
        Map.entry("tlps", texts(draft -> draft.tlp().name())),
        Map.entry("paps", texts(draft -> name(draft.pap()))),
        Map.entry("statuses", statuses()),
        Map.entry("severities", numbers(draft -> draft.severity().rank())),
        Map.entry("confidences", numbers(Draft::confidence)),
        Map.entry("created", texts(draft -> Times.text(draft.created()))),
        Map.entry("modified", texts(draft -> Times.text(draft.modified()))),
        Map.entry("validFrom", texts(draft -> Times.orNull(draft.validFrom()))),
        Map.entry("validUntil", texts(draft -> Times.orNull(draft.validUntil()))),
        Map.entry("turns", turns()),
        Map.entry("bodies", texts(Draft::body)),
        Map.entry("digests", texts(draft -> draft.digest().toString())),
        Map.entry("proses", texts(Draft::prose)),
        Map.entry("terms", texts(Draft::terms)));
  }

  private @Nullable String[] statuses() {
    var statuses = new @Nullable String[rows.size()];
    for (int i = 0; i < statuses.length; i++) {
      var status = rows.get(i).status();
      statuses[i] = status == null ? null : status.name();
    }
    return statuses;
  }

  private @Nullable String[] turns() {
    var turns = new @Nullable String[rows.size()];
    for (int i = 0; i < turns.length; i++) {
      turns[i] = Times.orNull(rows.get(i).turnsAt());
    }
    return turns;
  }

  private static @Nullable String name(@Nullable Pap pap) {
    return pap == null ? null : pap.name();
  }

  private @Nullable String[] texts(Function<Draft, @Nullable String> column) {
    var texts = new @Nullable String[rows.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = column.apply(rows.get(i).draft());
    }
    return texts;
  }

  private @Nullable Integer[] numbers(Function<Draft, @Nullable Integer> column) {
    var numbers = new @Nullable Integer[rows.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = column.apply(rows.get(i).draft());
    }
    return numbers;
  }
}

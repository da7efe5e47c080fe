package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.sigma.MappingFamily.FieldIs;
import org.bouclier.detect.sigma.MappingFamily.Row;
import org.bouclier.detect.sigma.MappingFamily.Told;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where an event comes from by its own fields, after {@link FieldMappings}. Immutable;
 * safe for any number of threads.
 *
 * <p>The first field of each alternative is its <i>marker</i>: one look-up of the event's value
 * finds the few rows that may fit, of which the first wins. An event without the marker costs one
 * comparison.
 */
final class Origins {

  private static final String ANY = "*";
  private static final String EVENT_ID = "EventID";

  private final Marker[] markers; // by the first of their rows
  private final int eventId;
  private final int product;
  private final int category;
  private final int service;
  private final TextMap<String> words;
  private final Set<String> products;

  /**
   * A field that tells.
   *
   * @param slot its number
   * @param row the first row that it may lead to
   * @param byValue what its values lead to, in the order of rows
   * @param beginnings what beginnings of its values lead to
   * @param otherwise what its presence leads to
   */
  private record Marker(
      int slot,
      int row,
      TextMap<List<Entry>> byValue,
      List<Beginning> beginnings,
      List<Entry> otherwise) {}

  @SuppressWarnings("ArrayRecordComponent") // compared by no one
  private record Beginning(byte[] text, Entry entry) {}

  /**
   * A row, as one alternative leads to it.
   *
   * @param row its number
   * @param checks what else must hold
   * @param byEvent what single events are
   * @param otherwise what all others are
   */
  private record Entry(int row, List<Check> checks, TextMap<Origin> byEvent, Origin otherwise) {}

  /** A further field of an alternative. */
  private record Check(int slot, boolean any, TextMap<Boolean> values, List<byte[]> beginnings) {

    boolean holds(EventView event) {
      for (int link = event.first(slot); link >= 0; link = event.next(link)) {
        int field = event.field(link);
        int from = event.foldedFrom(field);
        int to = event.foldedTo(field);
        if (any || values.get(event.folded(), from, to) != null) {
          return true;
        }
        for (int i = 0; i < beginnings.size(); i++) {
          if (begins(event.folded(), from, to, beginnings.get(i))) {
            return true;
          }
        }
      }
      return false;
    }
  }

  private Origins(
      List<Marker> markers, FieldTable table, TextMap<String> words, Set<String> products) {
    this.markers = markers.toArray(Marker[]::new);
    this.products = products;
    this.eventId = table.slot(EVENT_ID);
    this.product = table.slot("product");
    this.category = table.slot("category");
    this.service = table.slot("service");
    this.words = words;
  }

  /**
   * Compiles the mappings.
   *
   * @param table holds the fields that rules use; given those that tell
   * @param known the sources that rules name
   */
  static Origins compile(List<MappingFamily> families, FieldTable table, List<LogSource> known) {
    Map<String, Draft> drafts = new LinkedHashMap<>();
    Set<String> products = new HashSet<>();
    int number = 0;
    for (MappingFamily family : families) {
      for (Row row : family.rows()) {
        for (LogSource source : row.otherwise().sources()) {
          if (source.product() != null) {
            products.add(source.product());
          }
        }
        for (List<FieldIs> alternative : row.when()) {
          FieldIs marker = alternative.getFirst();
          drafts
              .computeIfAbsent(marker.field(), Draft::new)
              .add(marker.values(), entry(number, row, alternative, table));
        }
        number++;
      }
    }
    List<Marker> markers =
        drafts.values().stream()
            .map(draft -> draft.marker(table))
            .sorted(Comparator.comparingInt(Marker::row))
            .toList();
    Map<TextMap.Key, String> words = new HashMap<>();
    for (LogSource source : known) {
      for (String word : new String[] {source.product(), source.category(), source.service()}) {
        if (word != null) {
          words.put(key(word), word);
        }
      }
    }
    return new Origins(markers, table, TextMap.of(words), Set.copyOf(products));
  }

  /** A marker while rows are collected. */
  private static final class Draft {
    private final String field;
    private final Map<TextMap.Key, List<Entry>> byValue = new HashMap<>();
    private final List<Beginning> beginnings = new ArrayList<>();
    private final List<Entry> otherwise = new ArrayList<>();
    private int row = Integer.MAX_VALUE;

    Draft(String field) {
      this.field = field;
    }

    void add(List<String> values, Entry entry) {
      row = Math.min(row, entry.row());
      for (String value : values) {
        if (value.equals(ANY)) {
          otherwise.add(entry);
        } else if (value.endsWith(ANY)) {
          beginnings.add(new Beginning(folded(withoutStar(value)), entry));
        } else {
          byValue.computeIfAbsent(key(value), any -> new ArrayList<>()).add(entry);
        }
      }
    }

    Marker marker(FieldTable table) {
      return new Marker(
          table.slot(field),
          row,
          TextMap.of(byValue),
          List.copyOf(beginnings),
          List.copyOf(otherwise));
    }
  }

  private static Entry entry(int number, Row row, List<FieldIs> alternative, FieldTable table) {
    List<Check> checks = new ArrayList<>();
    for (FieldIs field : alternative.subList(1, alternative.size())) {
      Map<TextMap.Key, Boolean> values = new HashMap<>();
      List<byte[]> beginnings = new ArrayList<>();
      for (String value : field.values()) {
        if (!value.endsWith(ANY)) {
          values.put(key(value), true);
        } else if (value.length() > 1) {
          beginnings.add(folded(withoutStar(value)));
        }
      }
      checks.add(
          new Check(
              table.slot(field.field()),
              field.values().contains(ANY),
              TextMap.of(values),
              List.copyOf(beginnings)));
    }
    Map<TextMap.Key, Origin> byEvent = new HashMap<>();
    Map<Told, Origin> origins = new HashMap<>(); // one for all events of which the same is told
    row.byEvent()
        .forEach((id, told) ->
            byEvent.put(key(id), origins.computeIfAbsent(told, fresh -> origin(fresh, table))));
    return new Entry(
        number, List.copyOf(checks), TextMap.of(byEvent), origin(row.otherwise(), table));
  }

  /** Of the fields, those that a rule asks for; going back, since one may be taken from another. */
  private static Origin origin(Told told, FieldTable table) {
    List<Map.Entry<String, List<String>>> used = new ArrayList<>();
    for (var field : List.copyOf(told.fields().entrySet()).reversed()) {
      if (table.find(field.getKey()) != null) {
        field.getValue().forEach(table::slot);
        used.addFirst(field);
      }
    }
    int[] renamed = new int[used.size()];
    int[][] from = new int[used.size()][];
    for (int i = 0; i < renamed.length; i++) {
      renamed[i] = table.slot(used.get(i).getKey());
      from[i] = used.get(i).getValue().stream().mapToInt(table::slot).toArray();
    }
    return new Origin(told.sources(), renamed, from);
  }

  private static String withoutStar(String value) {
    return value.substring(0, value.length() - 1);
  }

  private static byte[] folded(String text) {
    return StringTests.fold(text.getBytes(UTF_8));
  }

  private static TextMap.Key key(String text) {
    return new TextMap.Key(folded(text));
  }

  private static boolean begins(byte[] text, int from, int to, byte[] with) {
    return to - from >= with.length
        && Arrays.equals(text, from, from + with.length, with, 0, with.length);
  }

  /** Whether events of a product may say more of themselves. */
  boolean knows(String ofProduct) {
    return products.contains(ofProduct);
  }

  /** What an event says; {@link Origin#UNKNOWN} if nothing. Allocates nothing. */
  Origin of(EventView event) {
    Entry best = null;
    for (Marker marker : markers) {
      if (best != null && best.row <= marker.row) {
        break;
      }
      for (int link = event.first(marker.slot); link >= 0; link = event.next(link)) {
        best = better(best, marker, event, event.field(link));
      }
    }
    if (best == null) {
      return Origin.UNKNOWN;
    }
    Origin origin = value(event, eventId, best.byEvent);
    return origin == null ? best.otherwise : origin;
  }

  private static @Nullable Entry better(
      @Nullable Entry known, Marker marker, EventView event, int field) {
    int from = event.foldedFrom(field);
    int to = event.foldedTo(field);
    Entry best = known;
    List<Entry> exact = marker.byValue.get(event.folded(), from, to);
    if (exact != null) {
      best = first(best, exact, event);
    }
    for (int i = 0; i < marker.beginnings.size(); i++) {
      Beginning beginning = marker.beginnings.get(i);
      if (begins(event.folded(), from, to, beginning.text)) {
        best = first(best, beginning.entry, event);
      }
    }
    return first(best, marker.otherwise, event);
  }

  private static @Nullable Entry first(
      @Nullable Entry known, List<Entry> entries, EventView event) {
    Entry best = known;
    for (int i = 0; i < entries.size(); i++) {
      best = first(best, entries.get(i), event);
    }
    return best;
  }

  private static @Nullable Entry first(@Nullable Entry known, Entry entry, EventView event) {
    if (known != null && known.row <= entry.row) {
      return known;
    }
    for (int i = 0; i < entry.checks.size(); i++) {
      if (!entry.checks.get(i).holds(event)) {
        return known;
      }
    }
    return entry;
  }

  private static <V> @Nullable V value(EventView event, int slot, TextMap<V> map) {
    int link = event.first(slot);
    if (link < 0) {
      return null;
    }
    int field = event.field(link);
    int from = event.foldedFrom(field);
    return map.get(event.folded(), from, event.foldedTo(field));
  }

  /**
   * The source that an event names in fields called {@code product}, {@code category} and {@code
   * service}, as some collectors add them. Words that no rule uses do not count.
   */
  LogSource labelled(EventView event) {
    return new LogSource(
        value(event, product, words), value(event, category, words), value(event, service, words));
  }
}

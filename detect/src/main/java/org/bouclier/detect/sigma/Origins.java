package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouclier.detect.log.LogSource;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Finds out where an event comes from by its own fields, after the table in {@code
 * log-sources.yml}. Immutable; safe for any number of threads.
 */
final class Origins {

  private static final List<Map<?, ?>> ROWS = rows();
  private static final String ANY = "*";
  private static final String EVENT_ID = "EventID";

  private final List<Marker> markers;
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
   * @param byValue what its values tell
   * @param otherwise what its presence tells
   */
  private record Marker(int slot, TextMap<Entry> byValue, @Nullable Entry otherwise) {}

  /**
   * A source, by EventID if need be.
   *
   * @param byEvent what single events are
   * @param otherwise what all others are
   */
  private record Entry(TextMap<Origin> byEvent, Origin otherwise) {}

  private Origins(
      List<Marker> markers, FieldTable table, TextMap<String> words, Set<String> products) {
    this.markers = markers;
    this.products = products;
    this.eventId = table.slot(EVENT_ID);
    this.product = table.slot("product");
    this.category = table.slot("category");
    this.service = table.slot("service");
    this.words = words;
  }

  /**
   * Reads the table.
   *
   * @param table numbers the fields that tell
   * @param known the sources that rules name
   */
  static Origins load(FieldTable table, List<LogSource> known) {
    Map<String, Map<TextMap.Key, Entry>> byField = new LinkedHashMap<>();
    Map<String, Entry> otherwise = new HashMap<>();
    Set<String> products = new HashSet<>();
    for (Map<?, ?> row : ROWS) {
      Entry entry = entry(row, table);
      products.add(String.valueOf(row.get("product")));
      map(row, "when")
          .forEach((field, values) -> {
            var ofField = byField.computeIfAbsent(field.toString(), name -> new HashMap<>());
            for (Object value : (List<?>) values) {
              if (value.equals(ANY)) {
                otherwise.put(field.toString(), entry);
              } else {
                ofField.put(key(value.toString()), entry);
              }
            }
          });
    }
    List<Marker> markers = new ArrayList<>();
    byField.forEach((field, values) ->
        markers.add(new Marker(table.slot(field), TextMap.of(values), otherwise.get(field))));
    Map<TextMap.Key, String> words = new HashMap<>();
    for (LogSource source : known) {
      for (String word : new String[] {source.product(), source.category(), source.service()}) {
        if (word != null) {
          words.put(key(word), word);
        }
      }
    }
    return new Origins(List.copyOf(markers), table, TextMap.of(words), Set.copyOf(products));
  }

  private static List<Map<?, ?>> rows() {
    try (InputStream file = Origins.class.getResourceAsStream("log-sources.yml")) {
      if (file == null) {
        throw new IllegalStateException("log-sources.yml is not packaged");
      }
      return new Yaml(new SafeConstructor(new LoaderOptions()))
          .load(new InputStreamReader(file, UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Entry entry(Map<?, ?> row, FieldTable table) {
    Map<TextMap.Key, Origin> byEvent = new HashMap<>();
    if (row.get("events") instanceof List<?> events) {
      for (Object one : events) {
        Map<?, ?> event = (Map<?, ?>) one;
        Origin origin = origin(row, event, table);
        for (Object id : (List<?>) map(event, "ids", List.of())) {
          byEvent.put(key(id.toString()), origin);
        }
      }
    }
    return new Entry(TextMap.of(byEvent), origin(row, row, table));
  }

  private static Origin origin(Map<?, ?> row, Map<?, ?> event, FieldTable table) {
    String product = String.valueOf(row.get("product"));
    String service = String.valueOf(row.get("service"));
    List<LogSource> sources = new ArrayList<>();
    for (Object category : (List<?>) map(event, "categories", List.of())) {
      sources.add(new LogSource(product, category.toString(), service));
    }
    if (sources.isEmpty()) {
      sources.add(new LogSource(product, null, service));
    }
    Map<?, ?> fields = map(event, "fields");
    int[] renamed = new int[fields.size()];
    int[] from = new int[fields.size()];
    int i = 0;
    for (var field : fields.entrySet()) {
      renamed[i] = table.slot(field.getKey().toString());
      from[i++] = table.slot(field.getValue().toString());
    }
    return new Origin(sources, renamed, from);
  }

  private static Map<?, ?> map(Map<?, ?> row, String key) {
    return (Map<?, ?>) map(row, key, Map.of());
  }

  private static Object map(Map<?, ?> row, String key, Object otherwise) {
    Object value = row.get(key);
    return value == null ? otherwise : value;
  }

  private static TextMap.Key key(String text) {
    return new TextMap.Key(StringTests.fold(text.getBytes(UTF_8)));
  }

  /** Whether events of a product may say more of themselves. */
  boolean knows(String ofProduct) {
    return products.contains(ofProduct);
  }

  /** What an event says; {@link Origin#UNKNOWN} if nothing. Allocates nothing. */
  Origin of(EventView event) {
    for (int i = 0; i < markers.size(); i++) {
      Marker marker = markers.get(i);
      if (event.first(marker.slot) >= 0) {
        Entry entry = value(event, marker.slot, marker.byValue);
        entry = entry == null ? marker.otherwise : entry;
        if (entry != null) {
          Origin origin = value(event, eventId, entry.byEvent);
          return origin == null ? entry.otherwise : origin;
        }
      }
    }
    return Origin.UNKNOWN;
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

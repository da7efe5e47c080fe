package org.bouclier.detect.sigma;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Correlations as they read, without a thought for speed: every event stays in a list, and for each
 * new one the whole list is looked at again. Knows rules by {@code name}, and events as texts by
 * field; forgets nothing.
 */
final class PlainCorrelator {

  private final List<Map<?, ?>> correlations = new ArrayList<>(); // each after those it names
  private final Map<String, List<Kept>> kept = new HashMap<>();
  private final Map<String, Long> toldAt = new HashMap<>(); // of those that hold
  private long arrivals;
  long late;

  /** An event that a correlation took. */
  private record Kept(String rule, long time, long arrival, String group, List<String> values) {}

  /** What a correlation said. */
  record Told(String name, String group, long first, long last, BigDecimal value, int count) {}

  /**
   * An event on its way.
   *
   * @param way the rule it satisfied, and the correlations that fired by it, one by the other
   * @param again whether those that add up are to hear of it
   */
  private record News(List<String> way, long time, Map<String, String> event, boolean again) {
    private String rule() {
      return way.getLast();
    }
  }

  PlainCorrelator(String yaml) {
    Map<String, Map<?, ?>> waiting = new LinkedHashMap<>();
    for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
      Map<?, ?> map = (Map<?, ?>) document;
      if (map.containsKey("correlation")) {
        waiting.put((String) map.get("name"), map);
      }
    }
    while (!waiting.isEmpty()) {
      for (String name : List.copyOf(waiting.keySet())) {
        Map<?, ?> map = waiting.get(name);
        if (rules(map).stream().noneMatch(waiting::containsKey)) {
          correlations.add(map);
          waiting.remove(name);
        }
      }
    }
  }

  private static Map<?, ?> section(Map<?, ?> map) {
    return (Map<?, ?>) Objects.requireNonNull(map.get("correlation"));
  }

  private static List<String> rules(Map<?, ?> map) {
    return list(section(map).get("rules"));
  }

  private static List<String> list(@Nullable Object value) {
    return switch (value) {
      case null -> List.of();
      case List<?> many -> many.stream().map(Object::toString).toList();
      case Object one -> List.of(one.toString());
    };
  }

  /** Takes an event that satisfied some rules; says what fired, and is not named by another. */
  List<Told> accept(Set<String> satisfied, long time, Map<String, String> event) {
    long arrival = arrivals++;
    List<News> news = new ArrayList<>();
    for (String rule : satisfied) {
      news.add(new News(List.of(rule), time, event, true));
    }
    List<Told> told = new ArrayList<>();
    for (Map<?, ?> map : correlations) {
      Map<String, News> touched = new LinkedHashMap<>();
      news.sort(Comparator.comparingLong(News::time));
      for (String rule : rules(map)) { // in the correlation's order
        for (News one : List.copyOf(news)) {
          if (one.rule().equals(rule)) {
            take(map, one, arrival, touched);
          }
        }
      }
      touched.forEach((group, by) -> look(map, group, by, news, told));
    }
    return told;
  }

  private void take(Map<?, ?> map, News news, long arrival, Map<String, News> touched) {
    Map<?, ?> section = section(map);
    String type = (String) section.get("type");
    boolean adds = !type.startsWith("temporal") && !type.equals("value_count");
    if (adds && !news.again) {
      return;
    }
    List<String> values = new ArrayList<>();
    for (String field : list(condition(map).get("field"))) {
      String value = news.event.get(field);
      if (value == null || (adds && !value.matches("-?[0-9]+(\\.[0-9]+)?"))) {
        return;
      }
      values.add(value.toLowerCase(Locale.ROOT));
    }
    List<String> names = list(section.get("group-by"));
    List<@Nullable String> group = new ArrayList<>();
    for (String name : names) {
      String value = news.event.get(field(name, map, news.way));
      group.add(value == null ? null : value.toLowerCase(Locale.ROOT));
    }
    if (!names.isEmpty() && group.stream().allMatch(Objects::isNull)) {
      return;
    }
    String key = group.toString();
    List<Kept> list = kept.computeIfAbsent((String) map.get("name"), k -> new ArrayList<>());
    long newest =
        list.stream()
            .filter(k -> k.group.equals(key))
            .mapToLong(Kept::time)
            .max()
            .orElse(news.time);
    if (news.time < newest - span(map)) {
      late++;
      return;
    }
    if (adds && touched.containsKey(key)) {
      return;
    }
    touched.put(key, news);
    list.add(new Kept(news.rule(), news.time, arrival, key, values));
  }

  /** What a correlation calls so, of an event that came to it by a way. */
  private String field(String name, Map<?, ?> map, List<String> way) {
    String field = name;
    if (section(map).get("aliases") instanceof Map<?, ?> aliases
        && aliases.get(name) instanceof Map<?, ?> alias) {
      Object ofInner = alias.get(way.getLast());
      Object ofRule = alias.get(way.getFirst());
      field =
          Objects.requireNonNullElse(ofInner, Objects.requireNonNullElse(ofRule, name)).toString();
    }
    String inner = way.getLast();
    for (Map<?, ?> other : correlations) {
      if (inner.equals(other.get("name")) && list(section(other).get("group-by")).contains(field)) {
        return field(field, other, way.subList(0, way.size() - 1));
      }
    }
    return field;
  }

  private static Map<?, ?> condition(Map<?, ?> map) {
    return section(map).get("condition") instanceof Map<?, ?> condition ? condition : Map.of();
  }

  private static long span(Map<?, ?> map) {
    String text = (String) Objects.requireNonNull(section(map).get("timespan"));
    long number = Long.parseLong(text.substring(0, text.length() - 1));
    return number * (text.endsWith("m") ? 60_000 : 1_000);
  }

  private void look(Map<?, ?> map, String group, News by, List<News> news, List<Told> told) {
    String name = (String) Objects.requireNonNull(map.get("name"));
    List<Kept> all =
        kept.getOrDefault(name, List.of()).stream().filter(k -> k.group.equals(group)).toList();
    long last = all.stream().mapToLong(Kept::time).max().orElseThrow();
    List<Kept> window =
        all.stream()
            .filter(one -> one.time >= last - span(map))
            .sorted(Comparator.comparingLong(Kept::time).thenComparingLong(Kept::arrival))
            .toList();
    BigDecimal value = value(map, window);
    String state = name + group;
    if (!holds(map, value, window)) {
      toldAt.remove(state);
      return;
    }
    Long before = toldAt.get(state);
    boolean tell = before == null || last - before >= span(map);
    if (tell) {
      toldAt.put(state, last);
      if (correlations.stream().noneMatch(other -> rules(other).contains(name))) {
        told.add(new Told(name, group, window.getFirst().time, last, value, window.size()));
      }
    }
    List<String> way = new ArrayList<>(by.way);
    way.add(name);
    news.add(new News(way, last, by.event, tell));
  }

  private static BigDecimal value(Map<?, ?> map, List<Kept> window) {
    List<BigDecimal> numbers = new ArrayList<>();
    return switch ((String) Objects.requireNonNull(section(map).get("type"))) {
      case "event_count" -> BigDecimal.valueOf(window.size());
      case "value_count" ->
          BigDecimal.valueOf(window.stream().map(Kept::values).collect(Collectors.toSet()).size());
      case "temporal" ->
          BigDecimal.valueOf(window.stream().map(Kept::rule).collect(Collectors.toSet()).size());
      case "temporal_ordered" -> BigDecimal.valueOf(longestRow(rules(map), window));
      case "value_sum" -> sum(window);
      case "value_avg" ->
          sum(window).divide(BigDecimal.valueOf(window.size()), MathContext.DECIMAL64);
      default -> {
        window.forEach(one -> numbers.add(new BigDecimal(one.values.getFirst())));
        numbers.sort(null);
        BigDecimal percentile =
            new BigDecimal(
                Objects.requireNonNullElse(condition(map).get("percentile"), 50).toString());
        BigDecimal rank =
            percentile
                .multiply(BigDecimal.valueOf(numbers.size() - 1L))
                .divide(BigDecimal.valueOf(100));
        BigDecimal low = numbers.get(rank.intValue());
        BigDecimal high = numbers.get(Math.min(rank.intValue() + 1, numbers.size() - 1));
        yield low.add(
            high.subtract(low).multiply(rank.subtract(BigDecimal.valueOf(rank.intValue()))));
      }
    };
  }

  private static BigDecimal sum(List<Kept> window) {
    return window.stream()
        .map(one -> new BigDecimal(one.values.getFirst()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** The most rules that can be picked, in their order, with times that never go back. */
  private static int longestRow(List<String> rules, List<Kept> window) {
    return longestRow(rules, 0, Long.MIN_VALUE, window, new HashMap<>());
  }

  private static int longestRow(
      List<String> rules, int from, long after, List<Kept> window, Map<String, Integer> known) {
    if (from == rules.size()) {
      return 0;
    }
    Integer seen = known.get(from + " " + after);
    if (seen != null) {
      return seen;
    }
    int best = longestRow(rules, from + 1, after, window, known); // without this rule
    Set<Long> times = new HashSet<>();
    window.stream()
        .filter(one -> one.rule.equals(rules.get(from)) && one.time >= after)
        .forEach(one -> times.add(one.time));
    for (long time : times) {
      best = Math.max(best, 1 + longestRow(rules, from + 1, time, window, known));
    }
    known.put(from + " " + after, best);
    return best;
  }

  private static boolean holds(Map<?, ?> map, BigDecimal value, List<Kept> window) {
    Map<?, ?> condition = condition(map);
    if (condition.isEmpty()) {
      return value.intValue() >= rules(map).size();
    }
    for (var entry : condition.entrySet()) {
      BigDecimal limit =
          entry.getValue() instanceof Number number ? new BigDecimal(number.toString()) : null;
      if (limit == null || entry.getKey().equals("percentile")) {
        continue;
      }
      // A mean may have no end of decimals: compare what it was divided by.
      int compared =
          section(map).get("type").equals("value_avg")
              ? sum(window).compareTo(limit.multiply(BigDecimal.valueOf(window.size())))
              : value.compareTo(limit);
      boolean holds =
          switch (entry.getKey().toString()) {
            case "gt" -> compared > 0;
            case "gte" -> compared >= 0;
            case "lt" -> compared < 0;
            case "lte" -> compared <= 0;
            case "eq" -> compared == 0;
            default -> compared != 0;
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }
}

package org.bouclier.detect.sigma;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouclier.detect.sigma.PlainEvent.Value;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * The obvious reading of a rule: maps, strings and the JDK's regular expressions. It answers every
 * question of the rule for every event; there is no index and no order of questions. Slow, and
 * written from the specification rather than from the engine, whose twin it is.
 */
final class PlainEvaluator {

  private final Map<String, List<String>> lists;
  private final Map<String, Predicate<PlainEvent>> searches = new LinkedHashMap<>();
  private final List<String> conditions = new ArrayList<>();
  private final Map<List<Boolean>, Boolean> known = new HashMap<>(); // of the searches' answers

  /**
   * @param yaml one rule
   * @param lists what stands behind placeholders
   */
  PlainEvaluator(String yaml, Map<String, List<String>> lists) {
    this.lists = lists;
    Map<?, ?> rule = yaml().load(yaml);
    Map<?, ?> detection = (Map<?, ?>) Objects.requireNonNull(rule.get("detection"));
    detection.forEach((name, search) -> {
      if (!name.equals("condition")) {
        searches.put(name.toString(), search(search));
      } else if (search instanceof List<?> several) {
        several.forEach(one -> conditions.add(one.toString()));
      } else {
        conditions.add(search.toString());
      }
    });
  }

  /** All scalars but null as they are written. */
  private static Yaml yaml() {
    var options = new LoaderOptions();
    var dumping = new DumperOptions();
    var texts =
        new Resolver() {
          @Override
          protected void addImplicitResolvers() {
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
          }
        };
    return new Yaml(
        new SafeConstructor(options), new Representer(dumping), dumping, options, texts);
  }

  /** Whether an event satisfies the rule. */
  boolean matches(PlainEvent event) {
    List<Boolean> answers = searches.values().stream().map(search -> search.test(event)).toList();
    return known.computeIfAbsent(answers, this::condition);
  }

  private boolean condition(List<Boolean> answers) {
    Map<String, Boolean> named = new LinkedHashMap<>();
    searches.keySet().forEach(name -> named.put(name, answers.get(named.size())));
    return conditions.stream().anyMatch(one -> new PlainCondition(one, named).value());
  }

  private Predicate<PlainEvent> search(Object search) {
    if (search instanceof List<?> alternatives) {
      List<Predicate<PlainEvent>> parts = alternatives.stream().map(this::search).toList();
      return event -> parts.stream().anyMatch(part -> part.test(event));
    }
    if (search instanceof Map<?, ?> items) {
      List<Predicate<PlainEvent>> parts = new ArrayList<>();
      items.forEach((key, value) -> parts.add(item(key.toString(), value)));
      return event -> parts.stream().allMatch(part -> part.test(event));
    }
    return keyword(search.toString(), List.of());
  }

  private static Predicate<PlainEvent> keyword(String word, List<String> modifiers) {
    List<String> anywhere = new ArrayList<>(modifiers);
    anywhere.add("contains");
    Predicate<Value> test = PlainText.of(word, anywhere);
    return event -> event.all().stream().anyMatch(test);
  }

  private Predicate<PlainEvent> item(String key, @Nullable Object values) {
    List<String> parts = List.of(key.split("\\|", -1));
    String field = parts.getFirst();
    List<String> modifiers = parts.subList(1, parts.size());
    List<@Nullable Object> wanted = new ArrayList<>();
    if (values instanceof List<?> list) {
      wanted.addAll(list);
    } else {
      wanted.add(values);
    }
    List<Predicate<PlainEvent>> questions = new ArrayList<>();
    for (Object value : wanted) {
      questions.add(
          field.isEmpty()
              ? keyword(String.valueOf(value), modifiers)
              : value(field, modifiers, value));
    }
    Predicate<PlainEvent> together =
        modifiers.contains("all")
            ? event -> questions.stream().allMatch(one -> one.test(event))
            : event -> questions.stream().anyMatch(one -> one.test(event));
    return modifiers.contains("neq") ? together.negate() : together;
  }

  private Predicate<PlainEvent> value(
      String field, List<String> modifiers, @Nullable Object wanted) {
    if (modifiers.contains("exists")) {
      boolean there = Boolean.parseBoolean(String.valueOf(wanted));
      return event -> (event.values(field) != null) == there;
    }
    if (wanted == null) {
      return event -> {
        List<Value> values = event.values(field);
        return values == null || values.stream().anyMatch(value -> value.text() == null);
      };
    }
    if (modifiers.contains("fieldref")) {
      return event -> refers(event, field, wanted.toString(), modifiers);
    }
    if (modifiers.contains("expand")) {
      List<Predicate<PlainEvent>> each =
          expand(wanted.toString())
              .map(text -> anyValue(field, one(modifiers, text.replace("\\%", "%"))))
              .toList();
      return event -> each.stream().anyMatch(one -> one.test(event));
    }
    return anyValue(field, one(modifiers, wanted.toString()));
  }

  private static Predicate<PlainEvent> anyValue(String field, Predicate<Value> test) {
    return event -> {
      List<Value> values = event.values(field);
      return values != null && values.stream().anyMatch(test);
    };
  }

  private static boolean refers(
      PlainEvent event, String field, String other, List<String> modifiers) {
    List<Value> values = event.values(field);
    List<Value> others = event.values(other);
    boolean cased = modifiers.contains("cased");
    return values != null
        && others != null
        && values.stream()
            .filter(value -> value.text() != null)
            .anyMatch(value ->
                others.stream()
                    .filter(to -> to.text() != null)
                    .anyMatch(to ->
                        PlainText.stands(cased ? to.text() : to.folded(), modifiers)
                            .test(cased ? value.text() : value.folded())));
  }

  /** One text for each element of the first list named, and so on for the next. */
  private Stream<String> expand(String text) {
    Matcher name = Pattern.compile("(?<!\\\\)%([\\w.-]+)%").matcher(text);
    return name.find()
        ? lists.get(name.group(1)).stream()
            .flatMap(element ->
                expand(text.substring(name.end()))
                    .map(rest -> text.substring(0, name.start()) + element + rest))
        : Stream.of(text);
  }

  private static Predicate<Value> one(List<String> modifiers, String text) {
    if (modifiers.contains("re")) {
      int flags =
          (has(modifiers, "i", "ignorecase") ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0)
              | (has(modifiers, "m", "multiline") ? Pattern.MULTILINE : 0)
              | (has(modifiers, "s", "dotall") ? Pattern.DOTALL : 0);
      Pattern pattern =
          Pattern.compile(PlainText.withoutLeadingAny(text), flags | Pattern.UNIX_LINES);
      return value -> value.text() != null && pattern.matcher(value.text()).find();
    }
    if (modifiers.contains("cidr")) {
      return value -> value.text() != null && PlainAddress.isInside(value.text(), text);
    }
    for (String order : List.of("lt", "lte", "gt", "gte")) {
      if (modifiers.contains(order)) {
        return value -> value.text() != null && compares(value.folded(), order, text);
      }
    }
    for (String unit : List.of("minute", "hour", "day", "week", "month", "year")) {
      if (modifiers.contains(unit)) {
        Predicate<Value> number = PlainText.of(text, List.of());
        return value ->
            value.text() != null
                && number.test(Value.of(PlainDate.number(value.text(), unit), false));
      }
    }
    return PlainText.of(text, modifiers);
  }

  private static boolean has(List<String> modifiers, String either, String or) {
    return modifiers.contains(either) || modifiers.contains(or);
  }

  private static boolean compares(String value, String order, String limit) {
    if (!value.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)(e[+-]?[0-9]{1,3})?")) {
      return false;
    }
    int compared = new BigDecimal(value).compareTo(new BigDecimal(limit));
    return switch (order) {
      case "lt" -> compared < 0;
      case "lte" -> compared <= 0;
      case "gt" -> compared > 0;
      default -> compared >= 0;
    };
  }
}

package org.bouclier.detect.sigma;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bouclier.detect.log.LogSource;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Where an event comes from, by reading {@code log-sources.yml} from top to bottom for each event;
 * and which rules are meant for it.
 */
final class PlainSources {

  private final List<Map<String, Object>> rows;
  private final Set<String> words = new TreeSet<>();

  /**
   * @param rules those whose words a label may use
   */
  PlainSources(List<RuleInfo> rules) throws Exception {
    try (InputStream table = SigmaRules.class.getResourceAsStream("log-sources.yml")) {
      rows = new Yaml(new SafeConstructor(new LoaderOptions())).load(table);
    }
    for (RuleInfo rule : rules) {
      LogSource source = rule.source();
      for (String word : new String[] {source.product(), source.category(), source.service()}) {
        if (word != null) {
          words.add(word);
        }
      }
    }
  }

  /** The sources that an event is of; its fields get the names that rules use. */
  List<LogSource> of(PlainEvent event, LogSource known) {
    for (Map<String, Object> row : rows) {
      if (fits(map(row, "when"), event)) {
        return of(row, event, known);
      }
    }
    return List.of(
        known.equals(LogSource.UNKNOWN)
            ? new LogSource(
                label(event, "product"), label(event, "category"), label(event, "service"))
            : known);
  }

  private @Nullable String label(PlainEvent event, String field) {
    return words.contains(event.first(field)) ? event.first(field) : null;
  }

  private static boolean fits(Map<?, ?> when, PlainEvent event) {
    return when.entrySet().stream()
        .anyMatch(entry ->
            event.values(entry.getKey().toString()) != null
                && ((List<?>) entry.getValue())
                    .stream()
                        .anyMatch(value ->
                            value.equals("*")
                                || PlainEvent.fold(value.toString())
                                    .equals(event.first(entry.getKey().toString()))));
  }

  private static List<LogSource> of(Map<String, Object> row, PlainEvent event, LogSource known) {
    String product = row.get("product").toString();
    String service = row.get("service").toString();
    Map<?, ?> chosen = row;
    for (Object one : (List<?>) row.getOrDefault("events", List.of())) {
      List<?> ids = (List<?>) map(Map.of("one", one), "one").get("ids");
      if (ids.stream().anyMatch(id -> id.toString().equals(event.first("EventID")))) {
        chosen = (Map<?, ?>) one;
      }
    }
    if (chosen.get("fields") instanceof Map<?, ?> names) {
      names.forEach((to, from) -> event.rename(to.toString(), from.toString()));
    }
    List<LogSource> sources = new ArrayList<>();
    if (chosen.get("categories") instanceof List<?> categories) {
      for (Object category : categories) {
        sources.add(known.or(new LogSource(product, category.toString(), service)));
      }
    } else {
      sources.add(known.or(new LogSource(product, null, service)));
    }
    return sources;
  }

  /**
   * Whether a rule is meant for one of the sources: each part that it names is the source's; a
   * source of which the product alone is known is every source of that product.
   */
  static boolean meant(LogSource rule, List<LogSource> sources) {
    return sources.stream()
        .anyMatch(source -> {
          boolean product = rule.product() == null || rule.product().equals(source.product());
          boolean category = rule.category() == null || rule.category().equals(source.category());
          boolean service = rule.service() == null || rule.service().equals(source.service());
          boolean vague = source.category() == null && source.service() == null;
          return product && ((category && service) || (vague && rule.product() != null));
        });
  }

  private static Map<?, ?> map(Map<String, ?> row, String key) {
    return (Map<?, ?>) row.get(key);
  }
}

package org.bouclier.detect.sigma;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
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
 * Where an event comes from, by reading the shipped mappings from top to bottom for each event; and
 * which rules are meant for it.
 */
final class PlainSources {

  private final List<Map<?, ?>> files = new ArrayList<>();
  private final Set<String> words = new TreeSet<>();

  /**
   * @param rules those whose words a label may use
   */
  PlainSources(List<RuleInfo> rules) throws Exception {
    for (String name : FieldMappings.builtIn().names()) {
      try (InputStream file = SigmaRules.class.getResourceAsStream("mappings/" + name + ".yml")) {
        files.add(new Yaml(new SafeConstructor(new LoaderOptions())).load(file));
      }
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
    for (Map<?, ?> file : files) {
      for (Object row : list(file.get("sources"))) {
        boolean fits = false;
        for (Object all : list(((Map<?, ?>) row).get("when"))) {
          fits |= fits((Map<?, ?>) all, event);
        }
        if (fits) {
          return of(file, (Map<?, ?>) row, event, known);
        }
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
        .allMatch(entry -> {
          var values = event.values(entry.getKey().toString());
          return values != null
              && list(entry.getValue()).stream()
                  .anyMatch(wanted ->
                      values.stream().anyMatch(value -> is(wanted.toString(), value.folded())));
        });
  }

  private static boolean is(String wanted, String value) {
    String folded = PlainEvent.fold(wanted);
    return folded.endsWith("*")
        ? value.startsWith(folded.substring(0, folded.length() - 1))
        : value.equals(folded);
  }

  private static List<?> list(@Nullable Object one) {
    return one == null ? List.of() : one instanceof List<?> many ? many : List.of(one);
  }

  private static List<LogSource> of(
      Map<?, ?> file, Map<?, ?> row, PlainEvent event, LogSource known) {
    Map<?, ?> chosen = row;
    for (Object one : list(row.get("events"))) {
      if (list(((Map<?, ?>) one).get("ids")).stream()
          .anyMatch(id -> id.toString().equals(event.first("EventID")))) {
        chosen = (Map<?, ?>) one;
      }
    }
    Map<String, List<?>> names = new LinkedHashMap<>();
    for (Map<?, ?> fields : List.of(file, row, chosen)) {
      if (fields.get("fields") instanceof Map<?, ?> given) {
        given.forEach((to, from) -> names.put(to.toString(), list(from)));
      }
    }
    names.forEach((to, from) -> {
      for (Object name : from) {
        if (event.values(name.toString()) != null) {
          event.rename(to, name.toString());
          return;
        }
      }
    });
    List<LogSource> sources = new ArrayList<>();
    for (Object service : orNone(row.get("service"))) {
      for (Object category : orNone(chosen.get("categories"))) {
        sources.add(
            known.or(new LogSource(text(row.get("product")), text(category), text(service))));
      }
    }
    return sources;
  }

  private static List<?> orNone(@Nullable Object one) {
    return one == null ? Collections.singletonList(null) : list(one);
  }

  private static @Nullable String text(@Nullable Object one) {
    return one == null ? null : one.toString();
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
}

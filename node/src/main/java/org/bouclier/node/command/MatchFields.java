package org.bouclier.node.command;

import java.util.Locale;
import java.util.Map;
import org.bouclier.detect.CorrelationMatch;
import org.bouclier.detect.IndicatorMatch;
import org.bouclier.detect.Match;
import org.bouclier.detect.SigmaMatch;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.scan.IndicatorFiles;
import org.bouclier.detect.sigma.Correlated;
import org.jspecify.annotations.Nullable;

/** What was recognised, in the keys that {@code scan} and {@code hunt} share. */
final class MatchFields {

  private MatchFields() {}

  /** Adds the keys between place and time. */
  static void put(Match match, IndicatorFiles lists, Map<String, @Nullable Object> fields) {
    switch (match) {
      case IndicatorMatch found -> indicator(found, lists, fields);
      case SigmaMatch found -> rule(found, fields);
      case CorrelationMatch(var found) -> correlation(found, fields);
    }
  }

  private static void indicator(
      IndicatorMatch found, IndicatorFiles lists, Map<String, @Nullable Object> fields) {
    var place = lists.place(found.id());
    fields.put("kind", "indicator");
    fields.put("id", place.file() + ":" + place.line());
    fields.put("title", found.indicator().value());
    fields.put("level", null); // a plain list says nothing of it
    fields.put("type", found.indicator().kind().name().toLowerCase(Locale.ROOT));
    fields.put("value", found.found());
    fields.put("field", found.field());
  }

  private static void rule(SigmaMatch found, Map<String, @Nullable Object> fields) {
    var rule = found.rule();
    fields.put("kind", "sigma");
    fields.put("id", rule.id());
    fields.put("title", rule.title());
    fields.put("level", rule.level().name().toLowerCase(Locale.ROOT));
    fields.put("type", origin(rule.source()));
    var first = found.evidence().isEmpty() ? null : found.evidence().getFirst();
    fields.put("value", first == null ? null : first.value());
    fields.put("field", first == null || first.field().isEmpty() ? null : first.field());
  }

  private static void correlation(Correlated found, Map<String, @Nullable Object> fields) {
    var rule = found.rule();
    fields.put("kind", "correlation");
    fields.put("id", rule.id());
    fields.put("title", rule.title());
    fields.put("level", rule.level().name().toLowerCase(Locale.ROOT));
    fields.put("type", found.type().word());
    var first = found.group().isEmpty() ? null : found.group().getFirst();
    fields.put("value", first == null ? null : first.value());
    fields.put("field", first == null ? null : first.field());
  }

  /** As in {@code windows/process_creation}. */
  private static String origin(LogSource source) {
    var text = new StringBuilder();
    for (String part : new String[] {source.product(), source.category(), source.service()}) {
      if (part != null) {
        text.append(text.isEmpty() ? "" : "/").append(part);
      }
    }
    return text.toString();
  }
}

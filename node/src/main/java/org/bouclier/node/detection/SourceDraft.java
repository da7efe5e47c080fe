package org.bouclier.node.detection;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouclier.detect.log.LogFormat;

/** A source as a person or a program declares it, not yet judged. */
record SourceDraft(
    String name,
    String description,
    LogFormat format,
    String product,
    String category,
    String service,
    Duration silence) {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Pattern WORD = Pattern.compile("[a-z0-9_.-]{0,64}");
  private static final int MAX_DESCRIPTION = 300;

  /** Words that stand at the same place in the addresses of the pages. */
  private static final Set<String> RESERVED = Set.of("regles", "ecoutes", "nouvelle");

  static final Duration USUAL_SILENCE = Duration.ofHours(1);

  /** What is wrong, by field, in French; empty if nothing is. */
  Map<String, String> faults() {
    var faults = new LinkedHashMap<String, String>();
    if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
      faults.put(
          "name",
          "De 1 à 64 lettres minuscules sans accent, chiffres, points, tirets ou soulignés.");
    }
    if (description.length() > MAX_DESCRIPTION) {
      faults.put("description", "300 caractères au plus.");
    }
    for (var part :
        Map.of("product", product, "category", category, "service", service).entrySet()) {
      if (!WORD.matcher(part.getValue()).matches()) {
        faults.put(part.getKey(), "Lettres minuscules, chiffres, points, tirets ou soulignés.");
      }
    }
    if (silence.compareTo(Duration.ofMinutes(1)) < 0
        || silence.compareTo(Duration.ofDays(31)) > 0) {
      faults.put("silence", "D’une minute à 31 jours.");
    }
    return faults;
  }
}

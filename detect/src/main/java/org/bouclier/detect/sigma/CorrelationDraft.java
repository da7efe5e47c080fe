package org.bouclier.detect.sigma;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A correlation as it is written, before what it refers to is looked up.
 *
 * @param document which document it is
 * @param type what it measures
 * @param rules what it listens to, each once
 * @param groupBy names of fields, or of aliases
 * @param fields names of the fields measured; empty if the type has none
 * @param spanMillis length of the window
 * @param bounds the condition; null if it is left to the default of temporal types
 * @param conditionLine where the condition stands
 * @param percentile from 0 to 100, for that type
 * @param aliases by alias, by rule: the rule's name for it
 * @param generate whether the rules alert by themselves, too
 */
record CorrelationDraft(
    Document document,
    CorrelationType type,
    List<Reference> rules,
    List<String> groupBy,
    List<String> fields,
    long spanMillis,
    @Nullable Bounds bounds,
    int conditionLine,
    BigDecimal percentile,
    Map<String, Map<Reference, String>> aliases,
    boolean generate) {

  /**
   * A rule by its id or name.
   *
   * @param to id or name
   * @param line where it is written
   */
  record Reference(String to, int line) {}
}

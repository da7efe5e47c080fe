package org.bouclier.detect.sigma;

import org.bouclier.detect.log.LogSource;
import org.jspecify.annotations.Nullable;

/**
 * A compiled rule.
 *
 * @param info what it says of itself
 * @param condition what an event must satisfy
 * @param witness what every such event has; null if nothing is known
 * @param listening what correlations want to know; null if none hears of it
 * @param silent whether correlations hear of it, and nobody else
 */
record SigmaRule(
    RuleInfo info,
    Condition condition,
    @Nullable Witness witness,
    @Nullable Listening listening,
    boolean silent) {

  SigmaRule(RuleInfo info, Condition condition, @Nullable Listening listening, boolean silent) {
    this(info, condition, condition.witness(), listening, silent);
  }

  /**
   * Whether an event of this origin may be meant. Each part that the rule names must be the
   * event's. An event of which the product alone is known is shown to all rules of that product:
   * their fields decide.
   */
  boolean appliesTo(LogSource event) {
    LogSource rule = info.source();
    if (!isOrAbsent(rule.product(), event.product())) {
      return false;
    }
    boolean vague = event.category() == null && event.service() == null;
    return (vague && rule.product() != null)
        || (isOrAbsent(rule.category(), event.category())
            && isOrAbsent(rule.service(), event.service()));
  }

  private static boolean isOrAbsent(@Nullable String part, @Nullable String event) {
    return part == null || part.equals(event);
  }
}

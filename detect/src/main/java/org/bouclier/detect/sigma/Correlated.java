package org.bouclier.detect.sigma;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * A correlation that fired for one group.
 *
 * @param rule what the correlation says of itself
 * @param type what it measures
 * @param group the fields that the events have in common, under the names of {@code group-by}, with
 *     the values of the event that made it fire; those that this event has
 * @param first time of the oldest event in the window
 * @param last time of the newest, which ends the window
 * @param value what was measured: events, values or rules counted, sum, mean or percentile
 * @param count how many events are in the window
 * @param events some of them, in order of time: the newest by each rule, then the newest of all, at
 *     most {@link CorrelationLimits#references()}
 */
public record Correlated(
    RuleInfo rule,
    CorrelationType type,
    List<Evidence> group,
    Instant first,
    Instant last,
    BigDecimal value,
    int count,
    List<CorrelatedEvent> events) {

  /** Copies the lists, and writes the value with as few decimals as it needs. */
  public Correlated {
    value = value.stripTrailingZeros();
    value = value.scale() < 0 ? value.setScale(0) : value;
    group = List.copyOf(group);
    events = List.copyOf(events);
  }

  /**
   * An event in the window.
   *
   * @param rule the rule, or the inner correlation, by which it came
   * @param at its time, in whole milliseconds
   * @param reference what the caller of {@link Correlator#accept} gave with it
   */
  public record CorrelatedEvent(RuleInfo rule, Instant at, long reference) {}
}

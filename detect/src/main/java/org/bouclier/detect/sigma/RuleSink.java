package org.bouclier.detect.sigma;

import java.util.List;
import org.bouclier.detect.log.LogSource;

/** Receives the rules that an event satisfies, on the scanning thread. */
@FunctionalInterface
public interface RuleSink {

  /**
   * Takes one rule.
   *
   * @param rule what it says of itself
   * @param source the origin under which the event was shown to it
   * @param evidence the fields that satisfied it
   */
  void accept(RuleInfo rule, LogSource source, List<Evidence> evidence);

  /**
   * Takes what correlations want to know of the event, after its rules; called once for an event,
   * and only if some correlation listens. Whoever wants correlations hands it to a {@link
   * Correlator}, with the event's time; who does not override this hears of none.
   */
  default void observed(Observation observation) {}
}

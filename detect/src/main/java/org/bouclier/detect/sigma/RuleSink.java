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
}

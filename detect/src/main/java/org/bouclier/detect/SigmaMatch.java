package org.bouclier.detect;

import java.util.List;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.sigma.Evidence;
import org.bouclier.detect.sigma.RuleInfo;

/**
 * A Sigma rule that an event satisfies.
 *
 * @param rule what the rule says of itself
 * @param source the origin under which the event was routed to the rule
 * @param evidence the fields that satisfied the rule, in the order of its condition
 */
public record SigmaMatch(RuleInfo rule, LogSource source, List<Evidence> evidence)
    implements Match {

  /** Copies the evidence. */
  public SigmaMatch {
    evidence = List.copyOf(evidence);
  }
}

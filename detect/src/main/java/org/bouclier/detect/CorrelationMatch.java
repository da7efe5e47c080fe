package org.bouclier.detect;

import org.bouclier.detect.sigma.Correlated;
import org.bouclier.detect.sigma.RuleInfo;

/**
 * A Sigma correlation that fired.
 *
 * @param found for which group, when, by how much and by which events
 */
public record CorrelationMatch(Correlated found) implements Match {

  /** What the correlation says of itself. */
  public RuleInfo rule() {
    return found.rule();
  }
}

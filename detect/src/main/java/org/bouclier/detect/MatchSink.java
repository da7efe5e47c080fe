package org.bouclier.detect;

import org.bouclier.detect.sigma.Correlator;
import org.bouclier.detect.sigma.Observation;

/** Receives the matches of a line while {@link Scanner} is at it, on the scanning thread. */
@FunctionalInterface
public interface MatchSink {

  /**
   * Takes one match. The line's buffer still holds the line during the call and may be reused after
   * it.
   */
  void accept(Match match);

  /**
   * Takes what Sigma correlations want to know of the line, once for a line and after its matches;
   * only if some correlation listens to a rule that the line satisfies.
   *
   * <p>Whoever wants correlations hands it to a {@link Correlator}, with the event's time and
   * whatever lets the line be found again, there and then or later in order of time, and makes a
   * {@link CorrelationMatch} of what comes out. Who does not override this hears of no correlation,
   * and of no rule that is there for correlations only.
   */
  default void observed(Observation observation) {}
}

package org.bouclier.detect;

import org.bouclier.detect.bytes.LineBits;
import org.bouclier.detect.sigma.CorrelationLimits;
import org.bouclier.detect.sigma.Correlator;
import org.bouclier.detect.sigma.SigmaRules;

/**
 * What is looked for at the moment. Safe for any number of threads.
 *
 * <p>Indicators and rules are immutable and held in volatile references: {@code replace} never
 * waits for a scan, and a scan never waits for {@code replace}. A line is matched wholly by the old
 * set or wholly by the new one; the next line of every {@link Scanner} sees the new one.
 */
public final class Engine {

  private volatile IndicatorSet indicators = IndicatorSet.empty();
  private volatile SigmaRules rules = SigmaRules.none();

  /** An engine that looks for nothing yet. */
  public Engine() {
    LineBits.prepare(); // while indicators and rules are read
  }

  /** The indicators in force. */
  public IndicatorSet indicators() {
    return indicators;
  }

  /** Puts other indicators in force. */
  public void replace(IndicatorSet newIndicators) {
    indicators = newIndicators;
  }

  /** The rules in force. */
  public SigmaRules rules() {
    return rules;
  }

  /** Puts other rules in force. */
  public void replace(SigmaRules newRules) {
    rules = newRules;
  }

  /**
   * A correlator for the rules in force, which one thread at a time may use; it follows when they
   * are replaced. One for all scanners: hand it what they observe.
   */
  public Correlator correlator(CorrelationLimits limits) {
    return new Correlator(rules, limits);
  }

  /** A scanner, which one thread at a time may use; make one for each thread and keep it. */
  public Scanner scanner() {
    return new Scanner(this);
  }
}

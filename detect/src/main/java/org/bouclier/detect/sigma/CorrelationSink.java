package org.bouclier.detect.sigma;

/** Receives correlations while {@link Correlator} is at an event, on its thread. */
@FunctionalInterface
public interface CorrelationSink {

  /** Takes one that fired. */
  void accept(Correlated found);
}

package org.bouclier.detect.sigma;

/** How much a rule's match matters (sigma-rules-specification, "level"). */
public enum Level {
  /** Context only; not meant to be read alone. */
  INFORMATIONAL,
  /** Notable, rarely an incident. */
  LOW,
  /** Relevant, to be looked at regularly. */
  MEDIUM,
  /** Relevant, to be looked at now. */
  HIGH,
  /** Highly relevant, an incident. */
  CRITICAL
}

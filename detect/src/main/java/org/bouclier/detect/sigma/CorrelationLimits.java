package org.bouclier.detect.sigma;

import java.time.Duration;

/**
 * How much a {@link Correlator} keeps. What goes beyond is let go of, oldest first, and counted in
 * {@link CorrelationCounts}. A group takes about 250 bytes and each of its events 24, or up to 100
 * where values are measured.
 *
 * @param groups most groups, of all correlations together; at least 1
 * @param events most events, of all groups together; at least 1
 * @param eventsPerGroup most events of one group, so that a flood in one does not wash out the
 *     others; more if a condition asks for more; at least 1
 * @param references most events named in a {@link Correlated}; at least 1
 * @param patience how far behind the newest event of all another may come and still find its group
 *     as it was: a group is forgotten when it is this much older than its window
 */
public record CorrelationLimits(
    int groups, long events, int eventsPerGroup, int references, Duration patience) {

  /** What suits a small machine: about 120 megabytes when all is in use. */
  public static final CorrelationLimits DEFAULT =
      new CorrelationLimits(200_000, 2_000_000, 50_000, 16, Duration.ofHours(1));

  /**
   * @throws IllegalArgumentException if a limit is less than 1, or patience is negative or more
   *     than a year
   */
  public CorrelationLimits {
    if (groups < 1 || events < 1 || eventsPerGroup < 1 || references < 1) {
      throw new IllegalArgumentException("limits are at least 1");
    }
    if (patience.isNegative() || patience.compareTo(Duration.ofDays(366)) > 0) {
      throw new IllegalArgumentException("patience is up to a year: " + patience);
    }
  }
}

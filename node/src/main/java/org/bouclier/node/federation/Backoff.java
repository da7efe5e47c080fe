package org.bouclier.node.federation;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after so many failures in a row: twice as long each time up to a bound, give or
 * take a fifth, so that nodes that lost a link together do not come back together.
 *
 * @param first after one failure
 * @param most never longer
 */
record Backoff(Duration first, Duration most, RandomGenerator random) {

  private static final int MAX_DOUBLINGS = 20;

  /**
   * The pause after some failures.
   *
   * @param failures in a row, at least 1
   */
  Duration after(int failures) {
    long doubled = first.toNanos() << Math.min(failures - 1, MAX_DOUBLINGS);
    long nanos = Math.min(doubled <= 0 ? Long.MAX_VALUE : doubled, most.toNanos());
    return Duration.ofNanos((long) (nanos * (0.8 + 0.4 * random.nextDouble())));
  }
}

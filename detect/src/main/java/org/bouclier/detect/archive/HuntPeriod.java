package org.bouclier.detect.archive;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Which lines are looked through, by the time of their receipt.
 *
 * @param since the first instant
 * @param until the first instant that no longer counts
 */
public record HuntPeriod(Instant since, Instant until) {

  /** Everything. */
  public static final HuntPeriod ALL = new HuntPeriod(Instant.MIN, Instant.MAX);

  /**
   * @throws IllegalArgumentException if it ends before it begins
   */
  public HuntPeriod {
    if (until.isBefore(since)) {
      throw new IllegalArgumentException("a period ends after it begins");
    }
  }

  /**
   * Whether segments of a day may hold lines of the period. A segment is named by its first line;
   * others of the night may lie beside it.
   */
  boolean mayHold(LocalDate day) {
    Instant begins = day.minusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant ends = day.plusDays(2).atStartOfDay(ZoneOffset.UTC).toInstant();
    return begins.isBefore(until) && since.isBefore(ends);
  }

  long sinceMicros() {
    return micros(since);
  }

  long untilMicros() {
    return micros(until);
  }

  private static long micros(Instant time) {
    if (time.isBefore(Instant.EPOCH.minus(100_000_000, ChronoUnit.DAYS))) {
      return Long.MIN_VALUE;
    }
    return time.isAfter(Instant.EPOCH.plus(100_000_000, ChronoUnit.DAYS))
        ? Long.MAX_VALUE
        : ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}

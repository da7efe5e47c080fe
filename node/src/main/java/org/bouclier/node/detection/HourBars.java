package org.bouclier.node.detection;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * Matches by hour as bars: every hour of the span has one, empty ones too, and a day at least is
 * shown.
 *
 * @param bars oldest first
 * @param most the largest count; at least 1
 */
public record HourBars(List<Bar> bars, long most) {

  private static final int MIN_BARS = 24;
  private static final int MAX_BARS = 72;

  /**
   * One hour.
   *
   * @param hour its start
   * @param count matches in it
   */
  public record Bar(Instant hour, long count) {}

  static HourBars of(List<AlertSql.Hour> counted, Instant last) {
    var counts = new HashMap<Instant, Long>();
    counted.forEach(hour -> counts.put(Instant.parse(hour.hour()), hour.count()));
    Instant end = last.truncatedTo(ChronoUnit.HOURS);
    Instant first = counts.keySet().stream().min(Instant::compareTo).orElse(end);
    long hours = Math.clamp(Duration.between(first, end).toHours() + 1, MIN_BARS, MAX_BARS);
    var bars = new ArrayList<Bar>();
    for (long back = hours - 1; back >= 0; back--) {
      Instant hour = end.minus(back, ChronoUnit.HOURS);
      bars.add(new Bar(hour, counts.getOrDefault(hour, 0L)));
    }
    return new HourBars(
        List.copyOf(bars), Math.max(1, bars.stream().mapToLong(Bar::count).max().orElse(1)));
  }

  /** Height of a bar among {@code full}; at least 1 if anything was counted. */
  public long height(Bar bar, int full) {
    return bar.count() == 0 ? 0 : Math.max(1, bar.count() * full / most);
  }
}

package org.bouclier.node.detection;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouclier.node.web.Severity;

/** The matches of one alert in one batch, added up. Not thread-safe. */
final class Finding {

  /** Sample lines kept for an alert, over its whole life. */
  static final int MAX_SAMPLES = 5;

  /** What does not change from one match of the alert to the next. */
  record Facts(String title, Severity severity, String ruleAuthor) {

    Facts {
      title = StoredText.clean(title);
      ruleAuthor = StoredText.clean(ruleAuthor);
    }
  }

  private final AlertKey key;
  private final Facts facts;
  private final List<Sample> samples = new ArrayList<>();
  private final Map<Instant, Long> hours = new TreeMap<>();
  private long count;
  private long pastCount;
  private Instant first = Instant.MAX;
  private Instant last = Instant.MIN;

  Finding(AlertKey key, Facts facts) {
    this.key = key;
    this.facts = facts;
  }

  /** Whether one more sample is wanted: the caller then cuts it, which costs. */
  boolean wantsSample() {
    return samples.size() < MAX_SAMPLES;
  }

  void add(Sample sample) {
    samples.add(sample);
  }

  void count(Instant at) {
    count++;
    first = at.isBefore(first) ? at : first;
    last = at.isAfter(last) ? at : last;
    hours.merge(at.truncatedTo(ChronoUnit.HOURS), 1L, Long::sum);
  }

  /** Counts a match that was found by looking back. */
  void countPast(Instant at) {
    count(at);
    pastCount++;
  }

  /** Adds another finding of the same alert, or one that is to be counted with it. */
  void merge(Finding other) {
    count += other.count;
    pastCount += other.pastCount;
    first = other.first.isBefore(first) ? other.first : first;
    last = other.last.isAfter(last) ? other.last : last;
    other.hours.forEach((hour, matches) -> hours.merge(hour, matches, Long::sum));
    for (Sample sample : other.samples) {
      if (wantsSample()) {
        samples.add(sample);
      }
    }
  }

  AlertKey key() {
    return key;
  }

  Facts facts() {
    return facts;
  }

  List<Sample> samples() {
    return samples;
  }

  Map<Instant, Long> hours() {
    return hours;
  }

  long count() {
    return count;
  }

  /** How many of them were found by looking back. */
  long pastCount() {
    return pastCount;
  }

  Instant first() {
    return first;
  }

  Instant last() {
    return last;
  }
}

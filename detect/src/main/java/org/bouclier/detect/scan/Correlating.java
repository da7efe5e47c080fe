package org.bouclier.detect.scan;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.bouclier.detect.CorrelationMatch;
import org.bouclier.detect.sigma.Correlated;
import org.bouclier.detect.sigma.Correlator;
import org.bouclier.detect.sigma.Observation;

/**
 * Brings what correlations want to know to them. Of one input, in the order of its lines; of
 * several, in the order of time: events wait until so many later ones are known, so that what one
 * machine wrote in one file and another in the next comes together. Bounded: when too many wait,
 * the earliest goes; one that comes still earlier is late, as {@link Correlator} understands it.
 * One thread at a time.
 */
final class Correlating {

  /** Most events that wait; about 500 bytes each. */
  static final int MAX_WAITING = 200_000;

  private final Correlator correlator;
  private final ScanTotals totals;
  private final ScanSink sink;
  private final int mostWaiting;
  private final PriorityQueue<Event> waiting =
      new PriorityQueue<>(
          Comparator.comparing(Event::at).thenComparingLong(Event::number)); // stable
  private long number;

  /**
   * @param mostWaiting 0 to correlate each event as it comes
   */
  Correlating(Correlator correlator, ScanTotals totals, ScanSink sink, int mostWaiting) {
    this.correlator = correlator;
    this.totals = totals;
    this.sink = sink;
    this.mostWaiting = mostWaiting;
  }

  private record Event(
      Observation observation,
      Instant at,
      long number,
      String input,
      long record,
      long offset,
      String time) {}

  /** An event without a time cannot stand in a window: it is counted. */
  void add(String input, long record, BlockScan.Heard heard) throws IOException {
    var said = heard.time();
    Instant at = said == null ? null : said.at();
    if (said == null || at == null) {
      totals.undated();
      return;
    }
    waiting.add(
        new Event(heard.observation(), at, number++, input, record, heard.offset(), said.text()));
    while (waiting.size() > mostWaiting) {
      correlate(waiting.remove());
    }
  }

  /** Lets go of all that waits. */
  void end() throws IOException {
    while (!waiting.isEmpty()) {
      correlate(waiting.remove());
    }
    totals.late(correlator.counts().late());
  }

  private void correlate(Event event) throws IOException {
    List<Correlated> fired = new ArrayList<>();
    correlator.accept(event.observation(), event.at(), event.record(), fired::add);
    for (Correlated found : fired) {
      totals.correlation();
      sink.hit(
          new ScanHit(
              event.input(),
              event.record(),
              event.offset(),
              new CorrelationMatch(found),
              event.time()));
    }
  }
}

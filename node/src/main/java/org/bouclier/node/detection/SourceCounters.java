package org.bouclier.node.detection;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What receivers count between two writings to the database. A power cut loses at most the last few
 * seconds of these counts; the counts of what was received are kept elsewhere and are exact.
 */
final class SourceCounters {

  private final Map<Integer, LongAdder> refused = new ConcurrentHashMap<>();
  private final Map<Integer, LongAdder> dropped = new ConcurrentHashMap<>();

  /** Lines of a source were refused. */
  void refused(int source, long lines) {
    if (lines > 0) {
      refused.computeIfAbsent(source, id -> new LongAdder()).add(lines);
    }
  }

  /** The system threw datagrams for a source away before they were read. */
  void dropped(int source, long datagrams) {
    if (datagrams > 0) {
      dropped.computeIfAbsent(source, id -> new LongAdder()).add(datagrams);
    }
  }

  /** Writes what was counted since the last time. */
  void flush(SourceSql sql) {
    drain(refused).forEach(sql::addRefused);
    drain(dropped).forEach(sql::addDropped);
  }

  private static Map<Integer, Long> drain(Map<Integer, LongAdder> counts) {
    var drained = new HashMap<Integer, Long>();
    counts.forEach((source, count) -> {
      long sum = count.sumThenReset();
      if (sum > 0) {
        drained.put(source, sum);
      }
    });
    return drained;
  }
}

package org.bouclier.detect.evtx;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Counts faults and tells each kind once for each record or chunk, so that a record made of a
 * thousand wrong values is one line of a report.
 */
final class FaultCounter {

  private final Consumer<EvtxFault> sink;
  private final Map<EvtxFaultKind, Long> counts = new EnumMap<>(EvtxFaultKind.class);
  private final Set<EvtxFaultKind> told = EnumSet.noneOf(EvtxFaultKind.class);
  private long offset;
  private long record = EvtxFault.NO_RECORD;

  FaultCounter(Consumer<EvtxFault> sink) {
    this.sink = sink;
  }

  /** Says what the next faults concern. */
  void at(long newOffset, long newRecord) {
    offset = newOffset;
    record = newRecord;
    told.clear();
  }

  void add(EvtxFaultKind kind) {
    if (told.add(kind)) {
      counts.merge(kind, 1L, Long::sum);
      sink.accept(new EvtxFault(kind, offset, record));
    }
  }

  /** Whether what is read now has a fault. */
  boolean isTold() {
    return !told.isEmpty();
  }

  /** How often each kind was met; kinds that were not are absent. */
  Map<EvtxFaultKind, Long> counts() {
    return new EnumMap<>(counts);
  }
}

package org.bouclier.detect.sigma;

import java.util.List;
import org.bouclier.detect.log.LogSource;

/**
 * What an event says of where it comes from. One event may be of several categories: setting a
 * registry value is a {@code registry_set} and a {@code registry_event}.
 */
final class Origin {

  /** The event does not say. */
  static final Origin UNKNOWN = new Origin(List.of(LogSource.UNKNOWN), new int[0], new int[0][]);

  private final List<LogSource> sources;
  private final int[] renamed; // field numbers, each to be given the values of ...
  private final int[][] from; // ... the first field of these that the event has

  Origin(List<LogSource> sources, int[] renamed, int[][] from) {
    this.sources = List.copyOf(sources);
    this.renamed = renamed;
    this.from = from;
  }

  /** At least one. */
  List<LogSource> sources() {
    return sources;
  }

  /** Gives the fields the names that rules know them by. */
  void rename(EventView event) {
    for (int i = 0; i < renamed.length; i++) {
      int[] looked = from[i];
      int at = 0;
      while (at < looked.length - 1 && event.first(looked[at]) < 0) {
        at++;
      }
      event.alias(renamed[i], looked[at]);
    }
  }
}

package org.bouclier.node.intelligence;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouclier.node.intelligence.Outcome.Result;
import org.jspecify.annotations.Nullable;

/**
 * What an import did, or would do. The counts are exact; of the lines only the first ones are kept,
 * rejections before all, so that a report stays a page whatever the file.
 *
 * @param counts how many of each result
 * @param codes how many of each code, where there was one
 * @param lines the first rejections, then the first others
 * @param failure why the file could not be read to its end; null if it was
 * @param millis how long it took
 */
public record ImportReport(
    Map<Result, Long> counts,
    Map<String, Long> codes,
    List<Outcome> lines,
    @Nullable Refusal failure,
    long millis) {

  private static final int MAX_REJECTED = 500;
  private static final int MAX_OTHERS = 200;
  private static final int MAX_CODES = 200;

  /** Nothing yet. */
  static final ImportReport EMPTY = new ImportReport(Map.of(), Map.of(), List.of(), null, 0);

  /** Copies the collections. */
  public ImportReport {
    counts = Map.copyOf(counts);
    codes = Map.copyOf(codes);
    lines = List.copyOf(lines);
  }

  /** How many of one result. */
  public long count(Result result) {
    return counts.getOrDefault(result, 0L);
  }

  /** How many things were read. */
  public long read() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The kept lines of one result. */
  public List<Outcome> lines(Result result) {
    return lines.stream().filter(line -> line.result() == result).toList();
  }

  /** Gathers outcomes. For one thread; {@link #soFar} may be asked by another. */
  static final class Tally {

    private final Map<Result, Long> counts = new EnumMap<>(Result.class);
    private final Map<String, Long> codes = new TreeMap<>();
    private final List<Outcome> rejected = new ArrayList<>();
    private final List<Outcome> others = new ArrayList<>();

    /** Adds one outcome. */
    synchronized void add(Outcome outcome) {
      counts.merge(outcome.result(), 1L, Long::sum);
      if (!outcome.code().isEmpty()
          && (codes.size() < MAX_CODES || codes.containsKey(outcome.code()))) {
        codes.merge(outcome.code(), 1L, Long::sum);
      }
      if (outcome.result() == Result.REJECTED) {
        if (rejected.size() < MAX_REJECTED) {
          rejected.add(outcome);
        }
      } else if (others.size() < MAX_OTHERS) {
        others.add(outcome);
      }
    }

    /** The report as it stands. */
    synchronized ImportReport soFar(@Nullable Refusal failure, long millis) {
      var lines = new ArrayList<>(rejected);
      lines.addAll(others);
      return new ImportReport(counts, codes, lines, failure, millis);
    }
  }
}

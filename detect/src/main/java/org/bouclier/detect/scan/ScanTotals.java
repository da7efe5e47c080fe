package org.bouclier.detect.scan;

/**
 * What was scanned so far. Not thread-safe.
 *
 * <p>Lines are records where an input is no sequence of lines.
 */
public final class ScanTotals {

  private long inputs;
  private long lines;
  private long bytes;
  private long unreadable;
  private long tooLong;
  private long indicators;
  private long rules;
  private long correlations;
  private long undated;
  private long late;
  private long nested;

  ScanTotals() {}

  /** Inputs read, to their end or not. */
  public long inputs() {
    return inputs;
  }

  /** Lines, empty ones too. */
  public long lines() {
    return lines;
  }

  /** Bytes scanned, unpacked. */
  public long bytes() {
    return bytes;
  }

  /** Lines that were not what their format promised; matched as text where they had any. */
  public long unreadable() {
    return unreadable;
  }

  /** Lines left out because they were longer than 16 MB. */
  public long tooLong() {
    return tooLong;
  }

  /** Matches of indicators. */
  public long indicators() {
    return indicators;
  }

  /** Matches of Sigma rules. */
  public long rules() {
    return rules;
  }

  /** Correlations that fired. */
  public long correlations() {
    return correlations;
  }

  /** Events that could not be correlated, for lack of a time that can be read. */
  public long undatedEvents() {
    return undated;
  }

  /** Events that came after the window of their group had passed them. */
  public long lateEvents() {
    return late;
  }

  void late(long events) {
    late = events;
  }

  /** Archives inside archives, which were not opened. */
  public long nestedArchives() {
    return nested;
  }

  void nested() {
    nested++;
  }

  void input() {
    inputs++;
  }

  void block(BlockScan.Result result) {
    lines += result.lines();
    bytes += result.bytes();
    unreadable += result.unreadable();
  }

  void leftOut(long overlong, long malformed) {
    tooLong += overlong;
    unreadable += malformed;
  }

  void indicator() {
    indicators++;
  }

  void correlation() {
    correlations++;
  }

  void undated() {
    undated++;
  }

  void rule() {
    rules++;
  }
}

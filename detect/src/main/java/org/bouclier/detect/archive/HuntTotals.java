package org.bouclier.detect.archive;

/**
 * What a hunt looked at. Not thread-safe.
 *
 * <p>The difference between what is in the archive and what was scanned is what the indexes spared.
 */
public final class HuntTotals {

  private int days;
  private int segments;
  private int opened;
  private long blocks;
  private long bytesRead;
  private long bytesUnpacked;
  private long bytesScanned;
  private long lines;
  private long indicators;
  private long rules;
  private long correlations;
  private long undated;
  private int damaged;

  HuntTotals() {}

  /** Days of the archive in the period. */
  public int days() {
    return days;
  }

  /** Segments of those days. */
  public int segments() {
    return segments;
  }

  /** Segments that might hold something. */
  public int opened() {
    return opened;
  }

  /** Blocks that were unpacked. */
  public long blocks() {
    return blocks;
  }

  /** Packed bytes that were read, without the indexes. */
  public long bytesRead() {
    return bytesRead;
  }

  /** Raw bytes of those blocks. */
  public long bytesUnpacked() {
    return bytesUnpacked;
  }

  /** Raw bytes that were scanned. */
  public long bytesScanned() {
    return bytesScanned;
  }

  /** Lines that were scanned. */
  public long lines() {
    return lines;
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

  /** Segments or blocks that are damaged, and were left out. */
  public int damaged() {
    return damaged;
  }

  void day(int segmentsOfIt) {
    days++;
    segments += segmentsOfIt;
  }

  void segment() {
    opened++;
  }

  void read(long bytes) {
    bytesRead += bytes;
  }

  void block(BlockHunt.Result result) {
    blocks++;
    bytesUnpacked += result.bytesUnpacked();
    bytesScanned += result.bytesScanned();
    lines += result.lines();
  }

  void indicator() {
    indicators++;
  }

  void rule() {
    rules++;
  }

  void correlation() {
    correlations++;
  }

  void undated() {
    undated++;
  }

  void damage() {
    damaged++;
  }
}

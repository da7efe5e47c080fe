package org.bouclier.detect.scan;

/**
 * How much may come out of an archive: one of a few kilobytes can hold petabytes.
 *
 * @param ratio most bytes that come out of an entry for one that is stored, beyond the first ten
 *     megabytes; deflate alone gives 1,032 at most, ordinary logs 5 to 100
 * @param totalBytes most bytes that come out of all entries of an archive together
 */
public record ZipLimits(int ratio, long totalBytes) {

  /** What logs do not reach: 250 to one, 256 GB. */
  public static final ZipLimits DEFAULT = new ZipLimits(250, 256L << 30);

  /**
   * @throws IllegalArgumentException if a limit is less than 1
   */
  public ZipLimits {
    if (ratio < 1 || totalBytes < 1) {
      throw new IllegalArgumentException("limits are at least 1");
    }
  }
}

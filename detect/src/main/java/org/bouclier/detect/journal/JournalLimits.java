package org.bouclier.detect.journal;

/**
 * How large a journal may become.
 *
 * @param segmentBytes size at which a new file is begun; deletion frees whole files
 * @param capacityBytes bytes on disk above which nothing more is accepted
 * @param maxRecordBytes longest record; a longer block of lines is written as several, a longer
 *     line is refused
 */
public record JournalLimits(long segmentBytes, long capacityBytes, int maxRecordBytes) {

  /** Segments of 64 MB, 4 GB in all, records of 4 MB. */
  public static final JournalLimits DEFAULT = new JournalLimits(64L << 20, 4L << 30, 4 << 20);

  /**
   * @throws IllegalArgumentException if the capacity does not hold two segments, or a segment one
   *     record
   */
  public JournalLimits {
    if (maxRecordBytes < 64
        || maxRecordBytes > 1 << 28
        || segmentBytes < maxRecordBytes
        || capacityBytes < 2 * segmentBytes) {
      throw new IllegalArgumentException(
          "needs 64 <= record <= segment, 2 segments <= capacity; record <= 256 MB");
    }
  }

  /** The same limits with another capacity. */
  public JournalLimits withCapacityBytes(long bytes) {
    return new JournalLimits(segmentBytes, bytes, maxRecordBytes);
  }
}

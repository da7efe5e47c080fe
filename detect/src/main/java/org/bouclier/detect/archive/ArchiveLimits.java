package org.bouclier.detect.archive;

import java.time.Duration;

/**
 * How large the parts of an archive become.
 *
 * @param segmentBytes raw bytes after which a segment is sealed; 64 KB to 64 GB
 * @param segmentAge time after the receipt of its first line after which a segment is sealed
 * @param blockBytes raw bytes that are packed together: more pack better, and are all unpacked for
 *     one hit; 64 KB to 4 MB
 * @param pageBytes raw bytes to which the entity index points: fewer make hunts read less and the
 *     index larger; 4 KB to a block
 */
public record ArchiveLimits(long segmentBytes, Duration segmentAge, int blockBytes, int pageBytes) {

  /** Segments of 1 GB or one hour, blocks of 1 MB, pages of 64 KB. */
  public static final ArchiveLimits DEFAULT =
      new ArchiveLimits(1L << 30, Duration.ofHours(1), 1 << 20, 1 << 16);

  /**
   * @throws IllegalArgumentException if a limit is out of its bounds
   */
  public ArchiveLimits {
    if (segmentBytes < 1 << 16
        || segmentBytes > 64L << 30
        || blockBytes < 1 << 16
        || blockBytes > 4 << 20
        || pageBytes < 1 << 12
        || pageBytes > blockBytes
        || segmentAge.isNegative()
        || segmentAge.isZero()) {
      throw new IllegalArgumentException(
          "segment 64 KB to 64 GB and older than nothing, block 64 KB to 4 MB, page 4 KB to block");
    }
  }
}

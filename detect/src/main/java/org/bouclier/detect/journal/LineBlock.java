package org.bouclier.detect.journal;

import java.time.Instant;
import org.bouclier.detect.log.LineRanges;

/** Lines read back from a journal, as one source sent them together. */
public final class LineBlock {

  private final Position position;
  private final Position next;
  private final long sourceId;
  private final Instant receivedAt;
  private final byte[] buffer;
  private final LineRanges lines;

  LineBlock(
      Position position,
      Position next,
      long sourceId,
      Instant receivedAt,
      byte[] buffer,
      LineRanges lines) {
    this.position = position;
    this.next = next;
    this.sourceId = sourceId;
    this.receivedAt = receivedAt;
    this.buffer = buffer;
    this.lines = lines;
  }

  /** Where the block is stored. */
  public Position position() {
    return position;
  }

  /** Where the block after it is, or will be, stored: what to keep once this one is dealt with. */
  public Position next() {
    return next;
  }

  /** The source, as the writer named it. */
  public long sourceId() {
    return sourceId;
  }

  /** When the block was received, to the microsecond. */
  public Instant receivedAt() {
    return receivedAt;
  }

  /** Holds the lines among other bytes; belongs to the caller. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where the lines lie in {@link #buffer}. */
  public LineRanges lines() {
    return lines;
  }
}

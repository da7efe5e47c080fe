package org.bouclier.detect.archive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where in an archive something stands.
 *
 * @param origin where the line came from
 * @param record the line there, counted from 1: in its file, or of lines that were received, in the
 *     segment among those of that origin
 * @param recordOffset bytes before it there: before what was recognised (an indicator), or before
 *     the line
 * @param segment in which it lies
 * @param sha256 of the segment, 64 hexadecimal digits
 * @param block counted from 0
 * @param line of the segment, counted from 1
 * @param offset the same as {@code recordOffset} in the segment's raw bytes
 * @param received when
 * @param time when the event happened, as the line says it, unchanged; null if it does not
 * @param text the line, cut after {@value #MAX_TEXT} bytes; not to be changed
 */
public record HuntPlace(
    LineOrigin origin,
    long record,
    long recordOffset,
    SegmentName segment,
    String sha256,
    int block,
    long line,
    long offset,
    Instant received,
    @Nullable String time,
    byte[] text) {

  /** Most bytes of a line that are told with a match. */
  public static final int MAX_TEXT = 4_096;
}

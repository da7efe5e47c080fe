package org.bouclier.node.detection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;

/**
 * A line that raised an alert, or the part of it around the match, with the match's place.
 *
 * @param at when the event happened
 * @param before what stands before the match; starts by … if something was cut
 * @param match the match itself, as it was written in the line; may be empty
 * @param after what stands after it; ends by … if something was cut
 * @param field the field of a JSON line that holds the match; empty in other lines
 */
public record Sample(Instant at, String before, String match, String after, String field) {

  /** Bytes kept on each side of the match. */
  static final int SIDE_BYTES = 1_000;

  private static final int MAX_MATCH_BYTES = 2_048;

  /** Whatever the line holds, the database can hold the sample: also the name of a JSON field. */
  public Sample {
    before = StoredText.clean(before);
    match = StoredText.clean(match);
    after = StoredText.clean(after);
    field = StoredText.clean(field);
  }

  /** Cuts a sample out of a line; {@code offset} is counted from the start of the line. */
  static Sample of(
      Instant at, byte[] buffer, int from, int to, int offset, int length, String field) {
    int start = Math.clamp((long) from + offset, from, to);
    int end = Math.clamp((long) start + Math.min(length, MAX_MATCH_BYTES), start, to);
    int first = Math.max(from, start - SIDE_BYTES);
    int last = Math.min(to, end + SIDE_BYTES);
    return new Sample(
        at,
        (first > from ? "…" : "") + text(buffer, first, start),
        text(buffer, start, end),
        text(buffer, end, last) + (last < to ? "…" : ""),
        field);
  }

  /** The whole text, without marks. */
  public String line() {
    return before + match + after;
  }

  /** Bytes that are no text become a replacement mark. */
  private static String text(byte[] buffer, int from, int to) {
    return new String(buffer, from, to - from, UTF_8);
  }
}

package org.bouclier.detect.archive;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * What a segment is called: the day of its first line's receipt, its number, the first eight bytes
 * of its hash. The name thereby commits to the content: what an index says of a name, it says of
 * those bytes.
 *
 * <pre>{@code
 * 2026-11-22/000000000001-0123456789abcdef.segment   the lines
 * 2026-11-22/000000000001-0123456789abcdef.index     which entities are where in it
 * 2026-11-22/day.index                               which entities are in which segments
 * }</pre>
 *
 * @param day in UTC
 * @param number from 1; later segments have greater ones
 * @param hash the beginning of the segment's SHA-256, 16 hexadecimal digits
 */
public record SegmentName(LocalDate day, long number, String hash)
    implements Comparable<SegmentName> {

  static final String SEGMENT = ".segment";
  static final String INDEX = ".index";
  static final String DAY_INDEX = "day.index";

  private static final int NUMBER_DIGITS = 12;
  private static final int HASH_DIGITS = 16;

  static SegmentName of(LocalDate day, long number, byte[] sha256) {
    return new SegmentName(day, number, HexFormat.of().formatHex(sha256).substring(0, HASH_DIGITS));
  }

  /** Reads a key of a segment's lines; empty if it is something else's. */
  static Optional<SegmentName> parse(String key) {
    int slash = key.indexOf('/');
    int dash = key.indexOf('-', Math.max(slash, 0));
    if (slash != 10
        || dash != slash + 1 + NUMBER_DIGITS
        || key.length() != dash + 1 + HASH_DIGITS + SEGMENT.length()
        || !key.endsWith(SEGMENT)) {
      return Optional.empty();
    }
    try {
      var name =
          new SegmentName(
              LocalDate.parse(key.substring(0, slash)),
              Long.parseLong(key.substring(slash + 1, dash)),
              key.substring(dash + 1, dash + 1 + HASH_DIGITS));
      return name.key().equals(key) ? Optional.of(name) : Optional.empty();
    } catch (DateTimeException | NumberFormatException other) {
      return Optional.empty();
    }
  }

  /** {@code 000000000001-0123456789abcdef}. */
  public String text() {
    return String.format(Locale.ROOT, "%012d-%s", number, hash);
  }

  String key() {
    return day + "/" + text() + SEGMENT;
  }

  String indexKey() {
    return day + "/" + text() + INDEX;
  }

  static String dayKey(LocalDate day) {
    return day + "/" + DAY_INDEX;
  }

  @Override
  public int compareTo(SegmentName other) {
    return Long.compare(number, other.number);
  }
}

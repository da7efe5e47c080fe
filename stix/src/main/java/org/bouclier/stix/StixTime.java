package org.bouclier.stix;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Timestamps as STIX 2.1, section 2.13 writes them: RFC 3339, UTC, capital {@code T} and {@code Z},
 * seconds always there, 1 to 9 digits of fraction if any.
 */
public final class StixTime {

  private static final int WHOLE_CHARS = "2016-01-20T12:31:12Z".length();
  private static final int MAX_FRACTION = 9;
  private static final String SHAPE = "dddd-dd-ddTdd:dd:dd";

  private StixTime() {}

  /**
   * Reads one timestamp. A leap second (60) is refused: it has no instant of its own.
   *
   * @throws IllegalArgumentException if it is not of the form above, or no such day or hour exists
   */
  public static Instant parse(String text) {
    int length = text.length();
    if (length < WHOLE_CHARS || length > WHOLE_CHARS + 1 + MAX_FRACTION || !hasShape(text)) {
      throw malformed(text);
    }
    int nanos = 0;
    if (length > WHOLE_CHARS) {
      int digits = length - WHOLE_CHARS - 1;
      if (text.charAt(SHAPE.length()) != '.' || digits < 1) {
        throw malformed(text);
      }
      for (int i = 0; i < MAX_FRACTION; i++) {
        nanos *= 10;
        if (i < digits) {
          nanos += digit(text, SHAPE.length() + 1 + i);
        }
      }
    }
    try {
      return LocalDateTime.of(
              number(text, 0, 4),
              number(text, 5, 7),
              number(text, 8, 10),
              number(text, 11, 13),
              number(text, 14, 16),
              number(text, 17, 19),
              nanos)
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException noSuchDay) {
      throw new IllegalArgumentException(malformed(text).getMessage(), noSuchDay);
    }
  }

  /** Whether {@link #parse} would accept this text. */
  public static boolean isValid(String text) {
    try {
      parse(text);
      return true;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  /**
   * Writes an instant with three digits of fraction, or six or nine if it needs them: the precision
   * that STIX advises for {@code created} and {@code modified}.
   *
   * @throws IllegalArgumentException outside of the years 0000 to 9999
   */
  public static String format(Instant instant) {
    var text = instant.toString(); // 0, 3, 6 or 9 digits
    if (text.length() == WHOLE_CHARS) {
      text = text.substring(0, SHAPE.length()) + ".000Z";
    }
    if (!isValid(text)) {
      throw new IllegalArgumentException("year is not of four digits: " + instant);
    }
    return text;
  }

  private static boolean hasShape(String text) {
    for (int i = 0; i < SHAPE.length(); i++) {
      char expected = SHAPE.charAt(i);
      char actual = text.charAt(i);
      if (expected == 'd' ? actual < '0' || actual > '9' : actual != expected) {
        return false;
      }
    }
    return text.charAt(text.length() - 1) == 'Z';
  }

  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + digit(text, i);
    }
    return value;
  }

  private static int digit(String text, int at) {
    int digit = text.charAt(at) - '0';
    if (digit < 0 || digit > 9) {
      throw malformed(text);
    }
    return digit;
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException("not an RFC 3339 UTC timestamp: " + Excerpt.of(text));
  }
}

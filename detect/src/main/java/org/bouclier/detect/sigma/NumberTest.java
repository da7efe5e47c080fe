package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Whether a value is a number that compares to another as {@code lt lte gt gte} say. */
final class NumberTest extends ValueTest {

  private static final int MAX_DIGITS = 64;
  private static final int MAX_PLAIN_DIGITS = 18; // fit a long

  /** How it must compare. */
  enum Order {
    /** Less. */
    LT,
    /** Less or equal. */
    LTE,
    /** Greater. */
    GT,
    /** Greater or equal. */
    GTE
  }

  private final Order order;
  private final BigDecimal limit;

  NumberTest(Order order, BigDecimal limit) {
    this.order = order;
    this.limit = limit;
  }

  @Override
  boolean test(byte[] value, int from, int to) {
    BigDecimal number = number(value, from, to);
    if (number == null) {
      return false;
    }
    int compared = number.compareTo(limit);
    return switch (order) {
      case LT -> compared < 0;
      case LTE -> compared <= 0;
      case GT -> compared > 0;
      case GTE -> compared >= 0;
    };
  }

  /** What most numbers of logs are: digits alone; -1 if they are not. */
  private static long plain(byte[] value, int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = value[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  /** The number that text is, or null; an exponent beyond 999 is no number of a log. */
  static @Nullable BigDecimal number(byte[] value, int from, int to) {
    if (from == to || to - from > MAX_DIGITS) {
      return null;
    }
    if (to - from <= MAX_PLAIN_DIGITS) {
      long plain = plain(value, from, to);
      if (plain >= 0) {
        return BigDecimal.valueOf(plain);
      }
    }
    for (int i = from; i < to; i++) {
      byte b = value[i];
      if ((b < '0' || b > '9') && b != '-' && b != '+' && b != '.' && (b | 0x20) != 'e') {
        return null;
      }
    }
    try {
      var number = new BigDecimal(new String(value, from, to - from, ISO_8859_1));
      return Math.abs((long) number.scale()) > 999 ? null : number;
    } catch (NumberFormatException notOne) {
      return null;
    }
  }
}

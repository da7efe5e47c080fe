package org.bouclier.stix;

import java.math.BigDecimal;
import java.time.Instant;

/** A constant in a pattern (STIX 2.1, section 9.3). */
public sealed interface PatternLiteral {

  /**
   * {@code 'text'}.
   *
   * @param value without quotes and escapes
   */
  record Text(String value) implements PatternLiteral {}

  /**
   * {@code 42}.
   *
   * @param value 64 bits
   */
  record Whole(long value) implements PatternLiteral {}

  /**
   * {@code 4.2}.
   *
   * @param value finite
   */
  record Decimal(double value) implements PatternLiteral {}

  /**
   * {@code true} or {@code false}.
   *
   * @param value which one
   */
  record Truth(boolean value) implements PatternLiteral {}

  /**
   * {@code h'ff00'} or {@code b'/wA='}.
   *
   * @param hex the bytes, two lower-case digits each
   */
  record Bytes(String hex) implements PatternLiteral {}

  /**
   * {@code t'2016-01-20T12:31:12Z'}.
   *
   * @param value the instant
   */
  record Time(Instant value) implements PatternLiteral {}

  /** The text form. */
  default String text() {
    return switch (this) {
      case Text(var value) -> PatternText.quoted(value);
      case Whole(var value) -> Long.toString(value);
      case Decimal(var value) -> new BigDecimal(Double.toString(value)).toPlainString();
      case Truth(var value) -> Boolean.toString(value);
      case Bytes(var hex) -> "h'" + hex + "'";
      case Time(var value) -> "t'" + StixTime.format(value) + "'";
    };
  }
}

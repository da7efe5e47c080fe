package org.bouclier.stix;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * JSON with one spelling: the JSON Canonicalization Scheme (RFC 8785).
 *
 * <p>Names sorted by UTF-16 code units, no space, the escapes of section 3.2.2.2, numbers as
 * ECMAScript prints a double (section 3.2.2.3). Two equal objects give the same bytes, hence the
 * same hash and the same UUIDv5.
 */
public final class CanonicalJson {

  private static final String HEX = "0123456789abcdef";

  private CanonicalJson() {}

  /**
   * The canonical text of a tree.
   *
   * @throws IllegalArgumentException if a number is not finite, or a string holds half a surrogate
   *     pair: neither has a canonical form
   */
  public static String text(JsonNode tree) {
    var out = new StringBuilder();
    write(tree, out);
    return out.toString();
  }

  /** The canonical text in UTF-8; throws as {@link #text}. */
  public static byte[] bytes(JsonNode tree) {
    return text(tree).getBytes(UTF_8);
  }

  private static void write(JsonNode node, StringBuilder out) {
    switch (node.getNodeType()) {
      case OBJECT -> {
        var names = new ArrayList<>(node.propertyNames());
        names.sort(null); // String.compareTo compares UTF-16 code units: section 3.2.3
        char separator = '{';
        for (var name : names) {
          out.append(separator);
          string(name, out);
          out.append(':');
          write(node.path(name), out);
          separator = ',';
        }
        out.append(names.isEmpty() ? "{}" : "}");
      }
      case ARRAY -> {
        char separator = '[';
        for (var item : node.values()) {
          out.append(separator);
          write(item, out);
          separator = ',';
        }
        out.append(node.isEmpty() ? "[]" : "]");
      }
      case STRING -> string(node.stringValue(), out);
      case NUMBER -> out.append(number(node));
      case BOOLEAN -> out.append(node.booleanValue());
      case NULL -> out.append("null");
      case BINARY, MISSING, POJO ->
          throw new IllegalArgumentException("not JSON: " + node.getNodeType());
    }
  }

  private static void string(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
          } else {
            if (Character.isSurrogate(c) && !isPaired(text, i)) {
              throw new IllegalArgumentException("half a surrogate pair at char " + i);
            }
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean isPaired(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
  }

  private static String number(JsonNode node) {
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      long whole = node.longValue();
      if (Math.abs(whole) <= 1L << 53) { // exact as a double, and shorter than 10^21
        return Long.toString(whole);
      }
    }
    return number(node.doubleValue());
  }

  /*
   * ECMAScript's Number::toString, radix 10. Java gives the same shortest digits since JDK 19; only
   * the placing of the point and of the exponent differs. With s = the k digits, and the value
   * = s * 10^(n-k):
   *
   *   k <= n <= 21    digits, then n-k zeros
   *   0 < n <= 21     digits with a point after the nth
   *   -6 < n <= 0     "0.", -n zeros, digits
   *   otherwise       d.ddd e sign (n-1)
   */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not a finite number");
    }
    if (value == 0) {
      return "0"; // also -0
    }
    var decimal = shortest(Math.abs(value));
    var digits = decimal.unscaledValue().toString();
    int k = digits.length();
    int n = k - decimal.scale();
    var sign = value < 0 ? "-" : "";
    if (k <= n && n <= 21) {
      return sign + digits + "0".repeat(n - k);
    }
    if (0 < n && n <= 21) {
      return sign + digits.substring(0, n) + "." + digits.substring(n);
    }
    if (-6 < n && n <= 0) {
      return sign + "0." + "0".repeat(-n) + digits;
    }
    var point = k == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return sign + point + "e" + (n - 1 < 0 ? "-" : "+") + Math.abs(n - 1);
  }

  /** Java prints two digits at least: 4.9E-324 where one digit, 5e-324, is the same double. */
  private static BigDecimal shortest(double value) {
    var decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (decimal.precision() == 2) {
      for (var rounding : List.of(RoundingMode.HALF_EVEN, RoundingMode.UP, RoundingMode.DOWN)) {
        var shorter = decimal.round(new MathContext(1, rounding));
        if (shorter.doubleValue() == value) {
          return shorter.stripTrailingZeros();
        }
      }
    }
    return decimal;
  }
}

package org.bouclier.stix;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.bouclier.stix.ComparisonExpression.Operator;
import org.bouclier.stix.ComparisonExpression.PropertyTest;
import tools.jackson.databind.JsonNode;

/**
 * A value found in an object, and how constants compare with it (STIX 2.1, section 9.6.1).
 *
 * <p>Values of kinds that do not compare are unequal, and in no order. Bytes compare with a string
 * whose every char is below 256.
 */
sealed interface PatternValue {

  /** A string. */
  record Text(String value) implements PatternValue {}

  /** A number. */
  record Numeric(double value) implements PatternValue {}

  /** {@code true} or {@code false}. */
  record Truth(boolean value) implements PatternValue {}

  /** A property whose name ends in {@code _hex} or {@code _bin}, as one char for each byte. */
  record Bytes(String latin) implements PatternValue {}

  /** Anything else: null, a list, an object. */
  record Other() implements PatternValue {}

  /** Reads a value by its kind and the name of its property. */
  static PatternValue of(String name, JsonNode node) {
    if (node.isString()) {
      var text = node.stringValue();
      try {
        if (name.endsWith("_hex")) {
          return new Bytes(latin(HexFormat.of().parseHex(text)));
        }
        if (name.endsWith("_bin")) {
          return new Bytes(latin(Base64.getDecoder().decode(text)));
        }
      } catch (IllegalArgumentException notBytes) {
        return new Other();
      }
      return new Text(text);
    }
    if (node.isNumber()) {
      return new Numeric(node.doubleValue());
    }
    return node.isBoolean() ? new Truth(node.booleanValue()) : new Other();
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /**
   * Whether a value satisfies a test.
   *
   * @throws StixPatternException if it cannot be judged: the object does not hold the timestamp or
   *     address that the pattern compares with, or the expression of MATCHES is unusable
   */
  static boolean satisfies(PropertyTest test, PatternValue value) {
    return compares(test, value) != test.negated();
  }

  private static boolean compares(PropertyTest test, PatternValue value) {
    if (test.operator() == Operator.IN) {
      return test.literals().stream().anyMatch(literal -> equal(value, literal));
    }
    var literal = test.literals().getFirst();
    return switch (test.operator()) {
      case EQUAL -> equal(value, literal);
      case NOT_EQUAL -> !equal(value, literal);
      case LESS -> order(value, literal).stream().anyMatch(order -> order < 0);
      case LESS_OR_EQUAL -> order(value, literal).stream().anyMatch(order -> order <= 0);
      case GREATER -> order(value, literal).stream().anyMatch(order -> order > 0);
      case GREATER_OR_EQUAL -> order(value, literal).stream().anyMatch(order -> order >= 0);
      case LIKE -> like(value, text(literal));
      case MATCHES -> matches(value, text(literal));
      case SUBSET ->
          value instanceof Text(var text) && network(text(literal)).contains(network(text));
      case SUPERSET ->
          value instanceof Text(var text) && network(text).contains(network(text(literal)));
      case IN -> throw new IllegalStateException("a set is treated above");
    };
  }

  private static String text(PatternLiteral literal) {
    return ((PatternLiteral.Text) literal).value(); // the grammar allows nothing else
  }

  private static boolean equal(PatternValue value, PatternLiteral literal) {
    if (value instanceof Truth(var truth) && literal instanceof PatternLiteral.Truth(var other)) {
      return truth == other;
    }
    var order = order(value, literal);
    return order.isPresent() && order.getAsInt() == 0;
  }

  /** Negative, zero or positive; empty if the two do not compare. */
  private static OptionalInt order(PatternValue value, PatternLiteral literal) {
    return switch (literal) {
      case PatternLiteral.Whole(var whole) ->
          value instanceof Numeric(var number)
              ? OptionalInt.of(Double.compare(number, (double) whole))
              : OptionalInt.empty();
      case PatternLiteral.Decimal(var decimal) ->
          value instanceof Numeric(var number)
              ? OptionalInt.of(Double.compare(number, decimal))
              : OptionalInt.empty();
      case PatternLiteral.Text(var other) ->
          switch (value) {
            case Text(var text) -> OptionalInt.of(byCodePoint(text, other));
            case Bytes(var latin) -> latinOrder(latin, other);
            default -> OptionalInt.empty();
          };
      case PatternLiteral.Bytes(var hex) -> {
        var other = latin(HexFormat.of().parseHex(hex));
        yield switch (value) {
          case Bytes(var latin) -> OptionalInt.of(latin.compareTo(other));
          case Text(var text) when isLatin(text) -> OptionalInt.of(text.compareTo(other));
          default -> OptionalInt.empty();
        };
      }
      case PatternLiteral.Time(var instant) -> {
        if (!(value instanceof Text(var text))) {
          yield OptionalInt.empty();
        }
        if (!StixTime.isValid(text)) {
          throw new StixPatternException(0, "n’est pas une date : " + Excerpt.of(text));
        }
        yield OptionalInt.of(StixTime.parse(text).compareTo(instant));
      }
      case PatternLiteral.Truth truth -> OptionalInt.empty();
    };
  }

  private static OptionalInt latinOrder(String latin, String text) {
    return isLatin(text) ? OptionalInt.of(latin.compareTo(text)) : OptionalInt.empty();
  }

  private static boolean isLatin(String text) {
    return text.chars().allMatch(c -> c < 256);
  }

  /** Section 9.6.1: by code points, which UTF-16 does not quite do. */
  private static int byCodePoint(String one, String other) {
    return Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());
  }

  private static boolean like(PatternValue value, String wildcards) {
    var like = Normalizer.normalize(wildcards, Normalizer.Form.NFC);
    return textOf(value, like).filter(text -> isLike(text, like)).isPresent();
  }

  /** {@code %} is any run of chars, {@code _} one char; no expression, so nothing runs away. */
  private static boolean isLike(String text, String like) {
    int at = 0;
    int in = 0;
    int star = -1;
    int retry = 0;
    while (at < text.length()) {
      char c = in < like.length() ? like.charAt(in) : 0;
      if (in < like.length() && c == '%') {
        star = in++;
        retry = at;
      } else if (in < like.length() && (c == '_' || c == text.charAt(at))) {
        in++;
        at++;
      } else if (star >= 0) {
        in = star + 1;
        at = ++retry;
      } else {
        return false;
      }
    }
    while (in < like.length() && like.charAt(in) == '%') {
      in++;
    }
    return in == like.length();
  }

  private static boolean matches(PatternValue value, String expression) {
    var normal = Normalizer.normalize(expression, Normalizer.Form.NFC);
    try {
      var pattern = Pattern.compile(normal);
      return textOf(value, normal)
          .filter(text -> pattern.matcher(new BoundedText(text)).find())
          .isPresent();
    } catch (StackOverflowError deep) { // the platform's matcher recurses over (a|b)*
      throw new StixPatternException(0, "expression trop coûteuse");
    } catch (PatternSyntaxException unusable) {
      throw new StixPatternException(0, "expression inutilisable : " + Excerpt.of(expression));
    }
  }

  /** The text to compare with another: bytes only if the other could be bytes too. */
  private static Optional<String> textOf(PatternValue value, String other) {
    return switch (value) {
      case Text(var text) -> Optional.of(Normalizer.normalize(text, Normalizer.Form.NFC));
      case Bytes(var latin) -> isLatin(other) ? Optional.of(latin) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Network network(String text) {
    return Network.parse(text)
        .orElseThrow(
            () -> new StixPatternException(0, "n’est pas une adresse : " + Excerpt.of(text)));
  }
}

package org.bouclier.detect.sigma;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The obvious reading of a rule: maps, strings and the JDK's regular expressions, everything anew
 * for each event. Slow, and written from the specification rather than from the engine, whose twin
 * it is.
 */
final class PlainEvaluator {

  private final Map<?, ?> detection;

  /** A rule as SnakeYAML reads it. */
  PlainEvaluator(Map<?, ?> rule) {
    this.detection = (Map<?, ?>) rule.get("detection");
  }

  /** Whether an event, as a map from names to values, satisfies the rule. */
  boolean matches(Map<String, List<@Nullable Object>> event) {
    Map<String, Boolean> searches = new HashMap<>();
    detection.forEach((name, search) -> {
      if (!name.equals("condition")) {
        searches.put(name.toString(), search(search, event));
      }
    });
    Object condition = Objects.requireNonNull(detection.get("condition"));
    List<?> conditions = condition instanceof List<?> list ? list : List.of(condition);
    return conditions.stream()
        .anyMatch(one -> new PlainCondition(one.toString(), searches).value());
  }

  private boolean search(Object search, Map<String, List<@Nullable Object>> event) {
    return switch (search) {
      case List<?> list -> list.stream().anyMatch(one -> search(one, event));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .allMatch(entry -> item(entry.getKey().toString(), entry.getValue(), event));
      default -> anyFieldContains(search.toString(), event);
    };
  }

  private static boolean anyFieldContains(String word, Map<String, List<@Nullable Object>> event) {
    String regex = ".*" + regex(word) + ".*";
    return event.values().stream()
        .flatMap(List::stream)
        .anyMatch(value -> value != null && matches(regex, value.toString(), false));
  }

  private boolean item(
      String key, @Nullable Object values, Map<String, List<@Nullable Object>> event) {
    List<String> parts = List.of(key.split("\\|", -1));
    String field = parts.getFirst();
    List<String> modifiers = parts.subList(1, parts.size());
    List<@Nullable Object> wanted = new ArrayList<>();
    if (values instanceof List<?> list) {
      wanted.addAll(list);
    } else {
      wanted.add(values);
    }
    Stream<Boolean> answers =
        wanted.stream()
            .map(value ->
                field.isEmpty()
                    ? anyFieldContains(String.valueOf(value), event)
                    : value(field, modifiers, value, event));
    boolean all = modifiers.contains("all");
    boolean answer = all ? answers.allMatch(yes -> yes) : answers.anyMatch(yes -> yes);
    return answer != modifiers.contains("neq");
  }

  private boolean value(
      String field,
      List<String> modifiers,
      @Nullable Object wanted,
      Map<String, List<@Nullable Object>> event) {
    List<@Nullable Object> present = event.get(field);
    if (modifiers.contains("exists")) {
      return (present != null) == Boolean.parseBoolean(String.valueOf(wanted));
    }
    if (wanted == null) {
      return present == null || present.contains(null);
    }
    if (present == null) {
      return false;
    }
    return present.stream()
        .anyMatch(value -> value != null && one(value.toString(), modifiers, wanted, event));
  }

  private static boolean one(
      String value,
      List<String> modifiers,
      Object wanted,
      Map<String, List<@Nullable Object>> event) {
    String text = wanted.toString();
    if (modifiers.contains("re")) {
      int flags =
          (modifiers.contains("i") ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0)
              | (modifiers.contains("m") ? Pattern.MULTILINE : 0)
              | (modifiers.contains("s") ? Pattern.DOTALL : 0);
      return Pattern.compile(text, flags).matcher(value).find();
    }
    if (modifiers.contains("cidr")) {
      return inBlock(value, text);
    }
    for (String order : List.of("lt", "lte", "gt", "gte")) {
      if (modifiers.contains(order)) {
        return compares(value, order, text);
      }
    }
    boolean cased = modifiers.contains("cased");
    if (modifiers.contains("fieldref")) {
      List<@Nullable Object> others = event.get(text);
      return others != null
          && others.stream()
              .anyMatch(other ->
                  other != null
                      && strings(Pattern.quote(other.toString()), modifiers)
                          .anyMatch(regex -> matches(regex, value, cased)));
    }
    List<String> variants = new ArrayList<>(List.of(regex(text)));
    if (modifiers.contains("base64offset")) {
      variants = offsets(modifiers.contains("wide") ? wide(text) : text);
    } else if (modifiers.contains("base64")) {
      variants = List.of(Pattern.quote(base64(text)));
    } else if (modifiers.contains("windash")) {
      variants = List.of(windash(text));
    }
    return variants.stream()
        .flatMap(variant -> strings(variant, modifiers))
        .anyMatch(regex -> matches(regex, value, cased));
  }

  private static Stream<String> strings(String regex, List<String> modifiers) {
    String before = modifiers.contains("contains") || modifiers.contains("endswith") ? ".*" : "";
    String after = modifiers.contains("contains") || modifiers.contains("startswith") ? ".*" : "";
    return Stream.of(before + regex + after);
  }

  private static boolean matches(String regex, String value, boolean cased) {
    int flags = Pattern.DOTALL | (cased ? 0 : Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    return Pattern.compile(regex, flags).matcher(value).matches();
  }

  /** Wildcards and escapes, one piece at a time. */
  static String regex(String sigma) {
    Matcher pieces = Pattern.compile("\\\\[\\\\*?]|.", Pattern.DOTALL).matcher(sigma);
    var regex = new StringBuilder();
    while (pieces.find()) {
      String piece = pieces.group();
      regex.append(
          switch (piece) {
            case "*" -> ".*";
            case "?" -> ".";
            default ->
                Pattern.quote(
                    piece.length() == 2 && piece.startsWith("\\") ? piece.substring(1) : piece);
          });
    }
    return regex.toString();
  }

  private static String windash(String text) {
    Matcher pieces = Pattern.compile("\\B[-/]\\b|[^-/]+|[-/]").matcher(text);
    var regex = new StringBuilder();
    while (pieces.find()) {
      boolean dash =
          pieces.group().matches("[-/]")
              && (pieces.start() == 0 || !isWord(text.charAt(pieces.start() - 1)))
              && pieces.end() < text.length()
              && isWord(text.charAt(pieces.end()));
      regex.append(dash ? "[-/\u2013\u2014\u2015]" : regex(pieces.group()));
    }
    return regex.toString();
  }

  private static boolean isWord(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private static String wide(String text) {
    var wide = new StringBuilder();
    text.chars().forEach(c -> wide.append((char) c).append('\0'));
    return wide.toString();
  }

  private static String base64(String text) {
    return Base64.getEncoder()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static List<String> offsets(String text) {
    List<String> variants = new ArrayList<>();
    for (int offset = 0; offset < 3; offset++) {
      String encoded = base64(" ".repeat(offset) + text);
      int length = offset + text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
      int drop = length % 3 == 0 ? 0 : length % 3 == 1 ? 3 : 2;
      int skip = offset == 0 ? 0 : offset + 1;
      variants.add(Pattern.quote(encoded.substring(skip, encoded.length() - drop)));
    }
    return variants;
  }

  private static boolean compares(String value, String order, String limit) {
    try {
      int compared = new BigDecimal(value).compareTo(new BigDecimal(limit));
      return switch (order) {
        case "lt" -> compared < 0;
        case "lte" -> compared <= 0;
        case "gt" -> compared > 0;
        default -> compared >= 0;
      };
    } catch (NumberFormatException notOne) {
      return false;
    }
  }

  private static boolean inBlock(String value, String block) {
    int slash = block.indexOf('/');
    byte[] network = address(block.substring(0, slash));
    byte[] address = address(value);
    if (network.length == 0 || network.length != address.length) {
      return false;
    }
    int prefix = Integer.parseInt(block.substring(slash + 1));
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> (bit & 7);
      if (((network[bit >> 3] ^ address[bit >> 3]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  private static byte[] address(String text) {
    if (!text.matches("[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      return new byte[0];
    }
    try {
      return java.net.InetAddress.ofLiteral(text).getAddress();
    } catch (IllegalArgumentException notOne) {
      return new byte[0];
    }
  }
}

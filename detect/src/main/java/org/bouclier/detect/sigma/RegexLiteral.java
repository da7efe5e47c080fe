package org.bouclier.detect.sigma;

import java.util.ArrayList;
import java.util.List;

/** Finds text that every match of an expression contains. Says less rather than too much. */
final class RegexLiteral {

  private RegexLiteral() {}

  /**
   * The runs of plain characters outside groups, classes and repetitions: every match has them, in
   * this order.
   */
  static List<String> runs(String expression) {
    if (expression.chars().anyMatch(c -> Character.isSurrogate((char) c))) {
      return List.of();
    }
    List<String> runs = new ArrayList<>();
    var run = new StringBuilder();
    int depth = 0;
    int i = flags(expression).length();
    while (i < expression.length()) {
      char c = expression.charAt(i);
      int next = i + 1;
      boolean plain = false;
      if (c == '\\' && next < expression.length()) {
        c = expression.charAt(next++);
        plain = !Character.isLetterOrDigit(c); // \. is a dot; \d, \x41, \Q are not what they look
        if (c == 'Q') {
          return List.of();
        }
        if (c == 'x' || c == 'p' || c == 'P') {
          next = skipEscape(expression, next);
        }
      } else if (c == '[') {
        next = endOfClass(expression, i);
      } else if (c == '(') {
        depth++;
        if (expression.startsWith("(?", i) && !expression.startsWith("(?:", i)) {
          return List.of(); // flags change the meaning of what follows
        }
      } else if (c == ')') {
        depth--;
      } else if (c == '|' && depth == 0) {
        return List.of();
      } else {
        plain = ".^$*+?{}|".indexOf(c) < 0;
      }
      boolean repeated = next < expression.length() && "*?{".indexOf(expression.charAt(next)) >= 0;
      boolean many = next < expression.length() && expression.charAt(next) == '+';
      if (plain && depth == 0 && !repeated) {
        run.append(c);
      }
      if (!plain || depth > 0 || repeated || many) {
        runs.add(run.toString());
        run.setLength(0);
      }
      i = c == '{' && !plain ? skipCount(expression, i) : next;
    }
    runs.add(run.toString());
    runs.removeIf(String::isEmpty);
    return runs;
  }

  /** Flags that hold for the whole expression, such as {@code (?i)}; or nothing. */
  static String flags(String expression) {
    int close = expression.startsWith("(?") ? expression.indexOf(')') : -1;
    boolean flags =
        close > 2 && expression.substring(2, close).chars().allMatch(c -> "ims".indexOf(c) >= 0);
    return flags ? expression.substring(0, close + 1) : "";
  }

  private static int skipCount(String expression, int brace) {
    int close = expression.indexOf('}', brace);
    return close < 0 ? expression.length() : close + 1;
  }

  private static int skipEscape(String expression, int from) {
    if (from < expression.length() && expression.charAt(from) == '{') {
      return skipCount(expression, from);
    }
    return Math.min(expression.length(), from + 2);
  }

  /** One past the class of characters that opens at {@code from}. */
  static int endOfClass(String expression, int from) {
    int i = from + 1;
    if (i < expression.length() && expression.charAt(i) == '^') {
      i++;
    }
    if (i < expression.length() && expression.charAt(i) == ']') {
      i++;
    }
    while (i < expression.length() && expression.charAt(i) != ']') {
      boolean named = expression.startsWith("[:", i) && expression.indexOf(":]", i) > 0;
      i = expression.charAt(i) == '\\' ? i + 2 : named ? expression.indexOf(":]", i) + 2 : i + 1;
    }
    return Math.min(expression.length(), i + 1);
  }
}

package org.bouclier.detect.sigma;

/**
 * Gives {@code $} the meaning it has in PCRE, of which Sigma's {@code re} is a subset: the end of
 * the value, or the place before a line feed that ends it. RE2 knows the former alone, and would
 * miss what is at the end of a script block, which nearly always ends by a line feed.
 */
final class RegexEnd {

  private static final String END = "(?:$|\\n\\z)";

  private RegexEnd() {}

  /**
   * The expression with each {@code $} that is an anchor replaced; none inside {@code \\Q...\\E}.
   */
  static String asInPcre(String expression) {
    var rewritten = new StringBuilder();
    int i = 0;
    while (i < expression.length()) {
      int next = i + 1;
      if (expression.startsWith("\\Q", i)) {
        int close = expression.indexOf("\\E", i);
        next = close < 0 ? expression.length() : close + 2;
      } else if (expression.charAt(i) == '\\') {
        next = Math.min(expression.length(), i + 2);
      } else if (expression.charAt(i) == '[') {
        next = RegexLiteral.endOfClass(expression, i);
      }
      boolean anchor = expression.charAt(i) == '$';
      rewritten.append(anchor ? END : expression.substring(i, next));
      i = next;
    }
    return rewritten.toString();
  }
}

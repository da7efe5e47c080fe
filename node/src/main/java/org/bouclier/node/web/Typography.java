package org.bouclier.node.web;

/** The spaces of written French, put by the machine so that no sentence has to remember them. */
final class Typography {

  private static final char NO_BREAK = '\u00A0';
  private static final char NARROW_NO_BREAK = '\u202F';

  private Typography() {}

  /**
   * Makes unbreakable the spaces before {@code : ; ? ! » %}, after {@code «}, and between a number
   * and its {@code h}.
   */
  static String french(String text) {
    if (text.indexOf(' ') < 0) {
      return text;
    }
    var out = new StringBuilder(text);
    for (int i = 0; i < out.length(); i++) {
      if (out.charAt(i) != ' ') {
        continue;
      }
      char next = i + 1 < out.length() ? out.charAt(i + 1) : 0;
      char previous = i > 0 ? out.charAt(i - 1) : 0;
      if (next == ':' || next == '»' || next == '%' || previous == '«' || isHours(out, i)) {
        out.setCharAt(i, NO_BREAK);
      } else if (next == ';' || next == '?' || next == '!') {
        out.setCharAt(i, NARROW_NO_BREAK);
      }
    }
    return out.toString();
  }

  /** Whether the space stands between a number and its {@code h}. */
  private static boolean isHours(CharSequence text, int space) {
    return space > 0
        && Character.isDigit(text.charAt(space - 1))
        && space + 1 < text.length()
        && text.charAt(space + 1) == 'h'
        && (space + 2 == text.length() || !Character.isLetter(text.charAt(space + 2)));
  }
}

package org.bouclier.node.web;

/** The spaces of written French, put by the machine so that no sentence has to remember them. */
final class Typography {

  private static final char NO_BREAK = '\u00A0';
  private static final char NARROW_NO_BREAK = '\u202F';

  private Typography() {}

  /** Makes unbreakable the spaces before {@code : ; ? ! » %} and after {@code «}. */
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
      if (next == ':' || next == '»' || next == '%' || previous == '«') {
        out.setCharAt(i, NO_BREAK);
      } else if (next == ';' || next == '?' || next == '!') {
        out.setCharAt(i, NARROW_NO_BREAK);
      }
    }
    return out.toString();
  }
}

package org.bouclier.stix;

/** Writes names and strings as the pattern language spells them (STIX 2.1, section 9.3). */
final class PatternText {

  private PatternText() {}

  /** A string literal, quoted and escaped. */
  static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** A name of a property, quoted unless it is made of letters, digits and underscores. */
  static String name(String name) {
    return isPlain(name) ? name : quoted(name);
  }

  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!isWord(name.charAt(i)) || (i == 0 && isDigit(name.charAt(i)))) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || isDigit(c);
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}

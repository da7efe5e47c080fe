package org.bouclier.border;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * One policy of a text, as it is written there: from the end of the one before to its semicolon.
 *
 * <p>Cedar says where a fault is only within the policy that it was given, so that this cut is what
 * tells people the line. It knows of Cedar's lexical grammar what can hide a semicolon: strings,
 * whose backslash escapes one char, and comments from {@code //} to the end of the line.
 *
 * @param text with the comments and blanks before it
 * @param firstLine of its first char, from 1
 * @param line of its first char that is neither blank nor comment
 */
record CedarStatement(String text, int firstLine, int line) {

  /** Cuts a text; what follows the last semicolon is a statement too, unless it says nothing. */
  static List<CedarStatement> of(String text) {
    var statements = new ArrayList<CedarStatement>();
    int from = 0;
    int line = 1;
    int firstLine = 1;
    int saidAt = 0; // line of the first thing that is said since the last semicolon
    boolean inString = false;
    boolean inComment = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (inString) {
        if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) != '\n') {
          i++;
        }
        inString = c != '"';
      } else if (inComment) {
        inComment = c != '\n';
      } else if (c == '/' && i + 1 < text.length() && text.charAt(i + 1) == '/') {
        inComment = true;
      } else if (!Character.isWhitespace(c)) {
        saidAt = saidAt == 0 ? line : saidAt;
        inString = c == '"';
        if (c == ';') {
          statements.add(new CedarStatement(text.substring(from, i + 1), firstLine, saidAt));
          from = i + 1;
          firstLine = line;
          saidAt = 0;
        }
      }
      if (c == '\n') {
        line++;
      }
    }
    if (saidAt > 0) {
      statements.add(new CedarStatement(text.substring(from), firstLine, saidAt));
    }
    return statements;
  }

  /**
   * The line of one of its bytes.
   *
   * @param at as Cedar counts: bytes of UTF-8 from its beginning
   */
  int lineAt(int at) {
    var bytes = text.getBytes(UTF_8);
    int found = firstLine;
    for (int i = 0; i < Math.min(at, bytes.length); i++) {
      found += bytes[i] == '\n' ? 1 : 0;
    }
    return found;
  }
}

package org.bouclier.stix;

import java.util.ArrayList;
import java.util.List;
import org.bouclier.stix.PatternToken.Kind;

/** Cuts a pattern into tokens (STIX 2.1, section 9.1 and the grammar of OASIS cti-stix2-json). */
final class PatternScanner {

  private static final int MAX_TOKENS = 200_000;

  private final String text;
  private int at;

  private PatternScanner(String text) {
    this.text = text;
  }

  /** All tokens, the last of kind END. */
  static List<PatternToken> scan(String text) {
    var scanner = new PatternScanner(text);
    var tokens = new ArrayList<PatternToken>();
    do {
      if (tokens.size() == MAX_TOKENS) {
        throw new StixPatternException(scanner.at, "motif trop long");
      }
      tokens.add(scanner.next());
    } while (tokens.getLast().kind() != Kind.END);
    return tokens;
  }

  private PatternToken next() {
    skipBlanks();
    if (at == text.length()) {
      return new PatternToken(Kind.END, "", at);
    }
    char c = text.charAt(at);
    char after = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    if (c == '\'') {
      return quoted(Kind.STRING, at);
    }
    if (after == '\'' && (c == 't' || c == 'h' || c == 'b')) {
      at++;
      return quoted(c == 't' ? Kind.TIMESTAMP : c == 'h' ? Kind.HEX : Kind.BINARY, at - 1);
    }
    if (PatternText.isWord(c) && !PatternText.isDigit(c)) {
      return word();
    }
    if (PatternText.isDigit(c)
        || c == '+'
        || c == '-'
        || (c == '.' && PatternText.isDigit(after))) {
      return number();
    }
    return sign(c, after);
  }

  private void skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '/' && text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (c == '/' && text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
          throw new StixPatternException(at, "commentaire non fermé");
        }
        at = end + 2;
      } else if (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085') {
        at++;
      } else {
        return;
      }
    }
  }

  private PatternToken quoted(Kind kind, int start) {
    var value = new StringBuilder();
    at++;
    while (at < text.length() && text.charAt(at) != '\'') {
      char c = text.charAt(at);
      if (c == '\\') {
        at++;
        if (at == text.length() || (text.charAt(at) != '\'' && text.charAt(at) != '\\')) {
          throw new StixPatternException(at - 1, "après « \\ », seuls « ' » et « \\ » sont permis");
        }
        c = text.charAt(at);
      }
      value.append(c);
      at++;
    }
    if (at == text.length()) {
      throw new StixPatternException(start, "chaîne non fermée");
    }
    at++;
    return new PatternToken(kind, value.toString(), start);
  }

  private PatternToken word() {
    int start = at;
    while (at < text.length() && (PatternText.isWord(text.charAt(at)) || text.charAt(at) == '-')) {
      at++;
    }
    return new PatternToken(Kind.WORD, text.substring(start, at), start);
  }

  private PatternToken number() {
    int start = at;
    if (text.charAt(at) == '+' || text.charAt(at) == '-') {
      at++;
    }
    int whole = digits();
    int fraction = -1;
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      fraction = digits();
    }
    var number = text.substring(start, at);
    boolean ends = at == text.length() || !PatternText.isWord(text.charAt(at));
    boolean leadingZero = fraction < 0 && whole > 1 && text.charAt(at - whole) == '0';
    if (!ends || leadingZero || fraction == 0 || (whole == 0 && fraction < 0)) {
      throw new StixPatternException(start, "nombre mal formé");
    }
    return new PatternToken(fraction < 0 ? Kind.WHOLE : Kind.DECIMAL, number, start);
  }

  private int digits() {
    int start = at;
    while (at < text.length() && PatternText.isDigit(text.charAt(at))) {
      at++;
    }
    return at - start;
  }

  private PatternToken sign(char c, char after) {
    int start = at;
    var two = "" + c + after;
    boolean isTwo =
        switch (two) {
          case "!=", "<>", "<=", ">=", "==" -> true;
          default -> false;
        };
    if (!isTwo && "[]()=<>:.,*".indexOf(c) < 0) {
      throw new StixPatternException(start, "caractère inattendu : " + Excerpt.of("" + c));
    }
    at += isTwo ? 2 : 1;
    return new PatternToken(Kind.SIGN, isTwo ? two : "" + c, start);
  }
}

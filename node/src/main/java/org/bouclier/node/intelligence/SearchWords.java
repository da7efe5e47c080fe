package org.bouclier.node.intelligence;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The words by which objects are found, the same way on both sides: when an object is stored and
 * when somebody asks.
 *
 * <p>A word is a run of letters and digits, in lower case, without accents: {@code
 * login.Évil-bank.ml} gives {@code login evil bank ml}. So a name is found by any of its labels,
 * and whoever types without accents finds what was written with them.
 */
final class SearchWords {

  /** Longer texts are found by their beginning: a tsvector holds at most a megabyte. */
  private static final int MAX_CHARS = 20_000;

  private static final int MAX_WORDS_ASKED = 8;
  private static final int MAX_WORD = 64;

  private SearchWords() {}

  /** A text as French prose: cut, and without what PostgreSQL refuses. */
  static String prose(String text) {
    String cut = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
    return cut.replace('\0', ' ');
  }

  /** The words of a text, separated by blanks. */
  static String terms(String text) {
    return String.join(" ", words(text, Integer.MAX_VALUE));
  }

  /**
   * What somebody typed, as a query of {@code to_tsquery('simple', ...)}: every word must begin a
   * word of the object.
   *
   * @return empty if there is no word in it
   */
  static String prefixes(String asked) {
    return words(asked, MAX_WORDS_ASKED).stream()
        .map(word -> word + ":*")
        .collect(Collectors.joining(" & "));
  }

  private static List<String> words(String text, int most) {
    String plain =
        Normalizer.normalize(prose(text), Normalizer.Form.NFD).toLowerCase(Locale.ROOT) + ' ';
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    for (int i = 0;
        i < plain.length() && words.size() < most;
        i += Character.charCount(c(plain, i))) {
      int c = c(plain, i);
      if (Character.isLetterOrDigit(c)) {
        word.appendCodePoint(c);
      } else if (Character.getType(c) != Character.NON_SPACING_MARK && !word.isEmpty()) {
        words.add(
            word.codePointCount(0, word.length()) > MAX_WORD
                ? word.substring(0, word.offsetByCodePoints(0, MAX_WORD))
                : word.toString());
        word.setLength(0);
      }
    }
    return words;
  }

  /** The character that starts there, of one or two chars: Adlam is written with the latter. */
  private static int c(String text, int at) {
    return text.codePointAt(at);
  }
}

package org.bouclier.node.intelligence;

import java.util.ArrayList;
import java.util.List;

/**
 * What changed between two texts, word by word: the longest common subsequence, by the plain
 * quadratic method. Texts of more than {@value #MAX_WORDS} words are shown as wholly replaced.
 */
public final class WordDiff {

  static final int MAX_WORDS = 1_500;

  private WordDiff() {}

  /** A run of words, with the blanks that follow them. */
  public record Part(Kind kind, String text) {}

  /** Where a run stands. */
  public enum Kind {
    SAME,
    GONE,
    NEW
  }

  /** The runs that lead from one text to the other. */
  static List<Part> between(String before, String after) {
    var former = words(before);
    var latter = words(after);
    if (former.size() > MAX_WORDS || latter.size() > MAX_WORDS) {
      return List.of(new Part(Kind.GONE, before), new Part(Kind.NEW, after));
    }
    int[][] common = common(former, latter);
    var parts = new ArrayList<Part>();
    int i = 0;
    int j = 0;
    while (i < former.size() || j < latter.size()) {
      if (i < former.size() && j < latter.size() && former.get(i).equals(latter.get(j))) {
        add(parts, Kind.SAME, former.get(i++));
        j++;
      } else if (j == latter.size()
          || (i < former.size() && common[i + 1][j] >= common[i][j + 1])) {
        add(parts, Kind.GONE, former.get(i++));
      } else {
        add(parts, Kind.NEW, latter.get(j++));
      }
    }
    return parts;
  }

  /** For each pair of ends, how many words they have in common, in order. */
  private static int[][] common(List<String> former, List<String> latter) {
    int[][] common = new int[former.size() + 1][latter.size() + 1];
    for (int i = former.size() - 1; i >= 0; i--) {
      for (int j = latter.size() - 1; j >= 0; j--) {
        common[i][j] =
            former.get(i).equals(latter.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }

  private static void add(List<Part> parts, Kind kind, String word) {
    int last = parts.size() - 1;
    if (last >= 0 && parts.get(last).kind() == kind) {
      parts.set(last, new Part(kind, parts.get(last).text() + word));
    } else {
      parts.add(new Part(kind, word));
    }
  }

  /** Words and marks, each with the blanks after it: put together they are the text. */
  private static List<String> words(String text) {
    var words = new ArrayList<String>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      boolean ends = i + 1 == text.length() || isEnd(text.charAt(i), text.charAt(i + 1));
      if (ends) {
        words.add(text.substring(start, i + 1));
        start = i + 1;
      }
    }
    return words;
  }

  /** A word ends where its blanks do, and a mark is a word of its own. */
  private static boolean isEnd(char c, char next) {
    boolean blank = Character.isWhitespace(c);
    if (Character.isWhitespace(next)) {
      return false;
    }
    return blank || isMark(c) || isMark(next);
  }

  private static boolean isMark(char c) {
    return !Character.isLetterOrDigit(c) && !Character.isWhitespace(c) && !Character.isSurrogate(c);
  }
}

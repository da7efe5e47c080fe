package org.bouclier.detect.sigma;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Evaluates a condition by rewriting its text: names become T or F, then the innermost operation is
 * replaced by its answer until one letter is left.
 */
final class PlainCondition {

  private static final Pattern QUANTIFIED =
      Pattern.compile("\\b(all|any|\\d+)\\s+of\\s+([\\w*.-]+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern NAME = Pattern.compile("[\\w.-]+");

  private final String text;
  private final Map<String, Boolean> searches;

  PlainCondition(String text, Map<String, Boolean> searches) {
    this.text = text;
    this.searches = searches;
  }

  boolean value() {
    String letters =
        NAME.matcher(QUANTIFIED.matcher(text).replaceAll(this::quantified))
            .replaceAll(name -> Matcher.quoteReplacement(name(name.group())));
    String current = " " + letters.replaceAll("\\s+", "") + " ";
    while (true) {
      String next = current.strip();
      next = next.replace("(T)", "T").replace("(F)", "F");
      next = next.replace("!T", "F").replace("!F", "T");
      if (next.equals(current.strip())) {
        // "and" before "or": only conjunctions whose operands are letters already
        next = next.replaceFirst("([TF])&([TF])", next.contains("&") ? and(next) : "");
      }
      if (next.equals(current.strip())) {
        next = or(next);
      }
      if (next.equals(current.strip())) {
        return letter(next);
      }
      current = next;
    }
  }

  private static String and(String text) {
    Matcher pair = Pattern.compile("([TF])&([TF])").matcher(text);
    return pair.find() && pair.group().equals("T&T") ? "T" : "F";
  }

  /** Joins one disjunction whose operands are finished, that is, not part of a conjunction. */
  private static String or(String text) {
    Matcher pair = Pattern.compile("(?<![&!])([TF])\\|([TF])(?!&)").matcher(text);
    return pair.find()
        ? text.substring(0, pair.start())
            + (pair.group().contains("T") ? "T" : "F")
            + text.substring(pair.end())
        : text;
  }

  private static boolean letter(String text) {
    if (!text.equals("T") && !text.equals("F")) {
      throw new IllegalStateException("not reduced: " + text);
    }
    return text.equals("T");
  }

  private String quantified(java.util.regex.MatchResult found) {
    String pattern = found.group(2);
    String regex = pattern.equals("them") ? ".*" : Pattern.quote(pattern).replace("*", "\\E.*\\Q");
    List<Boolean> answers =
        searches.entrySet().stream()
            .filter(search -> pattern.startsWith("_") || !search.getKey().startsWith("_"))
            .filter(search -> search.getKey().matches(regex))
            .map(Map.Entry::getValue)
            .toList();
    int needed =
        switch (found.group(1).toLowerCase(java.util.Locale.ROOT)) {
          case "all" -> answers.size();
          case "any" -> 1;
          default -> Integer.parseInt(found.group(1));
        };
    return answers.stream().filter(yes -> yes).count() >= needed ? "T" : "F";
  }

  private String name(String name) {
    return switch (name.toLowerCase(java.util.Locale.ROOT)) {
      case "and" -> "&";
      case "or" -> "|";
      case "not" -> "!";
      default -> {
        Boolean answer = searches.get(name);
        yield answer == null ? name : answer ? "T" : "F";
      }
    };
  }
}

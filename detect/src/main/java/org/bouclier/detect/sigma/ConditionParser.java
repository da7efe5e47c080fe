package org.bouclier.detect.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a rule's condition (sigma-rules-specification, "Condition").
 *
 * <pre>{@code
 * or   = and  ("or" and)*
 * and  = not  ("and" not)*
 * not  = "not" not | term
 * term = "(" or ")" | count "of" names | name
 * count = "1" | "any" | "all" | number
 * names = "them" | name, "*" standing for anything
 * }</pre>
 *
 * <p>{@code them} and patterns leave out names that start by an underscore, unless the pattern
 * does.
 */
final class ConditionParser {

  private static final int MAX_DEPTH = 50;

  private final Map<String, Condition> named;
  private final List<String> tokens;
  private int at;
  private int depth;

  private ConditionParser(Map<String, Condition> named, List<String> tokens) {
    this.named = named;
    this.tokens = tokens;
  }

  /**
   * @param text the condition
   * @param named the rule's searches, by name
   * @throws RuleFault if it is not in the grammar, or names what is not there
   */
  static Condition parse(String text, Map<String, Condition> named) throws RuleFault {
    if (text.indexOf('|') >= 0) {
      throw new RuleFault(
          "count", "agrégation « | » d'avant Sigma 2.0 : à récrire en règle de corrélation");
    }
    var parser = new ConditionParser(named, tokens(text));
    Condition condition = parser.or();
    if (parser.at < parser.tokens.size()) {
      throw new RuleFault("condition", "inattendu : " + parser.tokens.get(parser.at));
    }
    return condition;
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        i++;
      } else if (c == '(' || c == ')') {
        tokens.add(String.valueOf(c));
        i++;
      } else {
        int from = i;
        while (i < text.length()
            && !Character.isWhitespace(text.charAt(i))
            && text.charAt(i) != '('
            && text.charAt(i) != ')') {
          i++;
        }
        tokens.add(text.substring(from, i));
      }
    }
    return tokens;
  }

  private Condition or() throws RuleFault {
    List<Condition> parts = new ArrayList<>(List.of(and()));
    while (accept("or")) {
      parts.add(and());
    }
    return AnyOf.of(parts);
  }

  private Condition and() throws RuleFault {
    List<Condition> parts = new ArrayList<>(List.of(not()));
    while (accept("and")) {
      parts.add(not());
    }
    return AllOf.of(parts);
  }

  private Condition not() throws RuleFault {
    if (!accept("not")) {
      return term();
    }
    deeper();
    Condition part = not();
    depth--;
    return part instanceof Not(Condition twice) ? twice : new Not(part);
  }

  private void deeper() throws RuleFault {
    if (++depth > MAX_DEPTH) {
      throw new RuleFault("condition", "plus de " + MAX_DEPTH + " niveaux");
    }
  }

  private Condition term() throws RuleFault {
    if (at == tokens.size()) {
      throw new RuleFault("condition", "la condition s'arrête trop tôt");
    }
    String token = tokens.get(at++);
    if (token.equals("(")) {
      deeper();
      Condition inner = or();
      if (!accept(")")) {
        throw new RuleFault("condition", "parenthèse non fermée");
      }
      depth--;
      return inner;
    }
    if (at < tokens.size() && tokens.get(at).equalsIgnoreCase("of")) {
      at++;
      return quantified(token.toLowerCase(Locale.ROOT));
    }
    Condition condition = named.get(token);
    if (condition == null) {
      throw new RuleFault("condition", "recherche inconnue : " + token);
    }
    return condition;
  }

  private Condition quantified(String count) throws RuleFault {
    if (at == tokens.size()) {
      throw new RuleFault("condition", "« of » sans nom");
    }
    String pattern = tokens.get(at++);
    List<Condition> parts = matching(pattern);
    if (parts.isEmpty()) {
      throw new RuleFault("condition", "aucune recherche ne s'appelle " + pattern);
    }
    return switch (count) {
      case "all" -> AllOf.of(parts);
      case "any", "1" -> AnyOf.of(parts);
      default -> atLeast(count, parts);
    };
  }

  private static Condition atLeast(String count, List<Condition> parts) throws RuleFault {
    int needed;
    try {
      needed = Integer.parseInt(count);
    } catch (NumberFormatException notOne) {
      throw new RuleFault("condition", "« of » sans nombre : " + count);
    }
    if (needed < 1 || needed > parts.size()) {
      throw new RuleFault("condition", count + " parmi " + parts.size() + " recherches");
    }
    return needed == parts.size()
        ? AllOf.of(parts)
        : needed == 1 ? AnyOf.of(parts) : new SomeOf(needed, parts);
  }

  private List<Condition> matching(String pattern) {
    boolean them = pattern.equalsIgnoreCase("them");
    boolean hidden = pattern.startsWith("_");
    List<Condition> parts = new ArrayList<>();
    named.forEach((name, condition) -> {
      if ((hidden || !name.startsWith("_")) && (them || fits(pattern, name))) {
        parts.add(condition);
      }
    });
    return parts;
  }

  private static boolean fits(String pattern, String name) {
    String[] pieces = pattern.split("\\*", -1);
    if (pieces.length == 1) {
      return pattern.equals(name);
    }
    String last = pieces[pieces.length - 1];
    if (!name.startsWith(pieces[0])
        || !name.endsWith(last)
        || name.length() < pieces[0].length() + last.length()) {
      return false;
    }
    int from = pieces[0].length();
    int to = name.length() - last.length();
    for (int i = 1; i < pieces.length - 1; i++) {
      int found = name.indexOf(pieces[i], from);
      if (found < 0 || found + pieces[i].length() > to) {
        return false;
      }
      from = found + pieces[i].length();
    }
    return true;
  }

  private boolean accept(String word) {
    if (at < tokens.size() && tokens.get(at).equalsIgnoreCase(word)) {
      at++;
      return true;
    }
    return false;
  }
}

package org.bouclier.stix;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bouclier.stix.ComparisonExpression.Operator;
import org.bouclier.stix.PatternToken.Kind;

/*
 * Recursive descent over the grammar of STIX 2.1, section 9.1, loosest first:
 *
 *   pattern      = followedBy END
 *   followedBy   = or ( "FOLLOWEDBY" or )*
 *   or           = and ( "OR" and )*
 *   and          = qualified ( "AND" qualified )*
 *   qualified    = ( "[" comparison "]" | "(" followedBy ")" ) qualifier*
 *   qualifier    = "START" t'..' "STOP" t'..' | "WITHIN" number "SECONDS" | "REPEATS" n "TIMES"
 *
 *   comparison   = compAnd ( "OR" compAnd )*
 *   compAnd      = test ( "AND" test )*
 *   test         = "(" comparison ")" | "EXISTS" path | path "NOT"? operator constant
 *
 * Chains are lists, not left-deep trees: a pattern of 10,000 values joined by OR is two levels deep.
 * Only parentheses and qualifiers nest, and those are bounded.
 */
final class PatternParser {

  private static final int MAX_DEPTH = 64;

  /** STIX 2.0 wrote START and STOP as strings; keywords cannot be names of types. */
  private static final Set<String> KEYWORDS =
      Set.of(
          "AND",
          "OR",
          "NOT",
          "FOLLOWEDBY",
          "LIKE",
          "MATCHES",
          "ISSUPERSET",
          "ISSUBSET",
          "EXISTS",
          "IN",
          "START",
          "STOP",
          "SECONDS",
          "WITHIN",
          "REPEATS",
          "TIMES",
          "true",
          "false");

  private final List<PatternToken> tokens;
  private int at;
  private int depth;

  PatternParser(List<PatternToken> tokens) {
    this.tokens = tokens;
  }

  ObservationExpression pattern() {
    var root = followedBy();
    if (peek().kind() != Kind.END) {
      throw unexpected("la fin du motif");
    }
    return root;
  }

  private ObservationExpression followedBy() {
    return chain("FOLLOWEDBY", this::or, ObservationExpression.FollowedBy::new);
  }

  private ObservationExpression or() {
    return chain("OR", this::and, ObservationExpression.Or::new);
  }

  private ObservationExpression and() {
    return chain("AND", this::qualified, ObservationExpression.And::new);
  }

  private <T> T chain(String keyword, Supplier<T> operand, Function<List<T>, T> joined) {
    var operands = new ArrayList<T>();
    do {
      operands.add(operand.get());
    } while (accept(keyword));
    return operands.size() == 1 ? operands.getFirst() : joined.apply(operands);
  }

  private ObservationExpression qualified() {
    enter();
    ObservationExpression expression;
    if (accept("[")) {
      expression = new ObservationExpression.Observed(comparison());
      expect("]");
    } else if (accept("(")) {
      expression = followedBy();
      expect(")");
    } else {
      throw unexpected("« [ » ou « ( »");
    }
    int outer = depth;
    while (true) {
      if (accept("START")) {
        var start = time();
        expect("STOP");
        expression = new ObservationExpression.StartStop(expression, start.value(), time().value());
      } else if (accept("WITHIN")) {
        expression = new ObservationExpression.Within(expression, seconds());
        expect("SECONDS");
      } else if (accept("REPEATS")) {
        expression = new ObservationExpression.Repeats(expression, times());
        expect("TIMES");
      } else {
        depth = outer;
        leave();
        return expression;
      }
      enter(); // each qualifier wraps what stands before it
    }
  }

  private ComparisonExpression comparison() {
    return chain("OR", this::comparisonAnd, ComparisonExpression.Or::new);
  }

  private ComparisonExpression comparisonAnd() {
    return chain("AND", this::test, ComparisonExpression.And::new);
  }

  private ComparisonExpression test() {
    if (accept("(")) {
      enter();
      var inner = comparison();
      expect(")");
      leave();
      return inner;
    }
    if (accept("EXISTS")) {
      return new ComparisonExpression.Exists(path());
    }
    var path = path();
    boolean negated = accept("NOT");
    var operator = operator();
    return new ComparisonExpression.PropertyTest(path, negated, operator, constants(operator));
  }

  private Operator operator() {
    var token = next();
    if (token.kind() == Kind.SIGN || token.kind() == Kind.WORD) {
      switch (token.text()) {
        case "==" -> {
          return Operator.EQUAL;
        }
        case "<>" -> {
          return Operator.NOT_EQUAL;
        }
        default -> {
          for (var operator : Operator.values()) {
            if (operator.text().equals(token.text())) {
              return operator;
            }
          }
        }
      }
    }
    at--;
    throw unexpected("un opérateur");
  }

  private List<PatternLiteral> constants(Operator operator) {
    return switch (operator) {
      case IN -> set();
      case LIKE, MATCHES, SUBSET, SUPERSET -> {
        if (peek().kind() != Kind.STRING) {
          throw unexpected("une chaîne");
        }
        yield List.of(literal());
      }
      case EQUAL, NOT_EQUAL -> List.of(literal());
      case GREATER, LESS, LESS_OR_EQUAL, GREATER_OR_EQUAL -> {
        if (peek().is("true") || peek().is("false")) {
          throw unexpected("une constante que l’on peut ordonner");
        }
        yield List.of(literal());
      }
    };
  }

  private List<PatternLiteral> set() {
    expect("(");
    var set = new ArrayList<PatternLiteral>();
    if (!accept(")")) {
      do {
        set.add(literal());
      } while (accept(","));
      expect(")");
    }
    return set;
  }

  private PatternLiteral literal() {
    var token = next();
    try {
      return switch (token.kind()) {
        case STRING -> new PatternLiteral.Text(token.text());
        case WHOLE -> new PatternLiteral.Whole(Long.parseLong(token.text()));
        case DECIMAL -> decimal(token);
        case TIMESTAMP -> new PatternLiteral.Time(StixTime.parse(token.text()));
        case HEX ->
            new PatternLiteral.Bytes(
                HexFormat.of().formatHex(HexFormat.of().parseHex(token.text())));
        case BINARY ->
            new PatternLiteral.Bytes(
                HexFormat.of().formatHex(Base64.getDecoder().decode(token.text())));
        case WORD -> {
          if (!token.text().equals("true") && !token.text().equals("false")) {
            at--;
            throw unexpected("une constante");
          }
          yield new PatternLiteral.Truth(token.text().equals("true"));
        }
        case SIGN, END -> {
          at--;
          throw unexpected("une constante");
        }
      };
    } catch (IllegalArgumentException malformed) { // number too long, odd hexadecimal, base64, date
      throw at(token, "constante mal formée : " + Excerpt.of(token.text()));
    }
  }

  private static PatternLiteral.Decimal decimal(PatternToken token) {
    double value = Double.parseDouble(token.text());
    if (!Double.isFinite(value)) {
      throw at(token, "nombre trop grand");
    }
    return new PatternLiteral.Decimal(value);
  }

  private PatternLiteral.Time time() {
    if (peek().kind() != Kind.TIMESTAMP || !(literal() instanceof PatternLiteral.Time time)) {
      throw unexpected("une date t'...'");
    }
    return time;
  }

  private double seconds() {
    var token = peek();
    double seconds =
        switch (literal()) {
          case PatternLiteral.Whole(var whole) -> (double) whole;
          case PatternLiteral.Decimal(var decimal) -> decimal;
          default -> throw at(token, "un nombre de secondes est attendu");
        };
    if (seconds <= 0) {
      throw at(token, "un nombre de secondes au-dessus de zéro est attendu");
    }
    return seconds;
  }

  private long times() {
    var token = peek();
    if (token.kind() != Kind.WHOLE
        || !(literal() instanceof PatternLiteral.Whole(var times))
        || times < 1) {
      throw at(token, "un nombre de fois, au moins une, est attendu");
    }
    return times;
  }

  private ObjectPath path() {
    var type = next();
    if (type.kind() != Kind.WORD || KEYWORDS.contains(type.text())) {
      at--;
      throw unexpected("un type d’objet");
    }
    expect(":");
    var steps = new ArrayList<ObjectPath.Step>();
    steps.add(key());
    while (true) {
      if (accept(".")) {
        steps.add(key());
      } else if (peek().is("[")) {
        at++;
        steps.add(item());
        expect("]");
      } else {
        return new ObjectPath(type.text(), steps);
      }
      if (steps.size() > MAX_DEPTH) {
        throw at(type, "chemin de plus de " + MAX_DEPTH + " éléments");
      }
    }
  }

  private ObjectPath.Key key() {
    var token = next();
    boolean plain = token.kind() == Kind.WORD && token.text().indexOf('-') < 0;
    if (!plain && token.kind() != Kind.STRING) {
      at--;
      throw unexpected("un nom de propriété");
    }
    return new ObjectPath.Key(token.text());
  }

  private ObjectPath.Step item() {
    if (accept("*")) {
      return new ObjectPath.AnyItem();
    }
    var token = next();
    try {
      if (token.kind() == Kind.WHOLE) {
        return new ObjectPath.Item(Integer.parseInt(token.text()));
      }
    } catch (NumberFormatException tooBig) {
      throw at(token, "rang trop grand");
    }
    at--;
    throw unexpected("un rang ou « * »");
  }

  private PatternToken peek() {
    return tokens.get(at);
  }

  private PatternToken next() {
    return tokens.get(at++); // whoever gets END steps back and refuses it
  }

  private boolean accept(String text) {
    if (peek().is(text)) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(String text) {
    if (!accept(text)) {
      throw unexpected("« " + text + " »");
    }
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw at(peek(), "plus de " + MAX_DEPTH + " niveaux");
    }
  }

  private void leave() {
    depth--;
  }

  private StixPatternException unexpected(String expected) {
    var token = peek();
    var found =
        token.kind() == Kind.END ? "la fin du motif" : "« " + Excerpt.of(token.text()) + " »";
    return at(token, expected + " attendu, " + found + " trouvé");
  }

  private static StixPatternException at(PatternToken token, String message) {
    return new StixPatternException(token.position(), message);
  }
}

package org.bouclier.stix;

import java.util.List;
import java.util.stream.Collectors;

/** What one observation must contain: the inside of square brackets (STIX 2.1, section 9.6). */
public sealed interface ComparisonExpression {

  /** Operators between a property and a constant. */
  enum Operator {
    /** Equal. */
    EQUAL("="),
    /** Not equal. */
    NOT_EQUAL("!="),
    /** Greater. */
    GREATER(">"),
    /** Less. */
    LESS("<"),
    /** Less or equal. */
    LESS_OR_EQUAL("<="),
    /** Greater or equal. */
    GREATER_OR_EQUAL(">="),
    /** Equal to one of a set. */
    IN("IN"),
    /** Like a text with {@code %} for any chars and {@code _} for one. */
    LIKE("LIKE"),
    /** Contains a match of a PCRE expression. */
    MATCHES("MATCHES"),
    /** An address or network within the given network. */
    SUBSET("ISSUBSET"),
    /** A network that holds the given address or network. */
    SUPERSET("ISSUPERSET");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    /** As written in a pattern. */
    public String text() {
      return text;
    }
  }

  /**
   * A property compared with a constant.
   *
   * @param path which property
   * @param negated whether NOT stands before the operator
   * @param operator how
   * @param literals one constant; for {@link Operator#IN} any number, even none
   */
  record PropertyTest(
      ObjectPath path, boolean negated, Operator operator, List<PatternLiteral> literals)
      implements ComparisonExpression {

    /** Copies the list. */
    public PropertyTest {
      literals = List.copyOf(literals);
    }
  }

  /**
   * The property is there.
   *
   * @param path which property
   */
  record Exists(ObjectPath path) implements ComparisonExpression {}

  /**
   * All of them, on one object.
   *
   * @param operands two or more
   */
  record And(List<ComparisonExpression> operands) implements ComparisonExpression {

    /** Copies the list. */
    public And {
      operands = List.copyOf(operands);
    }
  }

  /**
   * At least one of them.
   *
   * @param operands two or more
   */
  record Or(List<ComparisonExpression> operands) implements ComparisonExpression {

    /** Copies the list. */
    public Or {
      operands = List.copyOf(operands);
    }
  }

  /** The canonical text form. */
  default String text() {
    return switch (this) {
      case Exists(var path) -> "EXISTS " + path;
      case And(var operands) -> joined(operands, " AND ");
      case Or(var operands) -> joined(operands, " OR ");
      case PropertyTest(var path, var negated, var operator, var literals) -> {
        var constants =
            literals.stream().map(PatternLiteral::text).collect(Collectors.joining(", "));
        yield path
            + (negated ? " NOT " : " ")
            + operator.text()
            + (operator == Operator.IN ? " (" + constants + ")" : " " + constants);
      }
    };
  }

  private static String joined(List<ComparisonExpression> operands, String separator) {
    return operands.stream()
        .map(operand ->
            operand instanceof And || operand instanceof Or
                ? "(" + operand.text() + ")"
                : operand.text())
        .collect(Collectors.joining(separator));
  }
}

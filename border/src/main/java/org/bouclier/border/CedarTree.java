package org.bouclier.border;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.bouclier.border.Facets.Attribute;
import tools.jackson.databind.JsonNode;

/**
 * Which attributes a policy reads, told from the tree that Cedar makes of it.
 *
 * <p>Only the operators below may occur, and the variables only with an attribute after them: then
 * nothing else than these attributes can change what the policy says. What Cedar has besides
 * (hierarchies of entities, arithmetic, addresses) is refused: the border has no use for it.
 */
final class CedarTree {

  private static final int MAX_DEPTH = 200;
  private static final Set<String> BINARY =
      Set.of("==", "!=", "&&", "||", "contains", "containsAll", "containsAny");
  private static final Set<String> UNARY = Set.of("!", "isEmpty");

  private final EnumSet<Attribute> read = EnumSet.noneOf(Attribute.class);

  /** What the border has no use for, in French. */
  static final class ForeignException extends Exception {

    private static final long serialVersionUID = 1;

    ForeignException(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  private CedarTree() {}

  /**
   * The attributes that a policy reads.
   *
   * @param policy in the JSON form of Cedar
   * @throws ForeignException if it says what the border has no use for
   */
  static EnumSet<Attribute> attributes(JsonNode policy) throws ForeignException {
    var tree = new CedarTree();
    for (var scope : new String[] {"principal", "action", "resource"}) {
      var op = policy.path(scope).path("op").asString("");
      boolean action = scope.equals("action") && op.equals("==");
      if (!op.equals("All") && !action) {
        throw new ForeignException(
            "« "
                + scope
                + " » reste seul dans la tête d’une règle : ce qui le restreint va après"
                + " « when »");
      }
    }
    for (var condition : policy.path("conditions").values()) {
      tree.read(condition.path("body"), 0);
    }
    return tree.read;
  }

  private void read(JsonNode node, int depth) throws ForeignException {
    if (depth > MAX_DEPTH || node.size() != 1) {
      throw new ForeignException("la condition est trop profonde ou illisible");
    }
    var operator = node.propertyNames().iterator().next();
    var body = node.path(operator);
    if (operator.equals("Value")) {
      return;
    }
    if (operator.equals("Set")) {
      for (var item : body.values()) {
        read(item, depth + 1);
      }
    } else if (operator.equals(".")) {
      read.add(attribute(body));
    } else if (BINARY.contains(operator)) {
      read(body.path("left"), depth + 1);
      read(body.path("right"), depth + 1);
    } else if (UNARY.contains(operator)) {
      read(body.path("arg"), depth + 1);
    } else {
      throw new ForeignException("la frontière ne connaît pas « " + operator + " »");
    }
  }

  private static Attribute attribute(JsonNode access) throws ForeignException {
    var variable = access.path("left").path("Var").asString("");
    var name = access.path("attr").asString("");
    return Arrays.stream(Attribute.values())
        .filter(a -> a.holder().variable().equals(variable) && a.cedarName().equals(name))
        .findFirst()
        .orElseThrow(() -> new ForeignException("« " + name + " » n’est pas un attribut"));
  }
}

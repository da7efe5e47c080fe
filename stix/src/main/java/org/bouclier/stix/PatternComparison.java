package org.bouclier.stix;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Judges what stands in brackets on one observation (STIX 2.1, sections 9.6 and 9.7).
 *
 * <p>AND asks of one root object that it has both: the sets of roots are intersected.
 */
final class PatternComparison {

  private static final int MAX_VALUES = 100_000;

  private PatternComparison() {}

  /** The root objects that satisfy it. */
  static Set<String> roots(ComparisonExpression expression, Observation observation) {
    return switch (expression) {
      case ComparisonExpression.Or(var operands) -> {
        Set<String> roots = new HashSet<>();
        operands.forEach(operand -> roots.addAll(roots(operand, observation)));
        yield roots;
      }
      case ComparisonExpression.And(var operands) -> {
        Set<String> roots = new HashSet<>(observation.roots().keySet());
        operands.forEach(operand -> roots.retainAll(roots(operand, observation)));
        yield roots;
      }
      case ComparisonExpression.Exists(var path) -> {
        Set<String> roots = new HashSet<>();
        observation
            .roots()
            .forEach((id, object) -> {
              if (!values(path, object, observation.known()).isEmpty()) {
                roots.add(id);
              }
            });
        yield roots;
      }
      case ComparisonExpression.PropertyTest test -> {
        Set<String> roots = new HashSet<>();
        observation
            .roots()
            .forEach((id, object) -> {
              for (var value : values(test.path(), object, observation.known())) {
                if (PatternValue.satisfies(test, value)) {
                  roots.add(id);
                }
              }
            });
        yield roots;
      }
    };
  }

  /** What a path leads to, from one root; references are followed. */
  private static List<PatternValue> values(
      ObjectPath path, JsonNode root, Map<String, JsonNode> known) {
    if (!root.path("type").asString("").equals(path.type())) {
      return List.of();
    }
    List<JsonNode> at = List.of(root);
    String name = "";
    for (var step : path.steps()) {
      List<JsonNode> next = new ArrayList<>();
      for (var node : at) {
        switch (step) {
          case ObjectPath.Key(var key) -> key(node, key, known, next);
          case ObjectPath.Item(var position) -> {
            if (position >= 0 && node.isArray() && node.has(position)) {
              next.add(node.path(position));
            }
          }
          case ObjectPath.AnyItem any -> {
            if (node.isArray()) {
              next.addAll(node.values());
            }
          }
        }
        if (next.size() > MAX_VALUES) {
          throw new StixPatternException(0, "motif trop coûteux à chercher dans ces observations");
        }
      }
      name = step instanceof ObjectPath.Key(var key) ? key : name;
      at = next;
    }
    var property = name;
    return at.stream().map(node -> PatternValue.of(property, node)).toList();
  }

  private static void key(
      JsonNode node, String key, Map<String, JsonNode> known, List<JsonNode> next) {
    if (!node.isObject() || !node.has(key)) {
      return;
    }
    var value = node.path(key);
    if (key.endsWith("_ref")) {
      var target = known.get(value.asString(""));
      if (target != null) {
        next.add(target);
      }
    } else if (key.endsWith("_refs")) {
      var targets = StixJson.MAPPER.createArrayNode();
      for (var reference : value.values()) {
        var target = known.get(reference.asString(""));
        if (target != null) {
          targets.add(target);
        }
      }
      next.add(targets);
    } else {
      next.add(value);
    }
  }
}

package org.bouclier.stix;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The path of one property inside an object: {@code external_references.[0].url}.
 *
 * <p>Source: STIX 2.1, section 7.2.3.1.
 *
 * @param steps names, and list indexes written {@code [0]}; at least one, the first a name
 */
public record Selector(List<String> steps) {

  private static final Pattern INDEX = Pattern.compile("\\[(0|[1-9][0-9]{0,6})]");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,250}");
  private static final int MAX_STEPS = 32;

  /** Copies the list. */
  public Selector {
    steps = List.copyOf(steps);
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if it is not a selector, or has more than 32 steps
   */
  public static Selector parse(String text) {
    var steps = new ArrayList<String>();
    int from = 0;
    while (from <= text.length()) {
      int dot = text.indexOf('.', from);
      int to = dot < 0 ? text.length() : dot;
      var step = text.substring(from, to);
      boolean isIndex = INDEX.matcher(step).matches();
      if (steps.size() == MAX_STEPS
          || (!isIndex && !NAME.matcher(step).matches())
          || (isIndex && steps.isEmpty())) {
        throw new IllegalArgumentException("not a selector: " + Excerpt.of(text));
      }
      steps.add(step);
      from = to + 1;
    }
    return new Selector(steps);
  }

  /** The value selected in an object, if there is one. */
  public Optional<JsonNode> find(JsonNode object) {
    JsonNode node = object;
    for (var step : steps) {
      node = step(node, step);
    }
    return node.isMissingNode() ? Optional.empty() : Optional.of(node);
  }

  /**
   * Takes the selected value away from a tree. An item of a list becomes {@code null}, so that the
   * selectors of its neighbours still point at them: see {@link #dropHoles}.
   *
   * @return whether there was one
   */
  public boolean removeFrom(ObjectNode object) {
    JsonNode parent = object;
    for (var step : steps.subList(0, steps.size() - 1)) {
      parent = step(parent, step);
    }
    var last = steps.getLast();
    if (parent instanceof ObjectNode dictionary) {
      return dictionary.remove(last) != null;
    }
    if (parent instanceof ArrayNode list && last.startsWith("[") && list.has(index(last))) {
      list.setNull(index(last));
      return true;
    }
    return false;
  }

  /** Takes away the {@code null}s that {@link #removeFrom} left, and what they leave empty. */
  public static void dropHoles(JsonNode tree) {
    if (tree instanceof ObjectNode dictionary) {
      for (var name : List.copyOf(dictionary.propertyNames())) {
        var value = dictionary.path(name);
        int before = value.size();
        dropHoles(value);
        if (value.isContainer() && before > 0 && value.isEmpty()) {
          dictionary.remove(name);
        }
      }
    } else if (tree instanceof ArrayNode list) {
      for (int i = list.size() - 1; i >= 0; i--) {
        var item = list.path(i);
        dropHoles(item);
        if (item.isNull() || (item.isContainer() && item.isEmpty())) {
          list.remove(i);
        }
      }
    }
  }

  private static JsonNode step(JsonNode node, String step) {
    return step.startsWith("[") ? node.path(index(step)) : node.path(step);
  }

  private static int index(String step) {
    return Integer.parseInt(step.substring(1, step.length() - 1));
  }

  /** The text form. */
  @Override
  public String toString() {
    return String.join(".", steps);
  }
}

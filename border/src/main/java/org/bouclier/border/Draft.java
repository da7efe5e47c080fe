package org.bouclier.border;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.bouclier.border.Minimised.Reason;
import org.bouclier.border.Minimised.Withheld;
import org.bouclier.stix.Selector;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One object on its way out: its tree, what was done to it, and what stands in its way. */
final class Draft {

  private final StixObject original;
  private final ObjectNode tree;
  private final Form form;
  private final Position position;
  private final Roles roles;
  private final MinimisingPolicy policy;
  private final PseudonymKeys keys;
  private final Map<MinimisingRule, Integer> counts = new EnumMap<>(MinimisingRule.class);
  private Optional<Withheld> obstacle = Optional.empty();

  Draft(StixObject original, Form form, Roles roles, MinimisingPolicy policy, PseudonymKeys keys) {
    this(original, form, Position.of(original.id(), roles), roles, policy, keys);
  }

  private Draft(
      StixObject original,
      Form form,
      Position position,
      Roles roles,
      MinimisingPolicy policy,
      PseudonymKeys keys) {
    this.original = original;
    this.tree = original.json();
    this.form = form;
    this.position = position;
    this.roles = roles;
    this.policy = policy;
    this.keys = keys;
  }

  /** The result as a draft, in the position that its original had. */
  Draft again(
      StixObject made, Form sameForm, Roles roles, MinimisingPolicy policy, PseudonymKeys keys) {
    return new Draft(made, sameForm, position, roles, policy, keys);
  }

  StixObject original() {
    return original;
  }

  ObjectNode tree() {
    return tree;
  }

  Form form() {
    return form;
  }

  Position position() {
    return position;
  }

  Roles roles() {
    return roles;
  }

  MinimisingPolicy policy() {
    return policy;
  }

  PseudonymKeys keys() {
    return keys;
  }

  Map<MinimisingRule, Integer> counts() {
    return counts;
  }

  Optional<Withheld> obstacle() {
    return obstacle;
  }

  /** Whether personal data was taken out of it. */
  boolean isPersonal() {
    return counts.keySet().stream().anyMatch(rule -> rule.dataClass().isPresent());
  }

  void count(MinimisingRule rule) {
    counts.merge(rule, 1, Integer::sum);
  }

  void withhold(Reason reason, String detail) {
    if (obstacle.isEmpty()) {
      obstacle = Optional.of(new Withheld(original.id(), reason, detail));
    }
  }

  void takePersonalData() {
    if (form != Form.WHOLE) {
      new Structure(this).treat();
      new Texts(this).treat();
    }
  }

  /** Properties under a marking that may not leave; then the marking itself. */
  void takeMarkedProperties(Predicate<StixId> markings) {
    boolean taken = false;
    for (var marking : original.granularMarkings()) {
      if (marking.marking().filter(id -> !markings.test(id)).isPresent()) {
        for (var selector : marking.selectors()) {
          if (selector.removeFrom(tree)) {
            count(MinimisingRule.MARKED_PROPERTY);
          }
        }
        taken = true;
      }
    }
    if (taken) {
      tree.remove("granular_markings");
      Selector.dropHoles(tree);
      restoreMarkings(markings);
    }
  }

  /**
   * The markings that stay. An item of a list may have moved: its marking then covers the list, for
   * a marking may be wider than it was and never narrower.
   */
  private void restoreMarkings(Predicate<StixId> markings) {
    var restored = tree.arrayNode();
    for (var marking : original.granularMarkings()) {
      if (marking.marking().filter(id -> !markings.test(id)).isPresent()) {
        continue;
      }
      var selectors = new LinkedHashSet<String>();
      for (var selector : marking.selectors()) {
        var wide = withoutIndexes(selector);
        if (wide.find(tree).isPresent()) {
          selectors.add(wide.toString());
        }
      }
      if (!selectors.isEmpty()) {
        var entry = restored.addObject();
        marking.marking().ifPresent(id -> entry.put("marking_ref", id.toString()));
        marking.language().ifPresent(language -> entry.put("lang", language));
        var list = entry.putArray("selectors");
        selectors.forEach(list::add);
      }
    }
    if (!restored.isEmpty()) {
      tree.set("granular_markings", restored);
    }
  }

  private static Selector withoutIndexes(Selector selector) {
    int index = 0;
    while (index < selector.steps().size() && !selector.steps().get(index).startsWith("[")) {
      index++;
    }
    return new Selector(selector.steps().subList(0, index));
  }

  /** Gives the object and the objects it names the identifiers under which they leave. */
  void rename(Names names) {
    tree.put("id", names.of(original.id()).toString());
    rename(tree, names);
  }

  private void rename(JsonNode node, Names names) {
    if (node instanceof ObjectNode object) {
      for (var name : object.propertyNames().toArray(String[]::new)) {
        var value = object.path(name);
        if (name.equals("object_marking_refs") || name.equals("marking_ref")) {
          continue;
        }
        if (name.endsWith("_ref") && value.isString()) {
          object.put(name, renamed(value.stringValue(), names));
        } else if (name.endsWith("_refs") && value instanceof ArrayNode list) {
          var distinct = new LinkedHashSet<String>();
          list.values().forEach(item -> distinct.add(renamed(item.asString(""), names)));
          distinct.forEach(object.putArray(name)::add);
        } else {
          rename(value, names);
        }
      }
    } else {
      node.values().forEach(item -> rename(item, names));
    }
  }

  private String renamed(String reference, Names names) {
    if (!StixId.isValid(reference)) {
      return reference; // the key of an embedded object, in observed data of the old form
    }
    var id = StixId.parse(reference);
    var other = names.of(id);
    if (!other.equals(id)) {
      count(MinimisingRule.REFERENCE);
    }
    return other.toString();
  }
}

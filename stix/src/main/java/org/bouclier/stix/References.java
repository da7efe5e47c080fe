package org.bouclier.stix;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Finds the identifiers that an object names: properties ending in {@code _ref} or {@code _refs}.
 */
final class References {

  private References() {}

  /** Each reference once, sorted; what is not an identifier is left out. */
  static List<StixId> in(JsonNode tree) {
    var found = new TreeSet<StixId>();
    collect(tree, found);
    return List.copyOf(found);
  }

  private static void collect(JsonNode tree, Set<StixId> found) {
    tree.forEachEntry((name, value) -> {
      if (name.endsWith("_ref")) {
        add(value, found);
      } else if (name.endsWith("_refs")) {
        value.values().forEach(item -> add(item, found));
      } else {
        collect(value, found);
      }
    });
    if (tree.isArray()) {
      tree.values().forEach(item -> collect(item, found));
    }
  }

  private static void add(JsonNode value, Set<StixId> found) {
    value.stringValueOpt().filter(StixId::isValid).map(StixId::parse).ifPresent(found::add);
  }
}

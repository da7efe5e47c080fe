package org.bouclier.detect.sigma;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The field names that rules use, numbered. An event's other fields are not looked at, unless a
 * rule has keywords. Filled while rules are compiled, then only read.
 */
final class FieldTable {

  private final Map<String, Integer> slots = new HashMap<>();

  /** The number of a name, given now if it has none. */
  int slot(String name) {
    Integer known = slots.get(name);
    if (known == null) {
      known = slots.size();
      slots.put(name, known);
    }
    return known;
  }

  int count() {
    return slots.size();
  }

  /** The numbers of those names that rules use. */
  int[] known(List<String> names) {
    return names.stream()
        .map(slots::get)
        .filter(slot -> slot != null)
        .mapToInt(Integer::intValue)
        .distinct()
        .toArray();
  }

  @Nullable Integer find(String name) {
    return slots.get(name);
  }
}

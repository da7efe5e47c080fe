package org.bouclier.node.command;

import java.net.URI;
import java.util.Map;

/**
 * What a first start may leave unsaid: how a node of that state is called, and where it sits.
 *
 * @param name of the node
 * @param city of its team
 * @param zone of its clocks
 */
record Capital(String name, String city, String zone) {

  private static final Map<String, Capital> KNOWN =
      Map.of(
          "ML", new Capital("Nœud national du Mali", "Bamako", "Africa/Bamako"),
          "BF", new Capital("Nœud national du Burkina Faso", "Ouagadougou", "Africa/Ouagadougou"),
          "NE", new Capital("Nœud national du Niger", "Niamey", "Africa/Niamey"));

  /** Of a state code, well formed or not. */
  static Capital of(String state) {
    return KNOWN.getOrDefault(state, new Capital("Nœud " + state, state, "UTC"));
  }

  /** Adds the keys that are missing. */
  void complete(Map<String, String> settings) {
    settings.putIfAbsent("bouclier.name", name);
    settings.putIfAbsent("bouclier.city", city);
    settings.putIfAbsent("bouclier.zone", zone);
    settings.putIfAbsent("bouclier.listen", "localhost:8080");
    settings.putIfAbsent("bouclier.federation-listen", "localhost:8444");
    settings.putIfAbsent(
        "bouclier.federation-url",
        URI.create("https://" + settings.get("bouclier.federation-listen")).toString());
  }
}

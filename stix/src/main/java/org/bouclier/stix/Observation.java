package org.bouclier.stix;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouclier.stix.StixProblem.Code;
import tools.jackson.databind.JsonNode;

/**
 * What was seen together, as a pattern looks at it.
 *
 * @param first when it was first seen
 * @param last when it was last seen, not before {@code first}
 * @param count how many times, at least 1
 * @param roots the objects that were seen, by identifier
 * @param known these and all others that a reference may lead to, by identifier
 */
public record Observation(
    Instant first,
    Instant last,
    long count,
    Map<String, JsonNode> roots,
    Map<String, JsonNode> known) {

  /**
   * Copies the maps.
   *
   * @throws IllegalArgumentException if the bounds above are not kept
   */
  public Observation {
    roots = Map.copyOf(roots);
    known = Map.copyOf(known);
    if (last.isBefore(first) || count < 1) {
      throw new IllegalArgumentException("seen at least once, and last not before first");
    }
  }

  /**
   * Reads the observed data of some bundles, or observed data that hold their objects themselves
   * (the form of STIX 2.0, deprecated in 2.1).
   *
   * <p>Types and identifiers are not judged: a pattern may speak of any.
   *
   * @throws MalformedStixException if observed data lack their dates or their count
   */
  public static List<Observation> of(Iterable<? extends JsonNode> bundlesOrObservedData) {
    Map<String, JsonNode> known = new HashMap<>();
    List<JsonNode> observed = new ArrayList<>();
    for (var tree : bundlesOrObservedData) {
      for (var object : tree.isArray() || !isBundle(tree) ? List.of(tree) : objects(tree)) {
        if (object.path("type").asString("").equals("observed-data")) {
          observed.add(object);
        } else {
          known.put(object.path("id").asString(""), object);
        }
      }
    }
    return observed.stream().map(tree -> of(tree, known)).toList();
  }

  private static boolean isBundle(JsonNode tree) {
    return tree.path("type").asString("").equals("bundle");
  }

  private static Iterable<JsonNode> objects(JsonNode bundle) {
    return bundle.path("objects").values();
  }

  private static Observation of(JsonNode observed, Map<String, JsonNode> known) {
    Map<String, JsonNode> roots = new LinkedHashMap<>();
    Map<String, JsonNode> reachable = known;
    if (observed.has("object_refs")) {
      for (var reference : observed.path("object_refs").values()) {
        var object = known.get(reference.asString(""));
        if (object != null) {
          roots.put(reference.asString(""), object);
        }
      }
    } else {
      observed.path("objects").forEachEntry(roots::put);
      reachable = roots;
    }
    try {
      return new Observation(
          StixTime.parse(observed.path("first_observed").asString("")),
          StixTime.parse(observed.path("last_observed").asString("")),
          observed.path("number_observed").asLong(0),
          roots,
          reachable);
    } catch (IllegalArgumentException unusable) {
      var malformed =
          new MalformedStixException(
              StixProblem.of(
                  observed.path("id").asString(""),
                  "",
                  Code.MISSING,
                  "données observées sans dates ou sans nombre"));
      malformed.initCause(unusable);
      throw malformed;
    }
  }
}

package org.bouclier.stix;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares JSON with STIX 2.1, whole: what a producer asks before it publishes.
 *
 * <p>A bundle is read into memory, to find duplicates in it; {@link BundleReader} reads those of
 * any size, one object at a time.
 */
public final class StixValidation {

  private StixValidation() {}

  /**
   * Everything in which one object, or one bundle and the objects in it, departs from the
   * specification: errors and advice, see {@link StixProblem#isError}.
   *
   * @param json an object or a bundle
   * @return empty if nothing; problems of a bundle's objects name their index
   */
  public static List<StixProblem> problems(String json) {
    try {
      return problems(StixObject.readTree(json));
    } catch (MalformedStixException malformed) {
      return malformed.problems();
    }
  }

  /** As {@link #problems(String)}, of a tree that was read elsewhere. */
  public static List<StixProblem> problems(JsonNode tree) {
    try {
      return tree instanceof ObjectNode object && tree.path("type").asString("").equals("bundle")
          ? StixCheck.bundle(object)
          : StixObject.of(tree).problems();
    } catch (MalformedStixException malformed) {
      return malformed.problems();
    }
  }
}

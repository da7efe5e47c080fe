package org.bouclier.stix;

import java.util.List;
import java.util.Map;

/**
 * The properties of one type of object, and what binds them together.
 *
 * @param properties by name
 * @param required names of those that must be there
 * @param constraints between them
 */
record SchemaObject(
    Map<String, PropertyKind> properties, List<String> required, List<Constraint> constraints) {

  /**
   * A condition on several properties.
   *
   * @param kind which
   * @param names on which properties
   */
  record Constraint(Kind kind, List<String> names) {

    enum Kind {
      /** The second is not before the first. */
      ORDER,
      /** The second is after the first. */
      LATER,
      /** At least one is there. */
      ONE,
      /** Not all of them are there. */
      EITHER,
      /** If the first is there, the second is. */
      NEEDS
    }
  }
}

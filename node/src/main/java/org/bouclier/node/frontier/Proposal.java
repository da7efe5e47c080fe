package org.bouclier.node.frontier;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouclier.border.Audience;
import org.bouclier.border.Origin;
import org.bouclier.border.Purpose;
import org.bouclier.node.site.StateCode;
import org.bouclier.stix.StixId;
import org.bouclier.stix.StixObject;

/**
 * What a desk would like to send to other states.
 *
 * @param key makes the export idempotent: one per thing said, as in {@code
 *     indicator--<uuid>@<modified>}; 1 to 200 chars, no control character
 * @param kind which desk will receive it there, as in {@code indicators}: 1 to 40 of {@code a-z -}
 * @param objects at least 1, at most {@value #MAX_OBJECTS}, each marked (an object without a TLP
 *     marking counts as RED)
 * @param purpose what they are sent for
 * @param destinations the states to send them to, at least 1; never this one
 * @param audience who is to read it there
 * @param origins whose the objects are; those not named are ours
 */
public record Proposal(
    String key,
    String kind,
    List<StixObject> objects,
    Purpose purpose,
    Set<StateCode> destinations,
    Audience audience,
    Map<StixId, Origin> origins) {

  /** The most objects that one proposal holds: a bulk export is several proposals. */
  public static final int MAX_OBJECTS = 10_000;

  /** The form of a kind. */
  static final String KIND_FORM = "[a-z][a-z-]{0,39}";

  private static final int MAX_KEY = 200;

  /**
   * Checks the bounds above.
   *
   * @throws IllegalArgumentException if they are not kept
   */
  public Proposal {
    objects = List.copyOf(objects);
    destinations = Set.copyOf(destinations);
    origins = Map.copyOf(origins);
    if (key.isEmpty() || key.length() > MAX_KEY || key.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a key has 1 to 200 printable chars: " + key);
    }
    if (!key.equals(key.strip())) {
      throw new IllegalArgumentException("a key neither starts nor ends by a space: " + key);
    }
    if (!kind.matches(KIND_FORM)) {
      throw new IllegalArgumentException("a kind has 1 to 40 letters or hyphens: " + kind);
    }
    if (objects.isEmpty() || objects.size() > MAX_OBJECTS) {
      throw new IllegalArgumentException("1 to 10000 objects, not " + objects.size());
    }
    if (destinations.isEmpty()) {
      throw new IllegalArgumentException("a proposal has a destination");
    }
  }

  /** Our own objects, for the national teams of the confederation. */
  public Proposal(
      String key,
      String kind,
      List<StixObject> objects,
      Purpose purpose,
      Set<StateCode> destinations) {
    this(key, kind, objects, purpose, destinations, Audience.MEMBERS, Map.of());
  }
}

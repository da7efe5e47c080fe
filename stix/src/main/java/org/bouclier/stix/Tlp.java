package org.bouclier.stix;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far a piece of information may travel: the Traffic Light Protocol 2.0, from the widest to the
 * strictest. The order of the constants is the order of strictness.
 *
 * <p>Sources: FIRST, TLP 2.0; STIX 2.1, section 7.2.1.4 (TLP 1); OASIS common object repository,
 * extension definition {@code tlp-2.0} (TLP 2).
 */
public enum Tlp {
  /** No limit on disclosure. */
  CLEAR(
      "TLP:CLEAR", "94868c89-83c2-464b-929b-a1a8aa3c8487", "613f2e26-407d-48c7-9eca-b8e91df99dc9"),
  /** The community, not the public. */
  GREEN(
      "TLP:GREEN", "bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "34098fce-860f-48ae-8e50-ebd3cc5e41da"),
  /** The recipients' organisations and their clients, on a need-to-know basis. */
  AMBER(
      "TLP:AMBER", "55d920b0-5e8b-4f79-9ee9-91f868d9b421", "f88d31f6-486f-44da-b317-01333bde0b82"),
  /** The recipients' organisations only. */
  AMBER_STRICT("TLP:AMBER+STRICT", "939a9414-2ddd-4d32-a0cd-375ea402b003", ""),
  /** The named recipients only, no further. */
  RED("TLP:RED", "e828b379-4e03-4974-9ac4-e53a884c97c1", "5e57c739-391a-4eb3-b6be-7d15ca92d5ed");

  /** The extension definition by which TLP 2.0 markings are recognised. */
  public static final StixId EXTENSION =
      StixId.parse("extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d");

  private static final String MARKING = "marking-definition--";

  private static final Map<StixId, Tlp> BY_ID =
      Arrays.stream(values())
          .flatMap(tlp -> tlp.ids().map(id -> Map.entry(id, tlp)))
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private final String label;
  private final String uuid;
  private final String uuidOfVersion1;

  Tlp(String label, String uuid, String uuidOfVersion1) {
    this.label = label;
    this.uuid = uuid;
    this.uuidOfVersion1 = uuidOfVersion1;
  }

  /** The label to print, e.g. {@code TLP:AMBER+STRICT}. */
  public String label() {
    return label;
  }

  /** The official TLP 2.0 marking definition, which our objects refer to. */
  public StixId markingId() {
    return StixId.parse(MARKING + uuid);
  }

  /** The official marking definition as an object, to put into a bundle that refers to it. */
  public StixObject markingDefinition() {
    return StixObject.create(
        markingId(),
        StixTime.parse("2022-10-01T00:00:00.000Z"),
        tree -> {
          tree.put("name", label);
          tree.putObject("extensions")
              .putObject(EXTENSION.toString())
              .put("extension_type", "property-extension")
              .put("tlp_2_0", word());
        });
  }

  private String word() {
    return label.substring("TLP:".length()).toLowerCase(Locale.ROOT);
  }

  private Stream<StixId> ids() {
    return Stream.of(uuid, uuidOfVersion1)
        .filter(id -> !id.isEmpty())
        .map(id -> StixId.parse(MARKING + id));
  }

  /** Whether nothing under {@code other} may travel further than this allows. */
  public boolean isAtLeast(Tlp other) {
    return compareTo(other) >= 0;
  }

  /** The stricter of two. */
  public Tlp strictest(Tlp other) {
    return isAtLeast(other) ? this : other;
  }

  /** The strictest of several, {@link #CLEAR} if there is none. */
  public static Tlp strictest(Collection<Tlp> several) {
    return several.stream().reduce(CLEAR, Tlp::strictest);
  }

  /**
   * Reads a label: {@code TLP:AMBER+STRICT}, {@code tlp:white}, in any case, as in MISP tags. The
   * old WHITE is CLEAR.
   *
   * @return empty if it is not of the {@code tlp:} family; RED if it is, but says something else
   */
  public static Optional<Tlp> ofLabel(String label) {
    var upper = label.strip().toUpperCase(Locale.ROOT);
    if (!upper.startsWith("TLP:")) {
      return Optional.empty();
    }
    if (upper.equals("TLP:WHITE")) {
      return Optional.of(CLEAR);
    }
    return Arrays.stream(values())
        .filter(tlp -> tlp.label.equals(upper))
        .findFirst()
        .or(() -> Optional.of(RED));
  }

  /** The level of an official marking definition, of TLP 1 or 2. */
  public static Optional<Tlp> ofMarking(StixId marking) {
    return Optional.ofNullable(BY_ID.get(marking));
  }

  /**
   * The level of a marking definition that is not one of the official ones but says what it is: by
   * the TLP 2.0 extension, the TLP 1 definition, or its name.
   *
   * @return empty if it is of another kind (a statement, a licence); RED if it claims to be TLP and
   *     is not readable
   */
  public static Optional<Tlp> ofDefinition(StixObject definition) {
    var official = ofMarking(definition.id());
    if (official.isPresent()) {
      return official;
    }
    var tree = definition.json();
    var extension = tree.path("extensions").path(EXTENSION.toString());
    if (!extension.isMissingNode()) {
      return ofLabel("tlp:" + extension.path("tlp_2_0").asString(""));
    }
    if ("tlp".equals(tree.path("definition_type").asString("").toLowerCase(Locale.ROOT))) {
      return ofLabel("tlp:" + tree.path("definition").path("tlp").asString(""));
    }
    return definition.text("name").flatMap(Tlp::ofLabel);
  }

  /**
   * The level that several markings give together: the strictest. A marking that nobody can explain
   * counts as RED.
   *
   * @param markings what an object or one of its properties refers to
   * @param definitions finds the definition of a marking that is not one of the official ones
   * @return empty if no marking speaks of TLP
   */
  public static Optional<Tlp> of(
      Collection<StixId> markings, Function<StixId, Optional<StixObject>> definitions) {
    return markings.stream()
        .flatMap(id -> {
          var official = ofMarking(id);
          return official.isPresent()
              ? official.stream()
              : definitions.apply(id).map(Tlp::ofDefinition).orElse(Optional.of(RED)).stream();
        })
        .reduce(Tlp::strictest);
  }

  /**
   * The level of a whole object, its granular markings left aside: see {@link
   * StixObject#granularMarkings}.
   *
   * @param whenUnmarked level of an object that no marking speaks of
   */
  public static Tlp of(
      StixObject object, Function<StixId, Optional<StixObject>> definitions, Tlp whenUnmarked) {
    return of(object.markingRefs(), definitions).orElse(whenUnmarked);
  }
}

package org.bouclier.stix;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What may be done with a piece of information: the Permissible Actions Protocol, from the freest
 * to the strictest.
 *
 * <p>Source: MISP taxonomy {@code PAP}. STIX has no official marking for it: ours is a statement
 * marking whose identifier follows from its label.
 */
public enum Pap {
  /** No restriction in using it. */
  CLEAR,
  /** Active actions allowed, such as a block at the firewall. */
  GREEN,
  /** Passive cross-checks only, that the target cannot notice. */
  AMBER,
  /** Non-detectable actions only, on one's own premises. */
  RED;

  private static final UUID NAMESPACE =
      ObservableId.named(UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8"), "urn:misp:pap");

  private static final Map<Pap, StixId> IDS =
      Map.copyOf(
          Arrays.stream(values())
              .collect(
                  Collectors.toMap(
                      pap -> pap,
                      pap ->
                          new StixId(
                              "marking-definition", ObservableId.named(NAMESPACE, pap.label())))));

  private static final Instant CREATED = StixTime.parse("2026-01-01T00:00:00Z");

  /** The label to print, e.g. {@code PAP:AMBER}. */
  public String label() {
    return "PAP:" + name();
  }

  /** Identifier of our marking definition for it. */
  public StixId markingId() {
    return Objects.requireNonNull(IDS.get(this));
  }

  /** Our marking definition as an object, to put into a bundle that refers to it. */
  public StixObject markingDefinition() {
    return StixObject.create(
        markingId(),
        CREATED,
        tree -> {
          tree.put("name", label());
          tree.put("definition_type", "statement");
          tree.putObject("definition").put("statement", label());
        });
  }

  /** Whether this allows no more than {@code other}. */
  public boolean isAtLeast(Pap other) {
    return compareTo(other) >= 0;
  }

  /** The stricter of two. */
  public Pap strictest(Pap other) {
    return isAtLeast(other) ? this : other;
  }

  /**
   * Reads a label: {@code PAP:AMBER}, in any case. The old WHITE is CLEAR.
   *
   * @return empty if it is not of the {@code PAP:} family; RED if it is, but says something else
   */
  public static Optional<Pap> ofLabel(String label) {
    var upper = label.strip().toUpperCase(Locale.ROOT);
    if (!upper.startsWith("PAP:")) {
      return Optional.empty();
    }
    if (upper.equals("PAP:WHITE")) {
      return Optional.of(CLEAR);
    }
    return Arrays.stream(values())
        .filter(pap -> pap.label().equals(upper))
        .findFirst()
        .or(() -> Optional.of(RED));
  }

  /** The level of one of our own marking definitions. */
  public static Optional<Pap> ofMarking(StixId marking) {
    return Arrays.stream(values()).filter(pap -> pap.markingId().equals(marking)).findFirst();
  }

  /** The level of another's marking definition, by its statement or its name. */
  public static Optional<Pap> ofDefinition(StixObject definition) {
    return definition
        .property("definition")
        .path("statement")
        .stringValueOpt()
        .flatMap(Pap::ofLabel)
        .or(() -> definition.text("name").flatMap(Pap::ofLabel));
  }

  /**
   * The level that several markings give together: the strictest. A marking that speaks of
   * something else, or that nobody can explain, says nothing here: {@link Tlp#of} already stops the
   * latter.
   */
  public static Optional<Pap> of(
      Collection<StixId> markings, Function<StixId, Optional<StixObject>> definitions) {
    return markings.stream()
        .flatMap(
            id -> ofMarking(id).or(() -> definitions.apply(id).flatMap(Pap::ofDefinition)).stream())
        .reduce(Pap::strictest);
  }
}

package org.bouclier.stix;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One STIX 2.1 object: the common properties read and typed, all the others kept as they came.
 *
 * <p>Having one means its envelope is sound: identifier, type, timestamps, markings and references
 * have the right form, and it is within {@link StixLimits}. Whether the rest obeys the
 * specification is asked of {@link #problems}. Nothing is lost: a custom property comes out as it
 * went in.
 *
 * <p>Immutable and thread-safe: the tree is copied on the way in and on the way out.
 *
 * <p>Source: STIX 2.1, section 3.2 (common properties).
 */
public final class StixObject {

  private final StixId id;
  private final ObjectNode tree;
  private final Envelope envelope;

  private StixObject(StixId id, ObjectNode tree, Envelope envelope) {
    this.id = id;
    this.tree = tree;
    this.envelope = envelope;
  }

  /**
   * Makes an object of a JSON tree, which is copied.
   *
   * @throws MalformedStixException if the envelope is not sound or a limit is passed
   */
  public static StixObject of(JsonNode tree) {
    try {
      return adopt(StixJson.copy(tree, StixLimits.STANDARD));
    } catch (StixJson.TooMuch tooMuch) {
      throw new MalformedStixException(limit(tree, tooMuch));
    }
  }

  /**
   * Reads one object from JSON text.
   *
   * @throws MalformedStixException if it is not JSON, or as {@link #of}
   */
  public static StixObject parse(String json) {
    return adopt(readTree(json));
  }

  /**
   * Makes a new object: {@code type}, {@code spec_version}, {@code id}, {@code created} and {@code
   * modified} are set, then {@code fill} adds the rest.
   *
   * @throws MalformedStixException if what {@code fill} adds breaks the envelope
   */
  public static StixObject create(StixId id, Instant created, Consumer<ObjectNode> fill) {
    var tree = JsonNodeFactory.instance.objectNode();
    tree.put("type", id.type());
    tree.put("spec_version", "2.1");
    tree.put("id", id.toString());
    tree.put("created", StixTime.format(created));
    if (!"marking-definition".equals(id.type())) { // the only type without it
      tree.put("modified", StixTime.format(created));
    }
    fill.accept(tree);
    return of(tree);
  }

  /**
   * Makes a new cyber-observable, whose identifier follows from its properties: see {@link
   * ObservableId}.
   *
   * @param type e.g. {@code domain-name}
   * @param fill adds the properties
   * @throws MalformedStixException if no identifier follows from them
   */
  public static StixObject observable(String type, Consumer<ObjectNode> fill) {
    var tree = JsonNodeFactory.instance.objectNode();
    tree.put("type", type);
    tree.put("spec_version", "2.1");
    fill.accept(tree);
    var id = ObservableId.of(tree);
    if (id.isEmpty()) {
      throw new MalformedStixException(
          StixProblem.of(
              "", "", StixProblem.Code.ID, "aucune propriété ne détermine l’identifiant"));
    }
    tree.put("id", id.get().toString());
    return of(tree);
  }

  /** Takes a tree that nobody else holds, already within the limits. */
  static StixObject adopt(JsonNode tree) {
    if (!(tree instanceof ObjectNode object)) {
      throw new MalformedStixException(
          StixProblem.of("", "", StixProblem.Code.TYPE, "un objet STIX est un objet JSON"));
    }
    var reading = new EnvelopeReading(object);
    var envelope = reading.envelope();
    var id = reading.id();
    if (id == null || !reading.problems().isEmpty()) {
      throw new MalformedStixException(reading.problems());
    }
    return new StixObject(id, object, envelope);
  }

  static JsonNode readTree(String json) {
    try (var parser = StixJson.MAPPER.createParser(json)) {
      if (parser.nextToken() == null) {
        throw syntax("texte vide");
      }
      var tree = StixJson.read(parser, StixLimits.STANDARD);
      if (parser.nextToken() != null) {
        throw syntax("du texte suit l’objet");
      }
      return tree;
    } catch (JacksonException notJson) {
      throw JsonFault.exception(notJson);
    } catch (StixJson.TooMuch tooMuch) {
      throw new MalformedStixException(
          StixProblem.of("", "", StixProblem.Code.LIMIT, String.valueOf(tooMuch.getMessage())));
    }
  }

  private static MalformedStixException syntax(String detail) {
    return new MalformedStixException(
        StixProblem.of("", "", StixProblem.Code.SYNTAX, "JSON illisible : " + detail));
  }

  private static StixProblem limit(JsonNode tree, StixJson.TooMuch tooMuch) {
    return StixProblem.of(
        tree.path("id").asString(""),
        "",
        StixProblem.Code.LIMIT,
        String.valueOf(tooMuch.getMessage()));
  }

  /** Identifier. */
  public StixId id() {
    return id;
  }

  /** Type, e.g. {@code indicator}. */
  public String type() {
    return id.type();
  }

  /** Family of its type. */
  public StixKind kind() {
    return StixKind.of(id.type());
  }

  /** When it was first made; observables have none. */
  public Optional<Instant> created() {
    return Optional.ofNullable(envelope.created());
  }

  /** When this version was made; observables and marking definitions have none. */
  public Optional<Instant> modified() {
    return Optional.ofNullable(envelope.modified());
  }

  /** What tells two versions of one object apart: {@code modified}, else {@code created}. */
  public Optional<Instant> version() {
    return modified().or(this::created);
  }

  /** Whether its author took it back. A correction, not an erasure: the object stays readable. */
  public boolean revoked() {
    return envelope.revoked();
  }

  /** How sure its author is, 0 to 100. */
  public Optional<Integer> confidence() {
    return Optional.ofNullable(envelope.confidence());
  }

  /** Free labels, in their order. */
  public List<String> labels() {
    return envelope.labels();
  }

  /** The identity that made it. */
  public Optional<StixId> createdBy() {
    return Optional.ofNullable(envelope.createdBy());
  }

  /** Markings of the whole object. */
  public List<StixId> markingRefs() {
    return envelope.markingRefs();
  }

  /** Markings of some of its properties. */
  public List<GranularMarking> granularMarkings() {
    return envelope.granularMarkings();
  }

  /** Pointers outside of STIX. */
  public List<ExternalReference> externalReferences() {
    return envelope.externalReferences();
  }

  /** Every object that this one names in a {@code _ref} or {@code _refs} property, once, sorted. */
  public List<StixId> references() {
    return References.in(tree);
  }

  /** A property as JSON, a copy; a missing node if it is absent. */
  public JsonNode property(String name) {
    return tree.path(name).deepCopy();
  }

  /** A property, if it is there and a string. */
  public Optional<String> text(String name) {
    return tree.path(name).stringValueOpt();
  }

  /** The strings of a list property; empty if it is absent. */
  public List<String> texts(String name) {
    return tree.path(name).values().stream()
        .flatMap(item -> item.stringValueOpt().stream())
        .toList();
  }

  /** A property, if it is there and a timestamp. */
  public Optional<Instant> instant(String name) {
    return text(name).filter(StixTime::isValid).map(StixTime::parse);
  }

  /** The whole object as JSON, a copy. */
  public ObjectNode json() {
    return tree.deepCopy();
  }

  /** The object as one line of canonical JSON: equal objects have equal texts. */
  public String canonicalJson() {
    return CanonicalJson.text(tree);
  }

  /**
   * A changed copy.
   *
   * @throws MalformedStixException if the change breaks the envelope
   */
  public StixObject edit(Consumer<ObjectNode> change) {
    var copy = json();
    change.accept(copy);
    return of(copy);
  }

  /** Everything in which this object departs from STIX 2.1, errors and advice; empty if nothing. */
  public List<StixProblem> problems() {
    return StixCheck.object(tree);
  }

  /** Whether the specification forbids nothing of what is in it. */
  public boolean isValid() {
    return problems().stream().noneMatch(StixProblem::isError);
  }

  /** Two objects are equal if all their properties are. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StixObject object && tree.equals(object.tree);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /** Identifier and version, for a log. */
  @Override
  public String toString() {
    return version().map(version -> id + " @ " + version).orElseGet(id::toString);
  }
}

package org.bouclier.stix;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouclier.stix.StixProblem.Code;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the common properties of one object, and notes what is wrong with them. */
final class EnvelopeReading {

  private static final int MAX_CONFIDENCE = 100;

  private final ObjectNode tree;
  private final String writtenId;
  private final List<StixProblem> problems = new ArrayList<>();

  EnvelopeReading(ObjectNode tree) {
    this.tree = tree;
    this.writtenId = tree.path("id").isString() ? tree.path("id").stringValue() : "";
  }

  /** What was found wrong so far. */
  List<StixProblem> problems() {
    return problems;
  }

  /** The identifier, or null, with a problem noted, if it is not sound. */
  @Nullable StixId id() {
    var type = text("type");
    var id = reference("id", tree.path("id"));
    if (type == null) {
      missing("type");
    } else if (!StixId.isType(type)) {
      problem("type", Code.TYPE, "nom de type mal formé : " + Excerpt.of(type));
    } else if ("bundle".equals(type)) {
      problem("type", Code.TYPE, "un paquet (bundle) n’est pas un objet");
    } else if (id != null && !id.type().equals(type)) {
      problem("id", Code.ID, "l’identifiant n’est pas du type « " + type + " »");
    }
    if (tree.path("id").isMissingNode()) {
      missing("id");
    }
    return id;
  }

  Envelope envelope() {
    return new Envelope(
        instant("created"),
        instant("modified"),
        revoked(),
        confidence(),
        texts("labels"),
        reference("created_by_ref", tree.path("created_by_ref")),
        markings("object_marking_refs", tree.path("object_marking_refs")),
        granularMarkings(),
        externalReferences());
  }

  private @Nullable String text(String name) {
    var value = tree.path(name);
    if (value.isMissingNode()) {
      return null;
    }
    if (!value.isString()) {
      problem(name, Code.TYPE, "une chaîne est attendue");
      return null;
    }
    return value.stringValue();
  }

  private @Nullable Instant instant(String name) {
    var text = text(name);
    if (text == null) {
      return null;
    }
    if (!StixTime.isValid(text)) {
      problem(name, Code.TIMESTAMP, "date mal formée : " + Excerpt.of(text));
      return null;
    }
    return StixTime.parse(text);
  }

  private boolean revoked() {
    var value = tree.path("revoked");
    if (!value.isMissingNode() && !value.isBoolean()) {
      problem("revoked", Code.TYPE, "« true » ou « false » est attendu");
    }
    return value.isBoolean() && value.booleanValue();
  }

  private @Nullable Integer confidence() {
    var value = tree.path("confidence");
    if (value.isMissingNode()) {
      return null;
    }
    if (!value.isIntegralNumber() || value.longValue() < 0 || value.longValue() > MAX_CONFIDENCE) {
      problem("confidence", Code.TYPE, "un entier de 0 à 100 est attendu");
      return null;
    }
    return value.intValue();
  }

  private List<String> texts(String name) {
    var texts = new ArrayList<String>();
    for (var item : list(name, tree.path(name))) {
      if (item.isString()) {
        texts.add(item.stringValue());
      } else {
        problem(name, Code.TYPE, "une liste de chaînes est attendue");
      }
    }
    return texts;
  }

  private @Nullable StixId reference(String name, JsonNode value) {
    if (value.isMissingNode()) {
      return null;
    }
    if (!value.isString() || !StixId.isValid(value.stringValue())) {
      problem(name, Code.ID, "identifiant mal formé : " + Excerpt.of(value.asString("")));
      return null;
    }
    return StixId.parse(value.stringValue());
  }

  private List<StixId> markings(String name, JsonNode value) {
    var markings = new ArrayList<StixId>();
    for (var item : list(name, value)) {
      var id = reference(name, item);
      if (id != null && !"marking-definition".equals(id.type())) {
        problem(name, Code.REFERENCE, "n’est pas un marquage : " + id);
      } else if (id != null) {
        markings.add(id);
      }
    }
    return markings;
  }

  private List<GranularMarking> granularMarkings() {
    var name = "granular_markings";
    var markings = new ArrayList<GranularMarking>();
    for (var item : list(name, tree.path(name))) {
      var marking = markings(name, wrapped(item.path("marking_ref")));
      Optional<String> language = item.path("lang").stringValueOpt();
      if (marking.size() + (language.isPresent() ? 1 : 0) != 1) {
        problem(name, Code.MARKING, "un marquage ou une langue est attendu, un seul des deux");
        continue;
      }
      var selectors = new ArrayList<Selector>();
      for (var text : list(name, item.path("selectors"))) {
        try {
          selectors.add(Selector.parse(text.asString("")));
        } catch (IllegalArgumentException malformed) {
          problem(name, Code.MARKING, "sélecteur mal formé : " + Excerpt.of(text.asString("")));
        }
      }
      if (selectors.isEmpty()) {
        problem(name, Code.MARKING, "au moins un sélecteur est attendu");
      }
      markings.add(new GranularMarking(marking.stream().findFirst(), language, selectors));
    }
    return markings;
  }

  private List<ExternalReference> externalReferences() {
    var name = "external_references";
    var references = new ArrayList<ExternalReference>();
    for (var item : list(name, tree.path(name))) {
      var source = item.path("source_name").stringValueOpt();
      if (source.isEmpty()) {
        problem(name, Code.MISSING, "« source_name » manque");
        continue;
      }
      references.add(
          new ExternalReference(
              source.get(),
              item.path("external_id").stringValueOpt(),
              item.path("url").stringValueOpt(),
              item.path("description").stringValueOpt()));
    }
    return references;
  }

  private Iterable<JsonNode> list(String name, JsonNode value) {
    if (value.isMissingNode()) {
      return List.of();
    }
    if (!value.isArray()) {
      problem(name, Code.TYPE, "une liste est attendue");
      return List.of();
    }
    return value.values();
  }

  private static JsonNode wrapped(JsonNode value) {
    var list = StixJson.MAPPER.createArrayNode();
    if (!value.isMissingNode()) {
      list.add(value);
    }
    return list;
  }

  private void missing(String name) {
    problem(name, Code.MISSING, "propriété obligatoire absente");
  }

  private void problem(String property, Code code, String message) {
    problems.add(StixProblem.of(writtenId, property, code, message));
  }
}

package org.bouclier.stix;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouclier.stix.SchemaObject.Constraint;
import org.bouclier.stix.StixProblem.Code;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares an object with {@link Schema#STIX_2_1}, property by property; what the table cannot say
 * is in {@link TypeRules}.
 */
final class StixCheck {

  private static final Schema SCHEMA = Schema.STIX_2_1;

  private final Findings findings;
  private final String type;
  private boolean topLevelIsOpen;

  private StixCheck(Findings findings, String type) {
    this.findings = findings;
    this.type = type;
  }

  /** Everything in which the object departs from the specification. */
  static List<StixProblem> object(ObjectNode tree) {
    var id = tree.path("id").asString("");
    var type = tree.path("type").asString("");
    var findings = new Findings(id);
    var check = new StixCheck(findings, type);
    check.extensionTypes(tree);
    var common = SCHEMA.embedded(common(tree, type));
    var own = SCHEMA.object(type);
    check.properties(tree, List.of(common), own, "");
    check.extensions(tree);
    if (own.isPresent()) {
      new TypeRules(findings, type, tree).check();
    } else if (!check.topLevelIsOpen) {
      findings.add("type", Code.CUSTOM_TYPE, "type hors norme, sans extension qui le définisse");
      CustomNames.type(type, "type", findings);
    }
    return findings.problems();
  }

  /** Everything in which a bundle and its objects depart from the specification. */
  static List<StixProblem> bundle(ObjectNode tree) {
    var findings = new Findings(tree.path("id").asString(""));
    var check = new StixCheck(findings, "bundle");
    check.properties(tree, List.of(SCHEMA.embedded("common-bundle")), SCHEMA.object("bundle"), "");
    var id = tree.path("id").asString("");
    if (!id.startsWith("bundle--") || !StixId.isValid(id)) {
      findings.add("id", Code.ID, "l’identifiant du paquet manque ou est mal formé");
    } else if (StixId.parse(id).uuid().version() != 4) {
      findings.add("id", Code.UUID_VERSION, "un UUID de version 4 est conseillé");
    }
    List<StixProblem> problems = new ArrayList<>(findings.problems());
    Set<String> seen = new HashSet<>();
    int index = 0;
    for (var item : tree.path("objects").values()) {
      for (var problem : entry(item, seen)) {
        problems.add(problem.at(index, 0));
      }
      index++;
    }
    return problems;
  }

  private static List<StixProblem> entry(JsonNode item, Set<String> seen) {
    try {
      var object = StixObject.of(item);
      if (seen.add(object.id() + "@" + object.version().map(Instant::toString).orElse(""))) {
        return object.problems();
      }
      return List.of(
          StixProblem.of(
              object.id().toString(),
              "id",
              Code.DUPLICATE,
              "la même version du même objet est déjà dans le paquet"));
    } catch (MalformedStixException malformed) {
      return malformed.problems();
    }
  }

  private static String common(ObjectNode tree, String type) {
    return switch (StixKind.of(type)) {
      case OBSERVABLE -> "common-observable";
      case DOMAIN, RELATIONSHIP -> "common-domain";
      case META -> type.equals("marking-definition") ? "common-marking" : "common-domain";
      case CUSTOM -> tree.has("created") ? "common-domain" : "common-observable";
    };
  }

  /** An extension may say that the type is its own, or that it adds properties at the top. */
  private void extensionTypes(ObjectNode tree) {
    tree.path("extensions")
        .forEachEntry((name, extension) -> {
          var kind = extension.path("extension_type").asString("");
          topLevelIsOpen |= kind.equals("toplevel-property-extension") || kind.startsWith("new-");
        });
  }

  private void properties(
      ObjectNode tree, List<SchemaObject> common, Optional<SchemaObject> own, String path) {
    List<SchemaObject> all = new ArrayList<>(common);
    own.ifPresent(all::add);
    for (var schema : all) {
      for (var name : schema.required()) {
        if (!tree.has(name)) {
          findings.add(path + name, Code.MISSING, "propriété obligatoire absente");
        }
      }
      for (var constraint : schema.constraints()) {
        constraint(tree, constraint, path);
      }
    }
    boolean customType = path.isEmpty() && own.isEmpty();
    for (var property : tree.properties()) {
      var name = property.getKey();
      Optional<PropertyKind> kind =
          all.stream()
              .flatMap(schema -> Optional.ofNullable(schema.properties().get(name)).stream())
              .findFirst();
      if (kind.isPresent()) {
        value(property.getValue(), kind.get(), path + name);
      } else if (!customType && !(path.isEmpty() && topLevelIsOpen)) {
        CustomNames.property(name, property.getValue(), path + name, findings);
      }
    }
  }

  private void constraint(ObjectNode tree, Constraint constraint, String path) {
    var names = constraint.names();
    long present = names.stream().filter(tree::has).count();
    var listed = String.join(", ", names);
    switch (constraint.kind()) {
      case ONE -> {
        if (present == 0) {
          findings.add(path, Code.TOGETHER, "au moins une de ces propriétés manque : " + listed);
        }
      }
      case EITHER -> {
        if (present == names.size()) {
          findings.add(path, Code.TOGETHER, "ces propriétés s’excluent : " + listed);
        }
      }
      case NEEDS -> {
        if (tree.has(names.getFirst()) && !tree.has(names.getLast())) {
          findings.add(
              path + names.getFirst(), Code.TOGETHER, "demande aussi « " + names.getLast() + " »");
        }
      }
      case ORDER, LATER -> {
        var first = tree.path(names.getFirst()).asString("");
        var last = tree.path(names.getLast()).asString("");
        if (StixTime.isValid(first) && StixTime.isValid(last)) {
          int compared = StixTime.parse(last).compareTo(StixTime.parse(first));
          if (compared < 0 || (compared == 0 && constraint.kind() == Constraint.Kind.LATER)) {
            findings.add(
                path + names.getLast(), Code.TIMESTAMP, "vient avant « " + names.getFirst() + " »");
          }
        }
      }
    }
  }

  private void value(JsonNode value, PropertyKind kind, String path) {
    switch (kind) {
      case PropertyKind.Any any -> {}
      case PropertyKind.Text text -> isText(value, path);
      case PropertyKind.Truth truth -> {
        if (!value.isBoolean()) {
          findings.add(path, Code.TYPE, "« true » ou « false » est attendu");
        }
      }
      case PropertyKind.Time time -> {
        if (isText(value, path) && !StixTime.isValid(value.stringValue())) {
          findings.add(
              path, Code.TIMESTAMP, "date mal formée : " + Excerpt.of(value.stringValue()));
        }
      }
      case PropertyKind.Whole(var min, var max) -> {
        if (!value.isIntegralNumber() || value.longValue() < min || value.longValue() > max) {
          findings.add(path, Code.TYPE, "un entier de " + min + " à " + max + " est attendu");
        }
      }
      case PropertyKind.Real(var min, var max) -> {
        if (!value.isNumber() || value.doubleValue() < min || value.doubleValue() > max) {
          findings.add(path, Code.TYPE, "un nombre est attendu, dans ses bornes");
        }
      }
      case PropertyKind.Binary binary -> {
        if (isText(value, path) && !isBase64(value.stringValue())) {
          findings.add(path, Code.VALUE, "du base64 est attendu");
        }
      }
      case PropertyKind.Hex hex -> {
        if (isText(value, path) && !isHex(value.stringValue(), 0)) {
          findings.add(path, Code.VALUE, "des chiffres hexadécimaux, par deux, sont attendus");
        }
      }
      case PropertyKind.Language language -> {
        if (isText(value, path) && !Forms.isLanguage(value.stringValue())) {
          findings.add(path, Code.VALUE, "code de langue mal formé");
        }
      }
      case PropertyKind.Words words -> {
        if (isText(value, path) && !Forms.isWords(value.stringValue())) {
          findings.add(path, Code.FORMAT, "minuscules, chiffres et traits d’union sont conseillés");
        }
      }
      case PropertyKind.Hashes hashes -> hashes(value, path);
      case PropertyKind.Vocabulary(var words, var open) -> word(value, words, open, path);
      case PropertyKind.Reference(var types) -> reference(value, types, path);
      case PropertyKind.ListOf(var item) -> list(value, item, path);
      case PropertyKind.DictionaryOf(var item) -> dictionary(value, item, path);
      case PropertyKind.Embedded(var name) -> {
        if (value instanceof ObjectNode object) {
          properties(object, List.of(), Optional.of(SCHEMA.embedded(name)), path + ".");
        } else {
          findings.add(path, Code.TYPE, "un objet est attendu");
        }
      }
    }
  }

  private boolean isText(JsonNode value, String path) {
    if (!value.isString()) {
      findings.add(path, Code.TYPE, "une chaîne est attendue");
    }
    return value.isString();
  }

  private void word(JsonNode value, Set<String> words, boolean open, String path) {
    if (!isText(value, path) || words.contains(value.stringValue())) {
      return;
    }
    var shown = "hors vocabulaire : " + Excerpt.of(value.stringValue());
    findings.add(path, open ? Code.VOCABULARY : Code.VALUE, shown);
    if (open && !Forms.isWords(value.stringValue())) {
      findings.add(path, Code.FORMAT, "minuscules, chiffres et traits d’union sont conseillés");
    }
  }

  private void reference(JsonNode value, Set<String> types, String path) {
    if (!isText(value, path)) {
      return;
    }
    var text = value.stringValue();
    if (!StixId.isValid(text)) {
      findings.add(path, Code.ID, "identifiant mal formé : " + Excerpt.of(text));
      return;
    }
    var target = StixId.parse(text).type();
    var kind = StixKind.of(target);
    boolean fits =
        types.contains("any")
            || types.contains(target)
            || (types.contains("sdo") && (kind == StixKind.DOMAIN || kind == StixKind.CUSTOM))
            || (types.contains("sco") && (kind == StixKind.OBSERVABLE || kind == StixKind.CUSTOM));
    if (!fits) {
      findings.add(path, Code.REFERENCE, "un objet « " + target + " » n’a pas sa place ici");
    }
  }

  private void list(JsonNode value, PropertyKind item, String path) {
    if (!value.isArray()) {
      findings.add(path, Code.TYPE, "une liste est attendue");
      return;
    }
    if (value.isEmpty()) {
      findings.add(path, Code.EMPTY, "une liste vide s’omet");
    }
    int index = 0;
    for (var element : value.values()) {
      value(element, item, path + "[" + index++ + "]");
    }
  }

  private void dictionary(JsonNode value, PropertyKind item, String path) {
    if (!value.isObject()) {
      findings.add(path, Code.TYPE, "un dictionnaire est attendu");
      return;
    }
    if (value.isEmpty()) {
      findings.add(path, Code.EMPTY, "un dictionnaire vide s’omet");
    }
    value.forEachEntry((key, element) -> value(element, item, path + "." + key));
  }

  private void hashes(JsonNode value, String path) {
    dictionary(value, new PropertyKind.Text(), path);
    value.forEachEntry((name, digest) -> {
      var at = path + "." + name;
      int digits =
          switch (name) {
            case "MD5" -> 32;
            case "SHA-1" -> 40;
            case "SHA-256", "SHA3-256" -> 64;
            case "SHA-512", "SHA3-512" -> 128;
            default -> 0;
          };
      if (digits > 0 && digest.isString() && !isHex(digest.stringValue(), digits)) {
        findings.add(at, Code.VALUE, digits + " chiffres hexadécimaux sont attendus");
      }
      if (name.length() < 3 || !Forms.isDictionaryKey(name)) {
        findings.add(at, Code.VALUE, "nom d’algorithme mal formé");
      } else if (!SCHEMA.vocabulary("hash-algorithm-ov").contains(name)) {
        findings.add(at, Code.VOCABULARY, "algorithme hors vocabulaire");
        if (name.length() > 30) {
          findings.add(at, Code.FORMAT, "nom d’algorithme trop long");
        }
      }
    });
  }

  private void extensions(ObjectNode tree) {
    tree.path("extensions")
        .forEachEntry((name, extension) -> {
          var path = "extensions." + name;
          var known = SCHEMA.extension(type, name);
          if (!(extension instanceof ObjectNode object)) {
            findings.add(path, Code.TYPE, "un objet est attendu");
          } else if (known.isPresent()) {
            properties(object, List.of(), known, path + ".");
          } else if (name.startsWith("extension-definition--")) {
            var kind = object.path("extension_type").asString("");
            if (!SCHEMA.vocabulary("extension-type-enum").contains(kind)) {
              findings.add(path, Code.MISSING, "« extension_type » manque ou est inconnu");
            }
            if (!StixId.isValid(name)) {
              findings.add(path, Code.ID, "identifiant mal formé");
            }
          } else {
            CustomNames.extension(name, path, findings);
          }
        });
  }

  private static boolean isBase64(String text) {
    try {
      Base64.getDecoder().decode(text);
      return true;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static boolean isHex(String text, int digits) {
    boolean length = digits == 0 ? text.length() % 2 == 0 : text.length() == digits;
    return length && text.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
  }
}

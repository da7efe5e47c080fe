package org.bouclier.border;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Replaces the traces of persons in every text of an object, and drops names that hold one. */
final class Texts {

  /**
   * Not texts: identifiers, words of a vocabulary, hashes; and patterns, which are treated apart.
   */
  private static final Set<String> NOT_TEXTS =
      Set.of(
          "type",
          "id",
          "spec_version",
          "created",
          "modified",
          "pattern",
          "pattern_type",
          "pattern_version",
          "hashes",
          "extension_type",
          "granular_markings");

  /** Types whose {@code value} was treated by its structure. */
  private static final Set<String> VALUES = Set.of("ipv4-addr", "ipv6-addr", "mac-addr");

  private final Draft draft;

  Texts(Draft draft) {
    this.draft = draft;
  }

  void treat() {
    object(draft.tree());
  }

  private void object(ObjectNode object) {
    boolean valueIsTreated = VALUES.contains(object.path("type").asString(""));
    for (var name : List.copyOf(object.propertyNames())) {
      if (NOT_TEXTS.contains(name)
          || name.endsWith("_ref")
          || name.endsWith("_refs")
          || (valueIsTreated && name.equals("value"))) {
        continue;
      }
      if (!cleaned(name).equals(name)) {
        object.remove(name);
        continue;
      }
      var value = object.path(name);
      if (value.isString()) {
        object.put(name, cleaned(value.stringValue()));
      } else {
        container(value);
      }
    }
  }

  private void container(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object(object);
    } else if (node instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        var item = list.path(i);
        if (item.isString()) {
          list.set(i, list.stringNode(cleaned(item.stringValue())));
        } else {
          container(item);
        }
      }
    }
  }

  private String cleaned(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    StringBuilder clean = null;
    int done = 0;
    for (var span : TextScanner.scan(bytes, 0, bytes.length)) {
      var found = new String(bytes, span.from(), span.to() - span.from(), UTF_8);
      if (draft.roles().isAttackers(found)
          || draft.roles().isAttackers(span.normal())
          || Structure.isPlaceholder(span.normal())) {
        continue;
      }
      draft.count(span.rule());
      clean = clean == null ? new StringBuilder() : clean;
      clean.append(new String(bytes, done, span.from() - done, UTF_8));
      clean.append(replacement(span));
      done = span.to();
    }
    return clean == null
        ? text
        : clean.append(new String(bytes, done, bytes.length - done, UTF_8)).toString();
  }

  private String replacement(TextScanner.Span span) {
    var what =
        switch (span.rule()) {
          case TEXT_EMAIL -> "courriel";
          case TEXT_PHONE -> "téléphone";
          case TEXT_IBAN -> "compte";
          case TEXT_NATIONAL_ID -> "identifiant";
          case TEXT_USER_PATH -> "utilisateur";
          default -> "adresse interne";
        };
    if (draft.form() == Form.PSEUDONYMISED) {
      // The same address has the same pseudonym in a text and in an object of its own.
      var family =
          switch (span.rule()) {
            case TEXT_EMAIL -> MinimisingRule.EMAIL_ADDRESS;
            case TEXT_PRIVATE_ADDRESS -> MinimisingRule.ADDRESS;
            default -> span.rule();
          };
      return "[" + what + " " + draft.keys().pseudonym(family.id(), span.normal()) + "]";
    }
    return "[" + what + (what.equals("adresse interne") ? " masquée]" : " masqué]");
  }
}

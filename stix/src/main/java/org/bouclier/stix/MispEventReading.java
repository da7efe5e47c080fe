package org.bouclier.stix;

import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.bouclier.stix.StixProblem.Code;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Reads one event from a stream. MISP writes numbers as strings or as numbers, leaves out what is
 * empty, and adds properties at each version: what is not known is skipped.
 */
final class MispEventReading {

  private static final int MAX_TAGS = 10_000;

  private final JsonParser parser;
  private final List<MispAttribute> attributes = new ArrayList<>();
  private final List<MispObject> objects = new ArrayList<>();
  private final List<StixProblem> problems = new ArrayList<>();
  private List<String> tags = List.of();
  private Optional<MispOrganisation> creator = Optional.empty();
  private Optional<Instant> timestamp = Optional.empty();
  private Optional<Instant> publishTimestamp = Optional.empty();
  private String uuid = "";
  private String info = "";
  private String date = "";
  private boolean published;
  private int count;

  private MispEventReading(JsonParser parser) {
    this.parser = parser;
  }

  static MispEvent read(InputStream input) {
    try (var parser = StixJson.MAPPER.createParser(input)) {
      var reading = new MispEventReading(parser);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw reading.malformed(Code.SYNTAX, "", "un événement MISP est un objet JSON");
      }
      reading.event();
      return reading.made();
    } catch (JacksonException broken) {
      throw JsonFault.exception(broken);
    }
  }

  private void event() {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      var name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "Event" -> {
          if (value == JsonToken.START_OBJECT) {
            event();
          }
        }
        case "Attribute" -> items(value, tree -> attribute(tree).ifPresent(attributes::add));
        case "Object" -> items(value, this::object);
        case "Tag" -> tags = tags(tree());
        case "Orgc" -> creator = organisation(tree());
        case "uuid" -> uuid = tree().asString("");
        case "info" -> info = tree().asString("");
        case "date" -> date = tree().asString("");
        case "timestamp" -> timestamp = seconds(tree());
        case "publish_timestamp" -> publishTimestamp = seconds(tree());
        case "published" -> published = truth(tree());
        default -> parser.skipChildren();
      }
    }
  }

  private void items(JsonToken value, Consumer<JsonNode> each) {
    if (value != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      each.accept(tree());
    }
  }

  private JsonNode tree() {
    try {
      return StixJson.read(parser, StixLimits.STANDARD);
    } catch (StixJson.TooMuch tooMuch) {
      tooMuch.skipRest(parser);
      problem("", Code.LIMIT, String.valueOf(tooMuch.getMessage()));
      return StixJson.MAPPER.missingNode();
    }
  }

  private MispEvent made() {
    var id = uuid(uuid);
    if (id == null) {
      throw malformed(Code.ID, "uuid", "l’événement n’a pas d’UUID");
    }
    LocalDate day;
    try {
      day = LocalDate.parse(date);
    } catch (DateTimeException absent) {
      day = timestamp.map(t -> LocalDate.ofInstant(t, ZoneOffset.UTC)).orElse(null);
    }
    if (day == null || timestamp.isEmpty()) {
      throw malformed(Code.TIMESTAMP, "timestamp", "l’événement n’est pas daté");
    }
    return new MispEvent(
        id,
        info,
        day,
        timestamp.get(),
        publishTimestamp.filter(instant -> !instant.equals(Instant.EPOCH)),
        published,
        creator,
        tags,
        attributes,
        objects,
        problems);
  }

  private Optional<MispAttribute> attribute(JsonNode tree) {
    if (++count > MispEvent.MAX_ATTRIBUTES) {
      throw malformed(Code.LIMIT, "Attribute", "plus de 500000 attributs");
    }
    var id = uuid(tree.path("uuid").asString(""));
    var changed = seconds(tree.path("timestamp")).or(() -> timestamp);
    var type = tree.path("type").asString("");
    var value = tree.path("value").asString("");
    if (id == null || type.isEmpty() || value.isEmpty() || changed.isEmpty()) {
      problem(
          tree.path("uuid").asString(""),
          Code.MISSING,
          "attribut sans UUID, type, valeur ou date : ignoré");
      return Optional.empty();
    }
    return Optional.of(
        new MispAttribute(
            id,
            type,
            tree.path("category").asString(""),
            value,
            truth(tree.path("to_ids")),
            truth(tree.path("deleted")),
            tree.path("comment").asString(""),
            changed.get(),
            moment(tree.path("first_seen")),
            moment(tree.path("last_seen")),
            tree.path("object_relation").asString(""),
            tags(tree.path("Tag"))));
  }

  private void object(JsonNode tree) {
    var id = uuid(tree.path("uuid").asString(""));
    if (id == null) {
      problem(tree.path("uuid").asString(""), Code.ID, "objet sans UUID : ignoré");
      return;
    }
    var held = new ArrayList<MispAttribute>();
    for (var item : tree.path("Attribute").values()) {
      attribute(item).ifPresent(held::add);
    }
    objects.add(
        new MispObject(
            id,
            tree.path("name").asString(""),
            tree.path("comment").asString(""),
            truth(tree.path("deleted")),
            held));
  }

  static List<String> tags(JsonNode list) {
    return list.values().stream()
        .limit(MAX_TAGS)
        .filter(tag -> !truth(tag.path("local"))) // local tags are not to be shared
        .map(tag -> tag.path("name").asString(""))
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }

  static Optional<MispOrganisation> organisation(JsonNode tree) {
    var id = uuid(tree.path("uuid").asString(""));
    return id == null
        ? Optional.empty()
        : Optional.of(new MispOrganisation(id, tree.path("name").asString("")));
  }

  static boolean truth(JsonNode value) {
    return value.isBoolean()
        ? value.booleanValue()
        : value.asString("").equals("1") || value.asString("").equals("true");
  }

  /** Seconds since 1970, as a number or as a string. */
  static Optional<Instant> seconds(JsonNode value) {
    var text = value.asString("");
    if (text.isEmpty() || text.length() > 11 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
  }

  /** ISO 8601 with an offset, as {@code first_seen} has it. */
  private static Optional<Instant> moment(JsonNode value) {
    try {
      return Optional.of(OffsetDateTime.parse(value.asString("")).toInstant());
    } catch (DateTimeException absentOrUnreadable) {
      return Optional.empty();
    }
  }

  static @Nullable UUID uuid(String text) {
    try {
      var id = UUID.fromString(text);
      boolean complete = text.length() == 36 && id.variant() == 2;
      return complete ? id : null;
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  private void problem(String id, Code code, String message) {
    problems.add(
        StixProblem.of(id, "", code, message).at(-1, parser.currentTokenLocation().getLineNr()));
  }

  private MalformedStixException malformed(Code code, String property, String message) {
    return new MalformedStixException(
        StixProblem.of(uuid, property, code, message)
            .at(-1, parser.currentTokenLocation().getLineNr()));
  }
}

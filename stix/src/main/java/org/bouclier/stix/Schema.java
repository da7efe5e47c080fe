package org.bouclier.stix;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bouclier.stix.SchemaObject.Constraint;

/**
 * What STIX 2.1 says of its objects, read from {@code stix-2.1.schema}, whose head explains its
 * form: the specification as a table that can be read beside it.
 */
final class Schema {

  /** The standard of 10 June 2021. */
  static final Schema STIX_2_1 = load("stix-2.1.schema");

  private final Map<String, SchemaObject> objects = new HashMap<>();
  private final Map<String, Set<String>> vocabularies = new HashMap<>();
  private final Map<String, Set<String>> relationships = new HashMap<>();

  private Schema() {}

  /** A top-level type, e.g. {@code indicator}. */
  Optional<SchemaObject> object(String type) {
    return Optional.ofNullable(objects.get("object " + type));
  }

  /** A predefined extension of a type. */
  Optional<SchemaObject> extension(String type, String name) {
    return Optional.ofNullable(objects.get("extension " + type + " " + name));
  }

  /** An object inside another. */
  SchemaObject embedded(String name) {
    return Objects.requireNonNull(objects.get("embedded " + name), name);
  }

  /** The words of a vocabulary. */
  Set<String> vocabulary(String name) {
    return Objects.requireNonNull(vocabularies.get(name), name);
  }

  /** Where a relationship of that name may point, from that type; empty if none is listed. */
  Optional<Set<String>> targets(String sourceType, String name) {
    return Optional.ofNullable(relationships.get(sourceType + " " + name));
  }

  private static Schema load(String resource) {
    try (var input = Schema.class.getResourceAsStream(resource)) {
      var text = new String(Objects.requireNonNull(input, resource).readAllBytes(), UTF_8);
      var lines = text.lines().map(String::strip).filter(line -> !line.startsWith("#")).toList();
      var schema = new Schema();
      lines.forEach(schema::words); // first, for objects name them
      schema.objects(lines);
      return schema;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void words(String line) {
    var parts = line.split(" ", 3);
    switch (parts[0]) {
      case "vocabulary", "enumeration" -> vocabularies.put(parts[1], Set.of(parts[2].split(" ")));
      case "relationship" -> {
        var words = line.split(" ", 4);
        relationships.put(words[1] + " " + words[2], Set.of(words[3].split(" ")));
      }
      default -> {}
    }
  }

  private void objects(List<String> lines) {
    Map<String, PropertyKind> properties = new HashMap<>();
    List<String> required = new ArrayList<>();
    List<Constraint> constraints = new ArrayList<>();
    for (var line : lines) {
      var parts = line.split(" ");
      switch (parts[0]) {
        case "", "vocabulary", "enumeration", "relationship" -> {}
        case "object", "embedded", "extension" -> {
          properties = new HashMap<>();
          required = new ArrayList<>();
          constraints = new ArrayList<>();
          objects.put(line, new SchemaObject(properties, required, constraints));
        }
        case "order", "later", "one", "either", "needs" -> {
          var kind = Constraint.Kind.valueOf(parts[0].toUpperCase(Locale.ROOT));
          constraints.add(new Constraint(kind, List.of(parts).subList(1, parts.length)));
        }
        default -> {
          boolean isRequired = parts[0].endsWith("!");
          var name = isRequired ? parts[0].substring(0, parts[0].length() - 1) : parts[0];
          properties.put(name, kind(parts[1]));
          if (isRequired) {
            required.add(name);
          }
        }
      }
    }
  }

  private PropertyKind kind(String text) {
    int colon = text.indexOf(':');
    var head = colon < 0 ? text : text.substring(0, colon);
    var tail = colon < 0 ? "" : text.substring(colon + 1);
    return switch (head) {
      case "any" -> new PropertyKind.Any();
      case "string" -> new PropertyKind.Text();
      case "boolean" -> new PropertyKind.Truth();
      case "timestamp" -> new PropertyKind.Time();
      case "binary" -> new PropertyKind.Binary();
      case "hex" -> new PropertyKind.Hex();
      case "hashes" -> new PropertyKind.Hashes();
      case "language" -> new PropertyKind.Language();
      case "words" -> new PropertyKind.Words();
      case "open" -> new PropertyKind.Vocabulary(vocabulary(tail), true);
      case "enum" -> new PropertyKind.Vocabulary(vocabulary(tail), false);
      case "ref" -> new PropertyKind.Reference(Set.copyOf(Arrays.asList(tail.split("\\|"))));
      case "list" -> new PropertyKind.ListOf(kind(tail));
      case "dictionary" -> new PropertyKind.DictionaryOf(kind(tail));
      case "integer" -> {
        var ends = ends(tail);
        yield new PropertyKind.Whole(
            ends[0].isEmpty() ? -(1L << 53) + 1 : Long.parseLong(ends[0]),
            ends[1].isEmpty() ? (1L << 53) - 1 : Long.parseLong(ends[1]));
      }
      case "float" -> {
        var ends = ends(tail);
        yield new PropertyKind.Real(
            ends[0].isEmpty() ? -Double.MAX_VALUE : Double.parseDouble(ends[0]),
            ends[1].isEmpty() ? Double.MAX_VALUE : Double.parseDouble(ends[1]));
      }
      default -> new PropertyKind.Embedded(head);
    };
  }

  private static String[] ends(String range) {
    int dots = range.indexOf("..");
    return dots < 0
        ? new String[] {"", ""}
        : new String[] {range.substring(0, dots), range.substring(dots + 2)};
  }
}

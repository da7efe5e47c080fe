package org.bouclier.detect.sigma;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An event as the author of a rule sees it: values by name, read by Jackson into strings. The
 * obvious twin of what the engine does on bytes.
 */
final class PlainEvent {

  private static final JsonFactory JACKSON = new JsonFactory();

  private static final Pattern WINDOWS =
      Pattern.compile(
          "(?:(?:Event|winlog|event)\\.)?"
              + "(?:System|EventData|event_data|(?:UserData|user_data)(?:\\.[^.]*(?=\\..))?)\\.(.*)",
          Pattern.DOTALL);

  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("SourceName", "Provider_Name"),
          Map.entry("ProviderName", "Provider_Name"),
          Map.entry("source_name", "Provider_Name"),
          Map.entry("winlog.provider_name", "Provider_Name"),
          Map.entry("log_name", "Channel"),
          Map.entry("winlog.channel", "Channel"),
          Map.entry("event_id", "EventID"),
          Map.entry("EventId", "EventID"),
          Map.entry("winlog.event_id", "EventID"),
          Map.entry("computer_name", "Computer"),
          Map.entry("winlog.computer_name", "Computer"));

  private final Map<String, List<Value>> fields = new LinkedHashMap<>();
  private final List<Value> all = new ArrayList<>();

  /**
   * One value.
   *
   * @param text null for null and for empty containers; a number without its zero fraction
   * @param folded the text in lower case
   */
  record Value(@Nullable String text, String folded) {

    static Value of(@Nullable String text, boolean number) {
      String plain = number && text != null ? fold(text).replaceFirst("\\.0+$", "") : text;
      return new Value(plain, plain == null ? "" : fold(plain));
    }
  }

  /** Case does not count: each character's own lower case, in no one's language. */
  static String fold(String text) {
    return text.codePoints()
        .map(c -> c == 'ſ' ? 's' : Character.toLowerCase(c))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Reads a JSON object. */
  static PlainEvent of(String json) {
    var event = new PlainEvent();
    try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), json)) {
      event.read(parser, parser.nextToken(), "");
    }
    return event;
  }

  private void read(JsonParser parser, JsonToken token, String path) {
    switch (token) {
      case START_OBJECT, START_ARRAY -> {
        boolean empty = true;
        for (JsonToken next = parser.nextToken(); !next.isStructEnd(); next = parser.nextToken()) {
          empty = false;
          if (next == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            read(parser, parser.nextToken(), path.isEmpty() ? name : path + "." + name);
          } else {
            read(parser, next, path);
          }
        }
        if (empty) {
          add(path, Value.of(null, false));
        }
      }
      case VALUE_NULL -> add(path, Value.of(null, false));
      default -> add(path, Value.of(parser.getString(), token.isNumeric()));
    }
  }

  private void add(String path, Value value) {
    all.add(value);
    for (String name : names(path)) {
      fields.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }
  }

  /** The names by which rules may know a field. */
  static Set<String> names(String path) {
    Set<String> names = new LinkedHashSet<>();
    names.add(path);
    String lifted = path.replace(" ", "");
    Matcher windows = WINDOWS.matcher(path);
    if (windows.matches()) {
      lifted =
          ("." + windows.group(1))
              .replaceAll("\\.(#attributes|@attributes|#text)(?=\\.|$)", "")
              .replace(".@", ".")
              .replace(" ", "")
              .replaceFirst("^\\.", "")
              .replace(".", "_");
    }
    names.add(lifted);
    names.add(path.replace(" ", ""));
    for (String name : List.of(path, lifted)) {
      String synonym = SYNONYMS.get(name);
      if (synonym != null) {
        names.add(synonym);
      }
    }
    return names;
  }

  /** The values of a field; null if the event does not have it. */
  @Nullable List<Value> values(String name) {
    return fields.get(name);
  }

  /** Every value of the event, named or not. */
  List<Value> all() {
    return all;
  }

  /** The folded text of a field's first value; empty if there is none. */
  String first(String name) {
    List<Value> values = fields.get(name);
    return values == null ? "" : values.getFirst().folded();
  }

  /** Gives a field the values of another, if the event has that. */
  void rename(String to, String from) {
    List<Value> values = fields.get(from);
    if (values != null) {
      fields.put(to, values);
    }
  }
}

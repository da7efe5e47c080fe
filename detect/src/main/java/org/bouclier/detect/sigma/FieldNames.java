package org.bouclier.detect.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names under which rules know a field of an event. Windows events reach us in a dozen shapes,
 * rules know one: {@code CommandLine}, {@code Provider_Name}, {@code EventID}.
 *
 * <pre>{@code
 * Event.EventData.CommandLine            CommandLine
 * winlog.event_data.CommandLine          CommandLine
 * Event.System.Provider.#attributes.Name Provider_Name
 * Event.System.EventID.#text             EventID
 * UserData.EventXML.User                 User
 * Threat Name                            ThreatName
 * }</pre>
 */
final class FieldNames {

  private static final Set<String> WRAPPERS = Set.of("Event", "winlog", "event");
  private static final Set<String> CONTAINERS =
      Set.of("System", "EventData", "event_data", "UserData", "user_data");
  private static final Set<String> NAMED_CONTENT = Set.of("UserData", "user_data");
  private static final Set<String> ATTRIBUTES = Set.of("#attributes", "@attributes", "#text");

  /** The same field in other shippers' words. */
  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("SourceName", "Provider_Name"),
          Map.entry("ProviderName", "Provider_Name"),
          Map.entry("source_name", "Provider_Name"),
          Map.entry("winlog.provider_name", "Provider_Name"),
          Map.entry("log_name", "Channel"),
          Map.entry("winlog.channel", "Channel"),
          Map.entry("event_id", "EventID"),
          Map.entry("winlog.event_id", "EventID"),
          Map.entry("EventId", "EventID"),
          Map.entry("computer_name", "Computer"),
          Map.entry("winlog.computer_name", "Computer"));

  private FieldNames() {}

  /** All names that a rule may use for a field; the first is the event's own. */
  static List<String> of(String name) {
    List<String> names = new ArrayList<>();
    names.add(name);
    add(names, SYNONYMS.get(name));
    String lifted = lifted(name);
    add(names, lifted);
    add(names, SYNONYMS.get(lifted));
    add(names, name.replace(" ", ""));
    return names;
  }

  private static void add(List<String> names, @org.jspecify.annotations.Nullable String name) {
    if (name != null && !names.contains(name)) {
      names.add(name);
    }
  }

  private static String lifted(String name) {
    if (name.indexOf('.') < 0 && name.indexOf(' ') < 0) {
      return name;
    }
    String[] parts = name.split("\\.", -1);
    int from = 0;
    if (from < parts.length - 1 && WRAPPERS.contains(parts[from])) {
      from++;
    }
    boolean contained = from < parts.length - 1 && CONTAINERS.contains(parts[from]);
    if (!contained) {
      return name.replace(" ", "");
    }
    if (NAMED_CONTENT.contains(parts[from]) && from + 2 < parts.length) {
      from++;
    }
    from++;
    var lifted = new StringBuilder();
    for (int i = from; i < parts.length; i++) {
      if (!ATTRIBUTES.contains(parts[i])) {
        String part = parts[i].startsWith("@") ? parts[i].substring(1) : parts[i];
        lifted.append(lifted.isEmpty() ? "" : "_").append(part.replace(" ", ""));
      }
    }
    return lifted.toString();
  }
}

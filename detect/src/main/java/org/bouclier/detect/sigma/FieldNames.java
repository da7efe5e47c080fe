package org.bouclier.detect.sigma;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
 *
 * <p>Which parts are left out, and which names mean the same, is data: {@link FieldMappings}. Asked
 * once for each name that a scanner meets ({@link NameCache}). Immutable.
 */
final class FieldNames {

  private final Set<String> wrappers = new HashSet<>();
  private final Set<String> containers = new HashSet<>();
  private final Set<String> namedContainers = new HashSet<>();
  private final Set<String> attributes = new HashSet<>();

  /** The same field in other shippers' words. */
  private final Map<String, String> synonyms = new HashMap<>();

  /** What these families say; where two say different things of a name, the first is heard. */
  FieldNames(List<MappingFamily> families) {
    for (MappingFamily family : families) {
      wrappers.addAll(family.lift().wrappers());
      containers.addAll(family.lift().containers());
      namedContainers.addAll(family.lift().named());
      attributes.addAll(family.lift().attributes());
      family.names().forEach(synonyms::putIfAbsent);
    }
  }

  /** All names that a rule may use for a field; the first is the event's own. */
  List<String> of(String name) {
    List<String> names = new ArrayList<>();
    names.add(name);
    add(names, synonyms.get(name));
    String lifted = lifted(name);
    add(names, lifted);
    add(names, synonyms.get(lifted));
    add(names, name.replace(" ", ""));
    return names;
  }

  private static void add(List<String> names, @org.jspecify.annotations.Nullable String name) {
    if (name != null && !names.contains(name)) {
      names.add(name);
    }
  }

  private String lifted(String name) {
    if (name.indexOf('.') < 0 && name.indexOf(' ') < 0) {
      return name;
    }
    String[] parts = name.split("\\.", -1);
    int from = 0;
    if (from < parts.length - 1 && wrappers.contains(parts[from])) {
      from++;
    }
    boolean contained = from < parts.length - 1 && containers.contains(parts[from]);
    if (!contained) {
      return name.replace(" ", "");
    }
    if (namedContainers.contains(parts[from]) && from + 2 < parts.length) {
      from++;
    }
    from++;
    var lifted = new StringBuilder();
    for (int i = from; i < parts.length; i++) {
      if (!attributes.contains(parts[i])) {
        String part = parts[i].startsWith("@") ? parts[i].substring(1) : parts[i];
        lifted.append(lifted.isEmpty() ? "" : "_").append(part.replace(" ", ""));
      }
    }
    return lifted.toString();
  }
}

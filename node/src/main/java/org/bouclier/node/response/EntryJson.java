package org.bouclier.node.response;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Entries as they lie in the database and leave by the API: a kind, and a JSON object of the
 * record's components. The names are part of the format: an old entry must be readable for ever.
 */
final class EntryJson {

  private static final Map<String, Class<? extends Entry>> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("opened", Entry.Opened.class);
    KINDS.put("commented", Entry.Commented.class);
    KINDS.put("retitled", Entry.Retitled.class);
    KINDS.put("severity-changed", Entry.SeverityChanged.class);
    KINDS.put("tlp-changed", Entry.TlpChanged.class);
    KINDS.put("reclassified", Entry.Reclassified.class);
    KINDS.put("status-changed", Entry.StatusChanged.class);
    KINDS.put("task-added", Entry.TaskAdded.class);
    KINDS.put("task-settled", Entry.TaskSettled.class);
    KINDS.put("alert-linked", Entry.AlertLinked.class);
    KINDS.put("observable-added", Entry.ObservableAdded.class);
    KINDS.put("observable-shared", Entry.ObservableShared.class);
  }

  private final JsonMapper json = JsonMapper.builder().build();

  /** The stable name of an entry's kind. */
  static String kind(Entry entry) {
    for (var kind : KINDS.entrySet()) {
      if (kind.getValue() == entry.getClass()) {
        return kind.getKey();
      }
    }
    throw new IllegalArgumentException("unknown kind of entry: " + entry.getClass());
  }

  String write(Entry entry) {
    return json.writeValueAsString(entry);
  }

  /**
   * @throws IllegalArgumentException if the kind is unknown
   */
  Entry read(String kind, String body) {
    Class<? extends Entry> type = KINDS.get(kind);
    if (type == null) {
      throw new IllegalArgumentException("unknown kind of entry: " + kind);
    }
    return json.readValue(body, type);
  }
}

package org.bouclier.node.detection;

import java.util.ArrayList;
import java.util.List;
import org.bouclier.detect.log.LineRanges;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * A body of Elasticsearch's bulk API, of which a log shipper uses a small part:
 *
 * <pre>
 * {"create":{"_index":"logs"}}      an action; also index
 * {"@timestamp":"...",...}          its document, one line
 * </pre>
 *
 * <p>Actions that change or delete are refused one by one: nothing here is ever changed. An action
 * line that is none makes the whole body unreadable, since nobody knows what follows it; that is
 * also what Elasticsearch does.
 *
 * @param items in the order of the body
 */
record BulkRequest(List<Item> items) {

  private static final ObjectReader JSON = JsonMapper.builder().build().reader();
  private static final int MAX_ACTION_BYTES = 8_192;

  /**
   * One action with its document.
   *
   * @param action as the body names it
   * @param index that it names, or that of the path
   * @param id that it names; empty if none
   * @param from where the document starts
   * @param to one past its end
   * @param refusal why it is not taken; null if it is
   */
  record Item(
      String action, String index, String id, int from, int to, @Nullable Refusal refusal) {}

  /** Why an item is not taken, in Elasticsearch's words for programs and ours for people. */
  record Refusal(int status, String type, String reason) {}

  /**
   * Reads a body.
   *
   * @param indexOfPath the index in the path; empty if it names none
   * @throws RefusedBody if an action line is none
   */
  static BulkRequest parse(byte[] bytes, int length, String indexOfPath) {
    var items = new ArrayList<Item>();
    int number = 0;
    int at = 0;
    while (at < length) {
      int end = lineEnd(bytes, at, length);
      number++;
      if (isBlank(bytes, at, end)) {
        at = end + 1;
        continue;
      }
      if (number > 2 * LineBatch.MAX_LINES) {
        throw LineBatch.tooManyLines();
      }
      Item action = action(bytes, at, end, number, indexOfPath);
      at = end + 1;
      if (!action.action().equals("delete")) {
        if (at >= length) {
          throw malformed(number, "le document qui doit suivre l’action manque");
        }
        int documentEnd = lineEnd(bytes, at, length);
        number++;
        action = withDocument(action, bytes, at, trimmed(bytes, at, documentEnd));
        at = documentEnd + 1;
      }
      items.add(action);
    }
    return new BulkRequest(items);
  }

  /** The documents taken. */
  LineRanges taken() {
    var ranges = new LineRanges();
    for (Item item : items) {
      if (item.refusal() == null) {
        ranges.add(item.from(), item.to());
      }
    }
    return ranges;
  }

  int refusedCount() {
    return (int) items.stream().filter(item -> item.refusal() != null).count();
  }

  private static Item action(byte[] bytes, int from, int to, int number, String indexOfPath) {
    if (to - from > MAX_ACTION_BYTES) {
      throw malformed(number, "l’action est trop longue");
    }
    try {
      JsonNode line = JSON.readTree(bytes, from, to - from);
      if (!line.isObject() || line.size() != 1) {
        throw malformed(number, "ce n’est pas une action");
      }
      var property = line.properties().iterator().next();
      JsonNode of = property.getValue();
      String name = property.getKey();
      if (!of.isObject() || !List.of("create", "index", "update", "delete").contains(name)) {
        throw malformed(number, "ce n’est pas une action");
      }
      boolean appends = name.equals("create") || name.equals("index");
      return new Item(
          name,
          text(of, "_index", indexOfPath),
          text(of, "_id", ""),
          0,
          0,
          appends
              ? null
              : new Refusal(
                  400, "illegal_argument_exception", "Un journal ne se modifie pas : " + name));
    } catch (JacksonException notJson) {
      throw malformed(number, "JSON mal formé");
    }
  }

  private static String text(JsonNode of, String name, String otherwise) {
    JsonNode value = of.path(name);
    return value.isString() && value.stringValue().length() <= 512
        ? value.stringValue()
        : otherwise;
  }

  private static Item withDocument(Item action, byte[] bytes, int from, int to) {
    Refusal refusal = action.refusal();
    if (refusal == null) {
      LineFault fault =
          from == to
              ? LineFault.MALFORMED_JSON
              : LineCheck.fault(org.bouclier.detect.log.LogFormat.NDJSON, bytes, from, to);
      refusal =
          fault == null
              ? null
              : new Refusal(
                  400, "document_parsing_exception", fault.code() + ": " + fault.french());
    }
    return new Item(action.action(), action.index(), action.id(), from, to, refusal);
  }

  private static RefusedBody malformed(int line, String why) {
    return new RefusedBody(
        400, "malformed-action", "Malformed action/metadata line [" + line + "] : " + why);
  }

  private static int lineEnd(byte[] bytes, int from, int length) {
    int end = from;
    while (end < length && bytes[end] != '\n') {
      end++;
    }
    return end;
  }

  private static int trimmed(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from && (bytes[end - 1] == '\r' || bytes[end - 1] == ' ')) {
      end--;
    }
    return end;
  }

  private static boolean isBlank(byte[] bytes, int from, int to) {
    return trimmed(bytes, from, to) == from;
  }
}

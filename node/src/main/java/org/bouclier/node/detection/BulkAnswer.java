package org.bouclier.node.detection;

import java.io.ByteArrayOutputStream;
import org.bouclier.detect.journal.Position;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Answers of Elasticsearch's bulk API. Shippers read three things of it: {@code errors}, and of
 * each item its {@code status} and {@code error}. Fluent Bit looks for the letters {@code
 * "errors":false,"items":[}, so the order and the absence of spaces are part of the format.
 */
final class BulkAnswer {

  private static final JsonFactory JSON = JsonFactory.builder().build();

  private BulkAnswer() {}

  /**
   * The answer to a body that was stored.
   *
   * @param at where it lies, from which document numbers are made; null if nothing was stored
   * @param terse whether only status and error were asked for ({@code filter_path})
   */
  static byte[] of(BulkRequest request, @Nullable Position at, long tookMillis, boolean terse) {
    var bytes = new ByteArrayOutputStream(64 * request.items().size() + 64);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      if (!terse) {
        json.writeNumberProperty("took", tookMillis);
      }
      json.writeBooleanProperty("errors", request.refusedCount() > 0);
      json.writeArrayPropertyStart("items");
      int n = 0;
      for (BulkRequest.Item item : request.items()) {
        item(json, item, terse ? "" : number(item, at, n), terse);
        n++;
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void item(JsonGenerator json, BulkRequest.Item item, String id, boolean terse) {
    BulkRequest.Refusal refusal = item.refusal();
    json.writeStartObject();
    json.writeObjectPropertyStart(item.action());
    if (!terse) {
      json.writeStringProperty("_index", item.index());
      json.writeStringProperty("_id", id);
    }
    if (refusal == null) {
      if (!terse) {
        json.writeNumberProperty("_version", 1);
        json.writeStringProperty("result", "created");
      }
      json.writeNumberProperty("status", 201);
    } else {
      json.writeNumberProperty("status", refusal.status());
      json.writeObjectPropertyStart("error");
      json.writeStringProperty("type", refusal.type());
      json.writeStringProperty("reason", refusal.reason());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String number(BulkRequest.Item item, @Nullable Position at, int n) {
    return !item.id().isEmpty() || at == null
        ? item.id()
        : at.segment() + "." + at.offset() + "." + n;
  }

  /** An error of the whole request, as Elasticsearch words it. */
  static byte[] error(int status, String type, String reason) {
    var bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeObjectPropertyStart("error");
      json.writeStringProperty("type", type);
      json.writeStringProperty("reason", reason);
      json.writeEndObject();
      json.writeNumberProperty("status", status);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }
}

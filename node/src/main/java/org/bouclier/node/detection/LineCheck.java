package org.bouclier.node.detection;

import org.bouclier.detect.log.LogFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Decides whether a line can be taken as its source says it is written. Reads it once, keeps
 * nothing. Thread-safe.
 */
final class LineCheck {

  /** Longest line, in bytes. Real ones reach 64 kB (Windows script blocks). */
  static final int MAX_LINE_BYTES = 1 << 20;

  /** Deepest JSON. */
  static final int MAX_DEPTH = 100;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_LINE_BYTES)
                  .maxNameLength(MAX_LINE_BYTES)
                  .maxNumberLength(MAX_LINE_BYTES)
                  .build())
          .build();

  private LineCheck() {}

  /** What is wrong with a line that is not empty; null if it can be taken. */
  static @Nullable LineFault fault(LogFormat format, byte[] bytes, int from, int to) {
    if (to - from > MAX_LINE_BYTES) {
      return LineFault.LINE_TOO_LONG;
    }
    if (!Utf8.isWellFormed(bytes, from, to)) {
      return LineFault.INVALID_UTF8;
    }
    boolean json = format == LogFormat.NDJSON || (format == LogFormat.AUTO && bytes[from] == '{');
    return json ? jsonFault(bytes, from, to) : null;
  }

  /** What keeps a line from being one JSON object; null if it is one. */
  static @Nullable LineFault jsonFault(byte[] bytes, int from, int to) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes, from, to - from)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return LineFault.MALFORMED_JSON;
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        return LineFault.MALFORMED_JSON;
      }
      return first == JsonToken.START_OBJECT ? null : LineFault.NOT_AN_OBJECT;
    } catch (StreamConstraintsException tooDeep) {
      return LineFault.TOO_DEEP;
    } catch (JacksonException malformed) {
      return LineFault.MALFORMED_JSON;
    }
  }
}

package org.bouclier.detect.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Any bytes as a line of any format: fields within their bounds, and those of JSON the same as
 * Jackson's wherever Jackson reads it.
 */
class LineFuzzTest {

  private static final JsonFactory JACKSON = new JsonFactory();

  private final LineDecoder decoder = new LineDecoder();
  private final EventFields fields = new EventFields();

  @FuzzTest(maxDuration = "5m")
  void any_line_gives_fields_within_their_bounds(byte[] line) {
    for (LogFormat format : LogFormat.values()) {
      Decoding outcome = decoder.decode(line, 0, line.length, format, fields);
      assertThat(fields.count()).isBetween(0, EventFields.MAX_FIELDS);
      for (int field = 0; field < fields.count(); field++) {
        assertRange(fields.nameFrom(field), fields.nameTo(field), fields.names());
        assertRange(fields.valueFrom(field), fields.valueTo(field), fields.values(field));
      }
      if (format == LogFormat.NDJSON) {
        assertAsJackson(line, outcome);
      }
    }
  }

  private static void assertRange(int from, int to, byte[] in) {
    assertThat(from).isBetween(0, to);
    assertThat(to).isLessThanOrEqualTo(in.length);
  }

  private void assertAsJackson(byte[] line, Decoding outcome) {
    List<String> expected = jackson(line);
    if (expected == null || outcome == Decoding.TOO_DEEP || outcome == Decoding.TOO_MANY_FIELDS) {
      return;
    }
    List<String> values = new ArrayList<>();
    for (int field = 0; field < fields.count(); field++) {
      values.add(fields.value(field));
    }
    assertThat(outcome).isEqualTo(Decoding.DECODED);
    assertThat(values).isEqualTo(expected);
  }

  /** The values of an object, in its order; null if Jackson does not read it. */
  private static @Nullable List<String> jackson(byte[] line) {
    List<String> values = new ArrayList<>();
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), text)) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          return null;
        }
        JsonToken before = JsonToken.START_OBJECT;
        for (int depth = 1; depth > 0; ) {
          JsonToken token = parser.nextToken();
          depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
          if (token.isScalarValue()) {
            values.add(token == JsonToken.VALUE_NULL ? "" : parser.getString());
          } else if (token.isStructEnd() && before.isStructStart()) {
            values.add("");
          }
          before = token;
        }
        // Half a surrogate pair, which only an escape can be, is kept by Jackson and not by us.
        return parser.nextToken() == null && !text.contains("\\u") ? values : null;
      }
    } catch (JacksonException | CharacterCodingException unreadable) {
      return null;
    }
  }
}

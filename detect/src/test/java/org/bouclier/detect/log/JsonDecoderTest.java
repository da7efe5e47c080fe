package org.bouclier.detect.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bouclier.detect.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Our decoder against Jackson's: the same fields, the same refusals. */
class JsonDecoderTest {

  private static final JsonFactory JACKSON = new JsonFactory();

  private final JsonDecoder decoder = new JsonDecoder();
  private final EventFields fields = new EventFields();

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          {"a":"b"}                                ¦ a=b
          { "a" : "b" , "c" : 1.5e3 }              ¦ a=b c=1.5e3
          {"a":{"b":{"c":true}},"d":false}         ¦ a.b.c=true d=false
          {"a":[1,[2,{"b":3}]]}                    ¦ a=1 a=2 a.b=3
          {"a":null,"b":"","c":{},"d":[]}          ¦ a= b= c= d=
          {"a\\"b":"\\\\\\/\\u00e9"}               ¦ a"b=\\/é
          {"a":"\\ud83d\\ude00\\ud83d"}            ¦ a=😀\uFFFD
          {"id.orig_h":"x"}                        ¦ id.orig_h=x
          {"":{"":"x"}}                            ¦ =x
          {}                                       ¦ ~~
          """)
  void flattens(String json, String expected) {
    assertThat(decode(json.getBytes(UTF_8))).isEqualTo(Decoding.DECODED);
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < fields.count(); i++) {
      if (!json.equals("{}")) {
        shown.add(fields.name(i) + "=" + fields.value(i));
      }
    }
    assertThat(String.join(" ", shown)).isEqualTo(expected);
  }

  @Test
  void tells_kinds_apart() {
    decode("{\"a\":\"1\",\"b\":1,\"c\":true,\"d\":null,\"e\":[],\"f\":{}}".getBytes(UTF_8));

    List<FieldKind> kinds = new ArrayList<>();
    for (int i = 0; i < fields.count(); i++) {
      kinds.add(fields.kind(i));
    }
    assertThat(kinds)
        .containsExactly(
            FieldKind.STRING,
            FieldKind.NUMBER,
            FieldKind.BOOLEAN,
            FieldKind.NULL,
            FieldKind.EMPTY,
            FieldKind.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "}",
        "{]",
        "[1]",
        "\"a\"",
        "1",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\":01}",
        "{\"a\":-}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":1e}",
        "{\"a\":+1}",
        "{\"a\":tru}",
        "{\"a\":truex}",
        "{\"a\":nul",
        "{\"a\":\"b}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"b\\\"}",
        "{\"a\":1}}",
        "{\"a\":1} x",
        "{\"a\":[1}",
        "{\"a\":[1,]}",
        "{\"a\":[,1]}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":NaN}",
        "{\"\\z\":1}"
      })
  void refuses_what_is_no_object(String json) {
    assertThat(decode(json.getBytes(UTF_8))).isEqualTo(Decoding.MALFORMED_JSON);
  }

  @Test
  void bytes_that_are_no_text_survive() {
    byte[] line = "{\"a\":\"x\u00FF\u00C3y\u0007\"}".getBytes(ISO_8859_1);

    assertThat(decode(line)).isEqualTo(Decoding.DECODED);
    assertThat(new String(fields.values(0), fields.valueFrom(0), 5, ISO_8859_1))
        .isEqualTo("x\u00FF\u00C3y\u0007");
  }

  @Test
  void a_value_without_escapes_is_not_copied() {
    byte[] line = "{\"a\":\"b\",\"c\":\"\\n\"}".getBytes(UTF_8);
    decode(line);

    assertThat(fields.values(0)).isSameAs(line);
    assertThat(fields.values(1)).isNotSameAs(line);
  }

  @Test
  void depth_number_and_length_are_bounded_and_what_came_before_is_kept() {
    String deep = "{\"a\":1,\"b\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertThat(decode(deep.getBytes(UTF_8))).isEqualTo(Decoding.TOO_DEEP);
    assertThat(fields.count()).isEqualTo(1);

    String wide = "{\"a\":[" + "1,".repeat(10_000) + "1]}";
    assertThat(decode(wide.getBytes(UTF_8))).isEqualTo(Decoding.TOO_MANY_FIELDS);
    assertThat(fields.count()).isEqualTo(EventFields.MAX_FIELDS);

    String named = "{\"a\":1,\"" + "n".repeat(2_000) + "\":1}";
    assertThat(decode(named.getBytes(UTF_8))).isEqualTo(Decoding.TOO_MANY_FIELDS);
    assertThat(fields.count()).isEqualTo(1);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, 20_260_129})
  void agrees_with_jackson_on_recorded_events_broken_at_random(long seed) throws Exception {
    var random = new Random(seed);
    List<byte[]> lines = new ArrayList<>();
    for (String name :
        new String[] {"logs/zeek-dns-http.ndjson.xz", "logs/windows-security-datasets.ndjson.xz"}) {
      byte[] text = SharedData.unxz(name);
      LineRanges ranges = LineRanges.split(text, 0, text.length);
      for (int i = 0; i < 400; i++) {
        int line = random.nextInt(ranges.count());
        lines.add(java.util.Arrays.copyOfRange(text, ranges.from(line), ranges.to(line)));
      }
    }
    agree(lines, random, seed);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, 20_260_129})
  void agrees_with_jackson_on_invented_events_broken_at_random(long seed) {
    var random = new Random(seed);
    List<byte[]> lines = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      lines.add(("{\"a\":" + value(random, 0) + "}").getBytes(UTF_8));
    }
    agree(lines, random, seed);
  }

  private void agree(List<byte[]> lines, Random random, long seed) {
    int malformed = 0;
    for (byte[] line : lines) {
      if (random.nextInt(2) == 0) {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
          // Any ASCII that is no control: those, Jackson refuses inside strings and we do not.
          // Half a letter, Jackson refuses too.
          int at = random.nextInt(line.length);
          line[at] = line[at] < 0 ? line[at] : (byte) (' ' + random.nextInt(95));
        }
      }
      List<String> expected = jackson(line);
      Decoding outcome = decode(line);
      String text = new String(line, UTF_8);
      assertThat(outcome == Decoding.DECODED)
          .as("seed %d: %s", seed, text)
          .isEqualTo(!expected.contains("malformed"));
      if (outcome == Decoding.DECODED) {
        List<String> ours = new ArrayList<>();
        for (int i = 0; i < fields.count(); i++) {
          if (fields.kind(i) != FieldKind.EMPTY) {
            ours.add(fields.name(i) + "=" + fields.value(i));
          }
        }
        assertThat(ours).as("seed %d: %s", seed, text).isEqualTo(expected);
      } else {
        malformed++;
      }
    }
    assertThat(malformed)
        .as("both outcomes are common")
        .isBetween(lines.size() / 10, lines.size() * 9 / 10);
  }

  private static List<String> jackson(byte[] line) {
    List<String> found = new ArrayList<>();
    try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return List.of("malformed");
      }
      int depth = 1;
      String name = "";
      List<String> names = new ArrayList<>(List.of(""));
      while (depth > 0) {
        JsonToken token = parser.nextToken();
        switch (token) {
          case null -> {
            return List.of("malformed");
          }
          case START_OBJECT, START_ARRAY -> {
            names.add(name);
            depth++;
          }
          case END_OBJECT, END_ARRAY -> {
            name = names.removeLast();
            depth--;
          }
          case PROPERTY_NAME -> {
            String prefix = names.getLast();
            name = prefix.isEmpty() ? parser.currentName() : prefix + "." + parser.currentName();
          }
          case VALUE_NULL -> found.add(name + "=");
          default -> found.add(name + "=" + parser.getString());
        }
      }
      return parser.nextToken() == null ? found : List.of("malformed");
    } catch (JacksonException malformed) {
      return List.of("malformed");
    }
  }

  private static String value(Random random, int depth) {
    return switch (random.nextInt(depth > 4 ? 5 : 7)) {
      case 0 -> Integer.toString(random.nextInt());
      case 1 -> Double.toString(random.nextGaussian() * 1e10);
      case 2 -> random.nextBoolean() ? "true" : "null";
      case 3 -> "\"\\u00e9\\n\\\\\\\"é\"";
      case 4 -> "\"" + "x".repeat(random.nextInt(40)) + "\"";
      case 5 -> "[" + value(random, depth + 1) + ", " + value(random, depth + 1) + "]";
      default ->
          "{\"b\":" + value(random, depth + 1) + " ,\"c\\t\": " + value(random, depth + 1) + "}";
    };
  }

  private Decoding decode(byte[] line) {
    fields.begin(line);
    return decoder.decode(line, 0, line.length, fields);
  }
}

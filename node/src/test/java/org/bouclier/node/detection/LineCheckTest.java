package org.bouclier.node.detection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Random;
import org.bouclier.detect.log.LogFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineCheckTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"query\":\"evil.example\"}|",
        "{}|",
        "{\"a\":{\"b\":[1,2,{\"c\":null}]}}|",
        "{\"query\":\"evil.example\"|MALFORMED_JSON",
        "{\"query\":evil}|MALFORMED_JSON",
        "{\"a\":1} {\"b\":2}|MALFORMED_JSON",
        "{\"a\":\"\\x\"}|MALFORMED_JSON",
        "not json|MALFORMED_JSON",
        "[1,2]|NOT_AN_OBJECT",
        "\"text\"|NOT_AN_OBJECT",
        "12|NOT_AN_OBJECT"
      })
  void a_json_line_is_one_object(String line, LineFault expected) {
    byte[] bytes = line.getBytes(UTF_8);

    assertThat(LineCheck.fault(LogFormat.NDJSON, bytes, 0, bytes.length)).isEqualTo(expected);
  }

  @Test
  void a_line_too_deep_or_too_long_is_named_so() {
    byte[] deep = ("{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}").getBytes(UTF_8);
    byte[] giant = ("{\"a\":\"" + "x".repeat(10_000_000) + "\"}").getBytes(UTF_8);

    assertThat(LineCheck.fault(LogFormat.NDJSON, deep, 0, deep.length))
        .isEqualTo(LineFault.TOO_DEEP);
    assertThat(LineCheck.fault(LogFormat.NDJSON, giant, 0, giant.length))
        .isEqualTo(LineFault.LINE_TOO_LONG);
  }

  @Test
  void plain_text_needs_only_be_text() {
    byte[] bytes = "Jan 29 sshd[4]: refusé".getBytes(UTF_8);

    assertThat(LineCheck.fault(LogFormat.TEXT, bytes, 0, bytes.length)).isNull();
    assertThat(LineCheck.fault(LogFormat.AUTO, bytes, 0, bytes.length)).isNull();
    assertThat(LineCheck.fault(LogFormat.TEXT, bytes, 0, bytes.length - 1))
        .as("cut inside é")
        .isEqualTo(LineFault.INVALID_UTF8);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 7, 20_260_129})
  void utf8_is_judged_as_the_platform_s_strict_decoder_does(long seed) {
    var random = new Random(seed);
    int wellFormed = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(20)];
      for (int k = 0; k < bytes.length; k++) {
        // near misses: mostly ASCII, lead and continuation bytes at the edges of what is allowed
        bytes[k] =
            (byte)
                switch (random.nextInt(6)) {
                  case 0 ->
                      "\u00C1\u00C2\u00DF\u00E0\u00ED\u00EF\u00F0\u00F4\u00F5"
                          .charAt(random.nextInt(9));
                  case 1, 2 -> "\u0080\u008F\u0090\u009F\u00A0\u00BF".charAt(random.nextInt(6));
                  default -> 'a';
                };
      }
      boolean expected = decodes(bytes);
      assertThat(Utf8.isWellFormed(bytes, 0, bytes.length))
          .as("%s", ByteBuffer.wrap(bytes))
          .isEqualTo(expected);
      wellFormed += expected ? 1 : 0;
    }
    assertThat(wellFormed).as("both answers are common").isBetween(1_000, 49_000);
  }

  private static boolean decodes(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }
}

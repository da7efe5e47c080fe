package org.bouclier.detect.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"NaN\"",
        "\"Infinity\"",
        "\"-Infinity\"",
        "1e400",
        "\"1e400\"",
        "12",
        "\"hier\"",
        "\"2026-13-01T00:00:00Z\"",
        "\"04:05\""
      })
  void what_is_no_date_is_none(String value) {
    assertThat(at("{\"ts\":" + value + ",\"q\":\"evil.example\"}", ZoneOffset.UTC)).isNull();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "2026-01-29T04:05:06Z, 2026-01-29T04:05:06Z",
    "2026-01-29 04:05:06.250, 2026-01-29T04:05:06.250Z",
    "2026-01-29T04:05:06+0100, 2026-01-29T03:05:06Z",
    "2026-01-29T04:05:06.1+01:00, 2026-01-29T03:05:06.100Z",
    "1769659506, 2026-01-29T04:05:06Z",
    "1769659506.25, 2026-01-29T04:05:06.250Z",
    "1769659506250, 2026-01-29T04:05:06.250Z",
    "1769659506250000, 2026-01-29T04:05:06.250Z",
    "1769659506250000000, 2026-01-29T04:05:06.250Z",
    "29/Jan/2026:04:05:06 +0100, 2026-01-29T03:05:06Z",
  })
  void a_time_is_read_as_it_is_written(String text, Instant instant) {
    assertThat(at("{\"a\":1,\"ts\":\"" + text + "\"}", ZoneId.of("Africa/Bamako")))
        .isEqualTo(instant);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          {"Event":{"System":{"TimeCreated":{"#attributes":{"SystemTime":"2026-01-29T04:05:06Z"}}}}} ¦ 2026-01-29T04:05:06Z
          {"UtcTime":"2026-01-29 04:05:06.250"}                        ¦ 2026-01-29T04:05:06.250Z
          {"date":"hier","time":"2026-01-29T04:05:06Z"}                ¦ 2026-01-29T04:05:06Z
          <34>1 2026-01-29T04:05:06Z h a - - - x                       ¦ 2026-01-29T04:05:06Z
          2026-01-29T04:05:06.5+00:00 h a: x                           ¦ 2026-01-29T04:05:06.500Z
          2026-01-29 04:05:06 x                                        ¦ 2026-01-29T09:05:06Z
          <34>Nov 22 04:59:00 h a: x                                   ¦ 2026-11-22T09:59:00Z
          Nov 23 04:00:00 h a: x                                       ¦ 2026-11-23T09:00:00Z
          Nov 24 04:00:00 h a: x                                       ¦ 2025-11-24T09:00:00Z
          Dec 31 23:00:00 h a: x                                       ¦ 2026-01-01T04:00:00Z
          Feb 29 12:00:00 h a: x                                       ¦ 2024-02-29T17:00:00Z
          Feb 30 12:00:00 h a: x                                       ¦
          type=EXECVE msg=audit(1769659506.250:24287): a0=x            ¦ 2026-01-29T04:05:06.250Z
          ::1 - - [29/Jan/2026:04:05:06 +0000] "GET / HTTP/1.1" 200 1  ¦ 2026-01-29T04:05:06Z
          une phrase                                                   ¦
          """)
  void each_kind_of_line_says_its_time_in_its_way(String line, Instant instant) {
    assertThat(at(line, ZoneOffset.ofHours(-5))).isEqualTo(instant);
  }

  @Test
  void the_words_of_a_time_that_cannot_be_read_are_kept() {
    byte[] line = "{\"time\":\"hier\"}".getBytes(UTF_8);

    assertThat(new EventTime(ZoneOffset.UTC).read(line, 0, line.length, LogFormat.AUTO, NOW))
        .isEqualTo(new EventTime.Said("hier", null));
  }

  private static Instant at(String text, ZoneId zone) {
    byte[] line = text.getBytes(UTF_8);
    var said = new EventTime(zone).read(line, 0, line.length, LogFormat.AUTO, NOW);
    return said == null ? null : said.at();
  }
}

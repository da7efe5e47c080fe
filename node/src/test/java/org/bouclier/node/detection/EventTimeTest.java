package org.bouclier.node.detection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final EventTime times = new EventTime(ZoneOffset.UTC);

  @ParameterizedTest
  @ValueSource(strings = {"\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "1e400", "\"1e400\""})
  void what_is_no_number_is_no_date(String value) {
    byte[] line = ("{\"ts\":" + value + ",\"q\":\"evil.example\"}").getBytes(UTF_8);

    assertThat(times.read(line, 0, line.length, NOW)).isNull();
  }

  @Test
  void seconds_since_1970_are_a_date() {
    byte[] line = "{\"ts\":1795341600.5}".getBytes(UTF_8);

    assertThat(times.read(line, 0, line.length, NOW)).isEqualTo("2026-11-22T10:00:00.500Z");
  }
}

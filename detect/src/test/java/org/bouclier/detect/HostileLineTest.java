package org.bouclier.detect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouclier.detect.IndicatorReading.Listed;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.junit.jupiter.api.Test;

/** Lines of the bytes that scans look at, in buffers that end where the line does. */
class HostileLineTest {

  private static final List<String> LISTED =
      List.of(
          "evil.tld",
          "192.0.2.7",
          "192.0.0.0/8",
          "2001:db8::1",
          "2001::/16",
          "http://e.f/a",
          "192.0.2.7:443",
          "[2001:db8::1]:443",
          "e.f/a",
          "a@e.f",
          "file:a.b",
          "ja3:d41d8cd98f00b204e9800998ecf8427e",
          "t13d1516h2_8daaf6152771_b186095e22b6",
          "ua:a b",
          "d41d8cd98f00b204e9800998ecf8427e");

  private static final String BYTES = "..::@\\\\\"\"//[]u0n1.a:e.f{}=,? \t\u00e9\u0000-_";

  private static final List<String> PIECES =
      List.of(
          "192.0.2.7",
          "2001:db8::1",
          "http://",
          "http:\\/\\/",
          "\\u002",
          "\"id.resp_p\":",
          "\"id.resp_h\":\"192.0.2.7\"",
          "evil.tld",
          "e.f/a",
          "t13d1516h2_8daaf6152771_b186095e22b6",
          "d41d8cd98f00b204e9800998ecf8427e");

  @Test
  void no_line_makes_a_scan_read_beyond_it() {
    IndicatorSet.Builder set = IndicatorSet.builder();
    for (String text : LISTED) {
      if (IndicatorText.read(text) instanceof Listed(Indicator indicator)) {
        set.add(indicator, set.size());
      } else {
        throw new IllegalArgumentException(text);
      }
    }
    Scanner scanner = IndicatorScanTest.scanner(set.build());
    var entities = new EntityScan(hash -> {});
    var random = new Random(11);
    for (int round = 0; round < 300_000; round++) {
      var text = new StringBuilder(random.nextBoolean() ? "{" : "");
      for (int i = random.nextInt(12); i >= 0; i--) {
        if (random.nextInt(5) == 0) {
          text.append(PIECES.get(random.nextInt(PIECES.size())));
        } else {
          text.append(BYTES.charAt(random.nextInt(BYTES.length())));
        }
      }
      byte[] line = text.toString().getBytes(ISO_8859_1);
      int from = random.nextInt(3) == 0 ? random.nextInt(line.length + 1) : 0;
      boolean json = text.charAt(0) == '{';
      assertThatCode(
              () -> {
                scanner.scan(
                    line,
                    from,
                    line.length,
                    json ? LogFormat.NDJSON : LogFormat.TEXT,
                    LogSource.UNKNOWN,
                    match -> {});
                entities.scan(line, from, line.length, json);
              })
          .as("%s from %d", Arrays.toString(line), from)
          .doesNotThrowAnyException();
    }
  }
}

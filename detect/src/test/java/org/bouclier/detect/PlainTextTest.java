package org.bouclier.detect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.bouclier.detect.IndicatorReading.Listed;
import org.junit.jupiter.api.Test;

class PlainTextTest {

  private static final List<String> PIECES =
      List.of(
          "evil",
          "a",
          "tld",
          "com",
          "ru",
          "rpz-ip",
          "r",
          "1",
          "01",
          "9",
          "255",
          "256",
          "-",
          "_",
          "xn--vil-bma",
          ".",
          ".",
          ".",
          ".",
          "..",
          "*",
          "/",
          "/24",
          ":",
          ":80",
          "@",
          "#",
          " ",
          "[.]",
          "hxxp",
          "http://",
          "https://",
          "/",
          "/a",
          "?b=1",
          "'",
          "\\",
          "ftp://",
          "E",
          "é",
          "\t",
          "\"",
          "d41d8cd98f00b204e9800998ecf8427e",
          "a".repeat(62));

  @Test
  void what_it_knows_is_what_a_full_reading_finds() {
    var random = new Random(3);
    int known = 0;
    for (int round = 0; round < 300_000; round++) {
      var text = new StringBuilder();
      if (random.nextInt(3) == 0) {
        text.append(random.nextBoolean() ? "http://" : "https://");
      }
      for (int i = random.nextInt(10); i >= 0; i--) {
        text.append(PIECES.get(random.nextInt(random.nextInt(3) == 0 ? PIECES.size() : 18)));
      }
      byte[] line = text.toString().getBytes(ISO_8859_1);
      var builder = IndicatorSet.builder(9);
      if (builder.addPlain(line, 0, line.length, 1)) {
        known++;
        Indicator plain = builder.build().entries().getFirst().indicator();
        assertThat(IndicatorText.readLine(text.toString())).isEqualTo(new Listed(plain));
      }
    }
    assertThat(known).isGreaterThan(5_000);
  }

  @Test
  void plain_domains_and_addresses_are_found_like_others() {
    var builder = IndicatorSet.builder();
    for (String value : List.of("evil.tld", "192.0.2.7")) {
      byte[] line = ("<" + value + ">").getBytes(ISO_8859_1);
      assertThat(builder.addPlain(line, 1, line.length - 1, 5)).isTrue();
    }

    assertThat(IndicatorScanTest.scan(builder.build(), "www.evil.tld 192.0.2.7")).hasSize(2);
  }
}

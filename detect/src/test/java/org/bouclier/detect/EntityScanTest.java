package org.bouclier.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bouclier.detect.IndicatorReading.Listed;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityScanTest {

  private static final List<String> LISTED =
      List.of(
          "evil.tld",
          "b.evil.tld",
          "xn--vil-bma.tld",
          "bad.4you",
          "192.0.2.7",
          "192.0.2.0/24",
          "192.0.0.0/12",
          "192.0.2.0/29",
          "192.0.2.0/19",
          "2001:db8::1",
          "2001:db8::/32",
          "2001:db8::/20",
          "2001:db8::/56",
          "2001:db8::/100",
          "d41d8cd98f00b204e9800998ecf8427e",
          "da39a3ee5e6b4b0d3255bfef95601890afd80709",
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "http://evil.tld/a",
          "http://evil.tld:8443",
          "http://192.0.2.7/a",
          "http://[2001:db8::1]/a",
          "ftp://evil.tld",
          "caisse@evil.tld");

  private static final List<String> PIECES =
      List.of(
          "evil.tld",
          "EVIL.Tld.",
          "www.b.evil.tld",
          "evil\\u002etld",
          "evil\\u002Etld/a",
          "xn--vil-bma.tld",
          "x.bad.4you",
          "192.0.2.7",
          "192.9.2.7",
          "::ffff:192.0.2.7",
          "[::ffff:192.0.2.7]",
          "2001:db8::1",
          "[2001:DB8:0::1]",
          "2001:db8:0:0:0:0:0:1",
          "d41d8cd98f00b204e9800998ecf8427e",
          "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709",
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "http://",
          "https:\\/\\/",
          "ftp://",
          "u:p@",
          "caisse@",
          "/a",
          "\\/a",
          "?b=1",
          ":8443",
          ":80",
          "\\n",
          "\\b",
          "\\\\",
          "\"",
          " ",
          ".",
          ",",
          "x",
          "-",
          "{\"m\":\"",
          "é");

  @Test
  void whatever_matches_can_be_found_again() {
    var engine = new Engine();
    engine.replace(IndicatorScanTest.set(LISTED.toArray(String[]::new)));
    Scanner scanner = engine.scanner();
    Set<Long> seen = new HashSet<>();
    var entities = new EntityScan(seen::add);
    var random = new Random(5);
    var kinds = new HashSet<String>();
    for (int round = 0; round < 60_000; round++) {
      var text = new StringBuilder(random.nextBoolean() ? "{\"m\":\"" : "");
      for (int i = random.nextInt(8); i >= 0; i--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      byte[] line = text.toString().getBytes(UTF_8);
      boolean json = text.charAt(0) == '{';
      seen.clear();
      entities.scan(line, 0, line.length, json);
      var found = new ArrayList<Match>();
      scanner.scan(
          line,
          0,
          line.length,
          json ? LogFormat.NDJSON : LogFormat.TEXT,
          LogSource.UNKNOWN,
          found::add);
      for (Match match : found) {
        Indicator indicator = ((IndicatorMatch) match).indicator();
        long[] keys = EntityScan.keys(indicator);
        assertThat(keys.length == 0 || isAny(keys, seen)).as(indicator + " in " + text).isTrue();
        kinds.add(indicator.value());
      }
    }
    assertThat(kinds).as("every one of them matched somewhere").hasSize(LISTED.size());
  }

  private static boolean isAny(long[] keys, Set<Long> seen) {
    for (long key : keys) {
      if (seen.contains(key)) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @CsvSource({
    "evil.tld, 1",
    "bad.4you, 1",
    "user.7ci, 1",
    "bad.4g, 0",
    "192.0.2.7, 1",
    "192.0.2.0/29, 1",
    "192.0.2.0/19, 32",
    "192.0.0.0/12, 16",
    "2001:db8::/100, 1",
    "2001:db8::/20, 0",
    "http://evil.tld/a, 1",
    "caisse@evil.tld, 1",
    "d41d8cd98f00b204e9800998ecf8427e, 1"
  })
  void an_indicator_has_few_keys_or_none(String listed, int keys) {
    if (IndicatorText.read(listed) instanceof Listed(Indicator indicator)) {
      assertThat(EntityScan.keys(indicator)).hasSize(keys);
    } else {
      throw new IllegalArgumentException(listed);
    }
  }

  @Test
  void numbers_and_times_are_no_entities() {
    var seen = new HashSet<Long>();
    byte[] line = "2018-03-24T17:15:51.436683Z 0.0011 7.5s id.orig_h".getBytes(UTF_8);

    new EntityScan(seen::add).scan(line, 0, line.length, false);

    assertThat(seen).as("but the name").hasSize(1);
  }

  @Test
  void the_hashes_never_change() {
    assertThat(EntityScan.keys(new Indicator(IndicatorKind.DOMAIN, "evil.tld")))
        .containsExactly(-341162792751044902L);
  }
}

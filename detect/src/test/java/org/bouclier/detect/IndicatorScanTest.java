package org.bouclier.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndicatorScanTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          evil.tld                     | query evil.tld IN A                     | evil.tld
          evil.tld                     | query WWW.Evil.TLD. IN A                | WWW.Evil.TLD
          evil.tld                     | a.b.evil.tld                            | a.b.evil.tld
          evil.tld                     | {"host":"evil.tld:8080"}                | evil.tld
          evil.tld                     | {"m":"Host:\\tevil.tld\\r\\n"}          | evil.tld
          evil.tld                     | {"m":"\\u0009www.evil.tld"}             | www.evil.tld
          evil.tld                     | to=<caisse@evil.tld>                    | evil.tld
          evil.tld                     | http://evil.tld/a                       | evil.tld
          x_y-z.evil.tld               | x_y-z.evil.tld                          | x_y-z.evil.tld
          192.0.2.7                    | src=192.0.2.7:53                        | 192.0.2.7
          192.0.2.7                    | 192.0.2.7.                              | 192.0.2.7
          192.0.2.7                    | {"m":"IP:\\n192.0.2.7\\n"}              | 192.0.2.7
          192.0.2.7                    | ::ffff:192.0.2.7                        | ::ffff:192.0.2.7
          192.0.2.7                    | ::ffff:c000:0207                        | ::ffff:c000:0207
          192.0.2.0/24                 | DPT=192.0.2.200                         | 192.0.2.200
          2001:db8::1                  | {"ip":"2001:DB8:0:0:0:0:0:1"}           | 2001:DB8:0:0:0:0:0:1
          2001:db8::1                  | from 2001:db8::1.                       | 2001:db8::1
          2001:db8::1                  | {"m":"\\n2001:db8::1"}                  | 2001:db8::1
          b001:db8::1                  | {"m":"\\bb001:db8::1"}                  | b001:db8::1
          2001:db8::1                  | [2001:db8::1]:443                       | 2001:db8::1
          2001:db8::/32                | 2001:db8:ffff::9                        | 2001:db8:ffff::9
          d41d8cd98f00b204e9800998ecf8427e | MD5=D41D8CD98F00B204E9800998ECF8427E,SHA1 | D41D8CD98F00B204E9800998ECF8427E
          d41d8cd98f00b204e9800998ecf8427e | {"m":"\\nD41D8CD98F00B204E9800998ECF8427E"} | D41D8CD98F00B204E9800998ECF8427E
          da39a3ee5e6b4b0d3255bfef95601890afd80709 | da39a3ee5e6b4b0d3255bfef95601890afd80709 | da39a3ee5e6b4b0d3255bfef95601890afd80709
          http://evil.tld/a            | GET http://evil.tld/a HTTP/1.1          | http://evil.tld/a
          http://evil.tld/a            | {"u":"HTTP:\\/\\/EVIL.tld:80\\/a"}      | HTTP:\\/\\/EVIL.tld:80\\/a
          http://evil.tld/a            | https://evil.tld/a/b?c=1                | https://evil.tld/a/b?c=1
          http://evil.tld/a            | http://u:p@evil.tld/a#x                 | http://u:p@evil.tld/a#x
          http://evil.tld/a            | (see http://evil.tld/a).                | http://evil.tld/a).
          http://evil.tld/a?b=1        | http://evil.tld/a?b=1&c=2               | http://evil.tld/a?b=1&c=2
          http://evil.tld/a?b=1&c=2    | {"u":"http://evil.tld/a?b=1\\u0026c=2"} | http://evil.tld/a?b=1\\u0026c=2
          http://evil.tld              | "http://evil.tld"                       | http://evil.tld
          http://192.0.2.7             | http://192.0.2.7/x.sh                   | http://192.0.2.7/x.sh
          http://[2001:db8::1]/a       | http://[2001:DB8:0::1]:80/a             | http://[2001:DB8:0::1]:80/a
          https://evil.tld/%C3%A9      | https://evil.tld/é                      | https://evil.tld/é
          ftp://evil.tld/a             | ftp://evil.tld/a                        | ftp://evil.tld/a
          http://evil.tld/a            | http://ok.tld/?r=http://evil.tld/a      | http://evil.tld/a
          caisse@evil.tld              | From: <Caisse@Evil.tld>                 | Caisse@Evil.tld
          caisse@evil.tld              | from=caisse@evil.tld                    | caisse@evil.tld
          a=b@evil.tld                 | a=b@evil.tld                            | a=b@evil.tld
          caisse@evil.tld              | {"m":"\\ncaisse@evil.tld."}             | caisse@evil.tld
          """)
  void finds(String listed, String line, String found) {
    List<IndicatorMatch> matches = scan(set(listed), line);

    assertThat(matches).extracting(IndicatorMatch::found).containsExactly(found);
    IndicatorMatch match = matches.getFirst();
    assertThat(match.indicator().value()).isEqualTo(listed);
    assertThat(new String(line.getBytes(UTF_8), match.offset(), match.lengthBytes(), UTF_8))
        .isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          evil.tld                     | xevil.tld
          evil.tld                     | my-evil.tld
          evil.tld                     | evil.tld.benign.org
          evil.tld                     | evil.tldx
          evil.tld                     | tld
          evil.tld                     | {"m":"C:\\\\nevil.tld"}
          1.2.3.4                      | 11.2.3.45
          1.2.3.4                      | 1.2.3.4.5
          1.2.3.4                      | 1.2.3.40
          1.2.3.4                      | 01.2.3.4
          1.2.3.4                      | x1.2.3.4
          192.0.2.0/24                 | 192.0.3.0
          2001:db8::1                  | 2001:db8::11
          2001:db8::1                  | x2001:db8::1
          2001:db8::1                  | 2001:db8::1x
          2001:db8::/32                | 2001:db9::1
          d41d8cd98f00b204e9800998ecf8427e | d41d8cd98f00b204e9800998ecf8427e0
          d41d8cd98f00b204e9800998ecf8427e | d41d8cd98f00b204e9800998ecf8427
          http://evil.tld/a            | http://evil.tld/ab
          http://evil.tld/a            | http://evil.tld/A
          http://evil.tld/a            | http://evil.tld:8080/a
          http://evil.tld/a            | ftp://evil.tld/a
          http://evil.tld/a            | http://www.evil.tld/a
          http://evil.tld/a?b=1        | http://evil.tld/a?b=11
          caisse@evil.tld              | xcaisse@evil.tld
          caisse@evil.tld              | caisse@evil.tld.org
          caisse@evil.tld              | caisse@www.evil.tld
          """)
  void does_not_find(String listed, String line) {
    assertThat(scan(set(listed), line)).isEmpty();
    assertThat(scan(set(listed), listed)).as("but the indicator itself").hasSize(1);
  }

  @Test
  void every_listed_parent_and_every_block_is_reported() {
    IndicatorSet set =
        set("evil.tld", "b.evil.tld", "a.b.evil.tld", "192.0.2.0/24", "192.0.0.0/16", "192.0.2.7");

    assertThat(scan(set, "x.a.b.evil.tld 192.0.2.7"))
        .extracting(match -> match.indicator().value())
        .containsExactlyInAnyOrder(
            "evil.tld", "b.evil.tld", "a.b.evil.tld", "192.0.2.7", "192.0.2.0/24", "192.0.0.0/16");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"host":"evil.tld"}                             | host
          { "a" : { "b" : [ 1, {"c":"x evil.tld"} ] } }   | a.b.c
          {"a":{"b":1},"id.resp_h":"evil.tld"}            | id.resp_h
          {"evil.tld":1}                                  | evil.tld
          {"a":"\\"}","b":["x","evil.tld"]}               | b
          """)
  void tells_the_field_of_a_json_line(String line, String field) {
    assertThat(scan(set("evil.tld"), line))
        .extracting(IndicatorMatch::field)
        .containsExactly(field);
  }

  @Test
  void a_plain_line_has_no_fields_and_no_escapes() {
    List<IndicatorMatch> matches = scan(set("nas.evil.tld"), "\\\\srv\\nas.evil.tld\\partage");

    assertThat(matches).extracting(IndicatorMatch::field).containsExactly((String) null);
  }

  @Test
  void two_numbers_for_one_indicator_are_both_reported() {
    var evil = new Indicator(IndicatorKind.DOMAIN, "evil.tld");
    IndicatorSet set =
        IndicatorSet.of(
            List.of(
                new IndicatorEntry(evil, 1),
                new IndicatorEntry(evil, Long.MIN_VALUE),
                new IndicatorEntry(evil, 3)));

    assertThat(scan(set, "evil.tld"))
        .extracting(IndicatorMatch::id)
        .containsExactlyInAnyOrder(1L, Long.MIN_VALUE, 3L);
  }

  @Test
  void http_and_https_are_one_but_each_is_shown_as_it_was_listed() {
    IndicatorSet set = set("http://evil.tld/a", "https://evil.tld/a");

    assertThat(scan(set, "https://evil.tld/a"))
        .extracting(match -> match.indicator().value())
        .containsExactlyInAnyOrder("http://evil.tld/a", "https://evil.tld/a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a://",
        ":",
        "::",
        "@",
        "a@",
        "http://",
        ".",
        "\\",
        "\\u",
        "[",
        "{\"",
        "http://%",
        "1."
      })
  void a_hostile_line_costs_in_proportion_to_its_length(String piece) {
    // A quadratic step would take minutes here, where the linear one takes milliseconds.
    IndicatorSet set = set("evil.tld", "2001:db8::1", "http://evil.tld/a", "caisse@evil.tld");

    assertThat(scan(set, piece.repeat(1_000_000 / piece.length()))).isEmpty();
    assertThat(scan(set, "{" + piece.repeat(1_000_000 / piece.length()))).isEmpty();
  }

  @Test
  void the_line_ends_where_it_ends_whatever_the_buffer_holds_around_it() {
    byte[] buffer = "xevil.tldx".getBytes(UTF_8);
    var found = new ArrayList<Match>();

    scanner(set("evil.tld")).scan(buffer, 1, 9, LogFormat.AUTO, LogSource.UNKNOWN, found::add);

    assertThat(found).hasSize(1);
    assertThat(((IndicatorMatch) found.getFirst()).offset()).isZero();
  }

  /** Which once were read as numbers, from before the buffer or beyond it. */
  @ParameterizedTest
  @ValueSource(strings = {"8...18-8", "80-...1", "0...-11", "1...x08", "1..1.1.1", "1.1...1"})
  void numbers_without_digits_are_no_address(String line) {
    assertThat(scan(set("192.0.2.7"), line)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\\u1.2",
        "{\\u.1",
        "{\\u00.1",
        "{\\n.1",
        "{\\u1.2.3.4",
        "{\\u:/",
        "{\\u::1",
        "{\\u@a.b",
        "{\\"
      })
  void an_escape_that_the_line_cuts_short_is_survived(String line) {
    IndicatorSet set = set("evil.tld", "192.0.2.7", "2001:db8::1", "http://evil.tld/a", "a@b.cd");

    assertThat(scan(set, line)).isEmpty();
  }

  @Test
  void a_change_is_seen_by_the_next_line() {
    var engine = new Engine();
    Scanner scanner = engine.scanner();
    engine.replace(set("evil.tld"));
    assertThat(scan(scanner, "evil.tld worse.tld")).hasSize(1);

    var worse = new IndicatorEntry(new Indicator(IndicatorKind.DOMAIN, "worse.tld"), 7);
    engine.replace(engine.indicators().with(List.of(worse), Set.of(0L)));

    assertThat(scan(scanner, "evil.tld worse.tld"))
        .extracting(IndicatorMatch::id)
        .containsExactly(7L);
  }

  static IndicatorSet set(String... values) {
    IndicatorSet.Builder builder = IndicatorSet.builder();
    for (int i = 0; i < values.length; i++) {
      if (IndicatorText.read(values[i]) instanceof IndicatorReading.Listed(Indicator indicator)) {
        builder.add(indicator, i);
      } else {
        throw new IllegalArgumentException(values[i]);
      }
    }
    return builder.build();
  }

  static Scanner scanner(IndicatorSet set) {
    var engine = new Engine();
    engine.replace(set);
    return engine.scanner();
  }

  static List<IndicatorMatch> scan(IndicatorSet set, String line) {
    return scan(scanner(set), line);
  }

  static List<IndicatorMatch> scan(Scanner scanner, String line) {
    var matches = new ArrayList<IndicatorMatch>();
    byte[] bytes = line.getBytes(UTF_8);
    scanner.scan(
        bytes,
        0,
        bytes.length,
        LogFormat.AUTO,
        LogSource.UNKNOWN,
        match -> {
          if (match instanceof IndicatorMatch indicator) {
            matches.add(indicator);
          }
        });
    return matches;
  }
}

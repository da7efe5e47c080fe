package org.bouclier.stix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bouclier.stix.Observables.Found;
import org.bouclier.stix.Observables.NotMatchable;
import org.bouclier.stix.Observables.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pattern language: what parses, where it stops, and what can be looked for as a list. */
class StixPatternTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[domain-name:value = 'boutique-orange.example']",
        "[file:hashes.'SHA-256' = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f']",
        "[a:b = 1 OR a:c = 2 AND a:d != 3]",
        "([a:b = 1] AND [a:c = 2]) WITHIN 5 SECONDS",
        "[a:b = 1] FOLLOWEDBY [a:c LIKE 'x%'] REPEATS 2 TIMES WITHIN 0.5 SECONDS",
        "[a:b = 1] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00Z'",
        "[EXISTS file:extensions.'ntfs-ext'.sid]",
        "[network-traffic:protocols[*] = 'tcp' AND network-traffic:dst_ref.value NOT IN ('a','b')]",
        "[artifact:payload_bin = b'YWxpY2U=' OR artifact:payload_bin = h'00ff']",
        "[x-custom:y[-1] >= +4.25 OR x-custom:y[0] < .5]",
        "/* head */ [a:b = 'it\\'s' // tail\n OR a:b = '\\\\']",
        "[a:b IN ()]",
      })
  void its_canonical_form_means_the_same(String text) {
    var pattern = StixPattern.parse(text);
    var again = StixPattern.parse(pattern.canonicalText());

    assertThat(again.root()).isEqualTo(pattern.root());
    assertThat(again.canonicalText()).isEqualTo(pattern.canonicalText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; 0",
        "[; 1",
        "[a:b = 1; 8",
        "[a:b = 1] extra; 10",
        "[a:b = null]; 7",
        "[a:b 1]; 5",
        "[a = 1]; 3",
        "[a:b > true]; 7",
        "[a:b LIKE 5]; 10",
        "[a:b = 01]; 7",
        "[a:b = h'abc']; 7",
        "[a:b = t'2026-13-01T00:00:00Z']; 7",
        "[a:b = 1] REPEATS 0 TIMES; 18",
        "[a:b = 1] WITHIN 1 second; 19",
        "[a:b = 1] START t'2026-01-01T00:00:00Z'; 39",
        "[a:b = 'x; 7",
        "[a:b-c = 1]; 3",
        "[AND:b = 1]; 1",
        "[a:b = 1] AND; 13",
        "[a:b = 1 AND]; 12",
        "[a:b[x] = 1]; 5",
      })
  void an_error_names_the_place_where_the_pattern_breaks(String text, int position) {
    var quoted = text.replace("''", "'");
    assertThatThrownBy(() -> StixPattern.parse(quoted))
        .isInstanceOfSatisfying(
            StixPatternException.class,
            refusal -> assertThat(refusal.position()).as(quoted).isEqualTo(position));
  }

  @Test
  void ten_thousand_values_do_not_exhaust_the_stack_and_a_hundred_parentheses_are_refused() {
    var values =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "[domain-name:value = 'n" + i + ".example']")
            .collect(Collectors.joining(" OR "));

    assertThat(StixPattern.parse(values).observables())
        .isInstanceOfSatisfying(
            Found.class, found -> assertThat(found.observables()).hasSize(10_000));
    assertThatThrownBy(() -> StixPattern.parse("(".repeat(100) + "[a:b = 1]" + ")".repeat(100)))
        .isInstanceOf(StixPatternException.class);
    assertThatThrownBy(() -> StixPattern.parse("[a:b = 1]" + " REPEATS 1 TIMES".repeat(100)))
        .isInstanceOf(StixPatternException.class);
  }

  @Test
  void equalities_joined_by_or_are_a_list_of_values() {
    var pattern =
        StixPattern.parse(
            "[domain-name:value = 'faux-tresor.example' OR ipv4-addr:value IN ('192.0.2.1',"
                + " '198.51.100.0/24')] OR [url:value = 'http://192.0.2.1/a' OR"
                + " email-addr:value = 'caisse@faux-tresor.example' OR ipv6-addr:value ="
                + " '2001:db8::/32' OR file:hashes.MD5 = 'B365B9A80A06906FC9B400C06C33FF43']");

    assertThat(pattern.observables())
        .isEqualTo(
            new Found(
                List.of(
                    new Observable(Observable.Kind.DOMAIN, "faux-tresor.example"),
                    new Observable(Observable.Kind.IPV4, "192.0.2.1"),
                    new Observable(Observable.Kind.IPV4, "198.51.100.0/24"),
                    new Observable(Observable.Kind.URL, "http://192.0.2.1/a"),
                    new Observable(Observable.Kind.EMAIL, "caisse@faux-tresor.example"),
                    new Observable(Observable.Kind.IPV6, "2001:db8::/32"),
                    new Observable(Observable.Kind.MD5, "b365b9a80a06906fc9b400c06c33ff43"))));
  }

  @Test
  void an_address_with_its_port_a_file_name_and_fingerprints_are_values() {
    var pattern =
        StixPattern.parse(
            "[network-traffic:dst_ref.value = '192.0.2.1' AND network-traffic:dst_port = 443] OR"
                + " [network-traffic:src_port = 53 AND network-traffic:src_ref.value ="
                + " '2001:db8::1'] OR [file:name = 'a.exe' OR network-traffic:x_ja3_hash ="
                + " 'B365B9A80A06906FC9B400C06C33FF43' OR network-traffic:x_ja4 ="
                + " 't13d1516h2_8daaf6152771_b186095e22b6' OR"
                + " network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' ="
                + " 'curl/8' OR url:value = 'evil.example/a']");

    assertThat(pattern.observables())
        .isEqualTo(
            new Found(
                List.of(
                    new Observable(Observable.Kind.IP_PORT, "192.0.2.1:443"),
                    new Observable(Observable.Kind.IP_PORT, "[2001:db8::1]:53"),
                    new Observable(Observable.Kind.FILE_NAME, "a.exe"),
                    new Observable(Observable.Kind.JA3, "b365b9a80a06906fc9b400c06c33ff43"),
                    new Observable(Observable.Kind.JA4, "t13d1516h2_8daaf6152771_b186095e22b6"),
                    new Observable(Observable.Kind.USER_AGENT, "curl/8"),
                    new Observable(Observable.Kind.URL, "evil.example/a"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "[domain-name:value = 'a.example' AND domain-name:value = 'b.example']; CONJUNCTION",
        "[domain-name:value = 'a.example'] AND [domain-name:value = 'b.example']; CONJUNCTION",
        "[domain-name:value = 'a.example'] WITHIN 5 SECONDS; QUALIFIER",
        "[domain-name:value = 'a.example'] REPEATS 2 TIMES; QUALIFIER",
        "[domain-name:value != 'a.example']; OPERATOR",
        "[domain-name:value NOT = 'a.example']; OPERATOR",
        "[domain-name:value LIKE '%.example']; OPERATOR",
        "[domain-name:value IN ()]; OPERATOR",
        "[EXISTS domain-name:value]; OPERATOR",
        "[process:command_line = 'a']; PROPERTY",
        "[file:parent_directory_ref.path = 'a']; PROPERTY",
        "[file:name = ' ']; VALUE",
        "[network-traffic:x_ja3_hash = 'a']; VALUE",
        "[network-traffic:dst_ref.value = '192.0.2.1' AND network-traffic:src_port = 1]; CONJUNCTION",
        "[network-traffic:dst_ref.value = '192.0.2.0/24' AND network-traffic:dst_port = 1]; CONJUNCTION",
        "[file:hashes.MD5 = 'abc']; VALUE",
        "[ipv4-addr:value = '300.1.1.1']; VALUE",
        "[ipv4-addr:value = '2001:db8::1']; VALUE",
        "[domain-name:value = 5]; VALUE",
      })
  void anything_else_says_why_it_is_not_a_list(String text, Reason reason) {
    assertThat(StixPattern.parse(text).observables())
        .isInstanceOfSatisfying(
            NotMatchable.class, not -> assertThat(not.reason()).as(text).isEqualTo(reason));
  }

  @Test
  void the_patterns_of_the_oasis_matcher_parse_or_are_refused_as_there() throws IOException {
    var cases =
        StixJson.MAPPER.readTree(Files.readString(TestData.file("stix/pattern-match.json")));
    var wrong = new ArrayList<String>();
    int refused = 0;
    for (var row : cases.values()) {
      var text = row.path("pattern").stringValue();
      boolean mustParse = !"ParseException".equals(row.path("error").asString(""));
      boolean parses = true;
      try {
        StixPattern.parse(text);
      } catch (StixPatternException refusal) {
        parses = false;
        refused++;
      }
      if (parses != mustParse) {
        wrong.add(text);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(cases.size()).isEqualTo(200);
    assertThat(refused).isEqualTo(8);
  }
}

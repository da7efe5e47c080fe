package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row 17: {@code expand}. */
class PlaceholdersTest {

  private static final Placeholders LISTS =
      Placeholders.of(
          Map.of(
              "Servers", List.of("SRV-*", "DC01"),
              "Numbers", List.of("1", "2"),
              "Nets", List.of("10.0.0.0/8", "192.168.0.0/16"),
              "Empty", List.of()));

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Host|expand            ; '%Servers%'            ¦ {"Host":"srv-web"}   ¦ true
          Host|expand            ; '%Servers%'            ¦ {"Host":"dc01"}      ¦ true
          Host|expand            ; '%Servers%'            ¦ {"Host":"dc02"}      ¦ false
          Host|expand            ; '%Servers%'            ¦ {"Host":"%Servers%"} ¦ false
          Host|expand            ; ['%Servers%', pc]      ¦ {"Host":"pc"}        ¦ true
          Host|expand            ; 'x%Numbers%-%Numbers%' ¦ {"Host":"x2-1"}      ¦ true
          Host|expand            ; 'x%Numbers%-%Numbers%' ¦ {"Host":"x2-3"}      ¦ false
          Host|contains|expand   ; '%Servers%'            ¦ {"Host":"\\\\\\\\DC01\\\\c$"} ¦ true
          Host|expand|endswith   ; '\\%Numbers%'          ¦ {"Host":"a%Numbers%"} ¦ true
          Host|contains|all|expand ; ['%Servers%', '%Numbers%'] ¦ {"Host":"dc01 2"} ¦ true
          Host|contains|all|expand ; ['%Servers%', '%Numbers%'] ¦ {"Host":"dc01 3"} ¦ true
          Host|contains|all|expand ; ['%Servers%', '%Numbers%'] ¦ {"Host":"dc0 2"} ¦ false
          Host|expand            ; '100 %'                ¦ {"Host":"100 %"}     ¦ true
          Ip|cidr|expand         ; '%Nets%'               ¦ {"Ip":"192.168.3.4"} ¦ true
          Ip|cidr|expand         ; '%Nets%'               ¦ {"Ip":"192.169.3.4"} ¦ false
          Host|expand|neq        ; '%Servers%'            ¦ {"Host":"pc"}        ¦ true
          Host|expand|neq        ; '%Servers%'            ¦ {"Host":"DC01"}      ¦ false
          """)
  void row_17_a_placeholder_stands_for_each_value_of_its_list(
      String item, String event, boolean matches) {
    String[] parts = item.split(";", 2);
    SigmaRules rules = rules(parts[0].strip() + ": " + parts[1].strip());

    assertThat(rules.refusals()).isEmpty();
    int[] matched = {0};
    byte[] line = event.getBytes(UTF_8);
    rules
        .scanner()
        .scan(
            line,
            0,
            line.length,
            LogFormat.NDJSON,
            LogSource.ofProduct("windows"),
            (rule, source, evidence) -> matched[0]++);
    assertThat(matched[0]).isEqualTo(matches ? 1 : 0);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          Host&expand: '%Absent%'            | expand   | %Absent%
          Host&expand: [x, '%Empty%']        | expand   | %Empty%
          Host&re&expand: '%Servers%'        | modifier |
          Host&exists&expand: true           | modifier |
          Host&fieldref&expand: '%Servers%'  | modifier |
          '&expand': '%Servers%'             | keyword  |
          """)
  void row_17_a_rule_whose_placeholder_has_no_list_stays_refused(
      String item, String construct, String named) {
    SigmaRules rules = rules(item.replace('&', '|'));

    assertThat(rules.size()).isZero();
    assertThat(rules.refusals())
        .singleElement()
        .satisfies(refusal -> {
          assertThat(refusal.construct()).isEqualTo(construct);
          assertThat(refusal.line()).isEqualTo(8);
          assertThat(refusal.message()).contains(named == null ? "" : named);
        });
  }

  @Test
  void row_17_lists_that_multiply_are_bounded() {
    var many = Placeholders.of(Map.of("M", Stream.generate(() -> "x").limit(1_000).toList()));
    String rule = SigmaRulesTest.rule("s:\n    Host|expand: '%M%%M%'", "s");

    assertThat(
            SigmaRules.of(List.of(new RuleText("r.yml", rule)), RuleSettings.DEFAULT.with(many))
                .refusals())
        .extracting(RuleRefusal::construct)
        .containsExactly("expand");
  }

  private static SigmaRules rules(String item) {
    String rule = SigmaRulesTest.rule("s:\n    " + item, "s");
    return SigmaRules.of(List.of(new RuleText("r.yml", rule)), RuleSettings.DEFAULT.with(LISTS));
  }
}

package org.bouclier.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.bouclier.detect.IndicatorReading.Blank;
import org.bouclier.detect.IndicatorReading.Listed;
import org.bouclier.detect.IndicatorReading.Refusal;
import org.bouclier.detect.IndicatorReading.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndicatorTextTest {

  /** In a response policy zone each of these would cut off a part of the network, or all of it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0.0.rpz-ip",
        "8.0.0.0.8.RPZ-IP",
        "32.1.2.0.192.rpz-client-ip",
        "ns.example.rpz-nsdname",
        "1.0.0.0.128.rpz-nsip",
        "evil.rpz-passthru"
      })
  void a_trigger_of_a_policy_zone_is_no_name(String text) {
    assertThat(IndicatorText.read(text)).isNotInstanceOf(IndicatorReading.Listed.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          Mail.Impots-ML.EXAMPLE.               | DOMAIN | mail.impots-ml.example
          mail[.]impots-ml[.]example            | DOMAIN | mail.impots-ml.example
          mail(.)impots-ml{.}example            | DOMAIN | mail.impots-ml.example
          mail[dot]impots-ml(DOT)example        | DOMAIN | mail.impots-ml.example
          *.impots-ml.example                   | DOMAIN | impots-ml.example
          .impots-ml.example                    | DOMAIN | impots-ml.example
          impôts.example                        | DOMAIN | xn--impts-8ta.example
          IMPÔTS.example                        | DOMAIN | xn--impts-8ta.example
          xn--impts-8ta.example                 | DOMAIN | xn--impts-8ta.example
          IMPOTS.EXAMPLE                        | DOMAIN | impots.example
          _dmarc.impots.example                 | DOMAIN | _dmarc.impots.example
          "impots.example"                      | DOMAIN | impots.example
          impots.example # liste du CSIRT       | DOMAIN | impots.example
          0.0.0.0 impots.example                | DOMAIN | impots.example
          impots.example:8443                   | DOMAIN | impots.example
          192[.]0[.]2[.]7                       | IPV4 | 192.0.2.7
          192.0.2.7:8080                        | IP_PORT | 192.0.2.7:8080
          192.0.2.7/32                          | IPV4 | 192.0.2.7
          192.0.2.77/24                         | CIDR | 192.0.2.0/24
          2001:DB8:0:0:0:0:0:1                  | IPV6 | 2001:db8::1
          2001:db8:0:1::                        | IPV6 | 2001:db8:0:1::
          [2001:db8::1]:443                     | IP_PORT | [2001:db8::1]:443
          2001[:]db8[:][:]1                     | IPV6 | 2001:db8::1
          ::ffff:192.0.2.7                      | IPV4 | 192.0.2.7
          2001:db8::ffff/48                     | CIDR | 2001:db8::/48
          2001:db8::1/128                       | IPV6 | 2001:db8::1
          hxxps://Impots[.]Example/Payer?id=A   | URL | https://impots.example/Payer?id=A
          hXXp://impots.example:80/             | URL | http://impots.example
          h**p://impots.example/a/              | URL | http://impots.example/a
          hxxp[://]impots.example/a#haut        | URL | http://impots.example/a
          https://moussa:secret@impots.example/ | URL | https://impots.example
          https://impots.example:8443/a         | URL | https://impots.example:8443/a
          ftp://192.0.2.7/a.exe                 | URL | ftp://192.0.2.7/a.exe
          http://[2001:DB8::1]/a                | URL | http://[2001:db8::1]/a
          impots.example/payer                  | HOST_PATH | impots.example/payer
          Impots[.]example:80/Payer/            | HOST_PATH | impots.example/Payer
          192.0.2.7/a.exe                       | HOST_PATH | 192.0.2.7/a.exe
          2001:DB8::1                           | IPV6 | 2001:db8::1
          [2001:DB8:0::1]:0443                  | IP_PORT | [2001:db8::1]:443
          192[.]0.2.7:65535                     | IP_PORT | 192.0.2.7:65535
          impots.example:8080                   | DOMAIN | impots.example
          file:Facture.EXE                      | FILE_NAME | facture.exe
          FileName: É.exe                       | FILE_NAME | É.exe
          ja3:D41D8CD98F00B204E9800998ECF8427E  | JA3 | d41d8cd98f00b204e9800998ecf8427e
          t13d1516h2_8daaf6152771_b186095e22b6  | JA4 | t13d1516h2_8daaf6152771_b186095e22b6
          ja4: t13d1516h2_8daaf6152771_b186095e22b6 | JA4 | t13d1516h2_8daaf6152771_b186095e22b6
          user-agent:Mozilla/5.0 (x[.]y)        | USER_AGENT | Mozilla/5.0 (x[.]y)
          ua:"curl/8.0"                         | USER_AGENT | curl/8.0
          file://impots.example/a               | URL | file://impots.example/a
          https://impots.example/é              | URL | https://impots.example/%C3%A9
          D41D8CD98F00B204E9800998ECF8427E      | MD5 | d41d8cd98f00b204e9800998ecf8427e
          da39a3ee5e6b4b0d3255bfef95601890afd80709 | SHA1 | da39a3ee5e6b4b0d3255bfef95601890afd80709
          Caisse[at]Impots[.]example            | EMAIL | caisse@impots.example
          """)
  void brings_what_people_write_to_normal_form(String text, IndicatorKind kind, String value) {
    var expected = new Listed(new Indicator(kind, value));

    assertThat(IndicatorText.readLine(text)).isEqualTo(expected);
    assertThat(IndicatorText.readLine("  " + text + "\t")).isEqualTo(expected);
    assertThat(IndicatorText.read(kind, value)).as("normal form is stable").isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "   ", "# liste du CSIRT", "  ; ancien", "// ancien", "\uFEFF# liste"})
  void blank_lines_and_comments_are_no_indicators(String line) {
    assertThat(IndicatorText.readLine(line)).isInstanceOf(Blank.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ml                   | SINGLE_LABEL
          localhost            | SINGLE_LABEL
          a..example           | BAD_NAME
          exa mple.ml          | BAD_NAME
          192.0.2.256          | BAD_ADDRESS
          192.0.2              | BAD_ADDRESS
          192.0.02.7           | BAD_ADDRESS
          1:2:3                | BAD_ADDRESS
          192.0.2.0/33         | BAD_PREFIX
          192.0.2.7:65536      | BAD_PORT
          file:a/b             | BAD_FILE_NAME
          file:a b             | BAD_FILE_NAME
          file:                | BAD_FILE_NAME
          ja3:zz               | BAD_HASH
          ja4:zz               | BAD_JA4
          ua:                  | BAD_AGENT
          2001:db8::/129       | BAD_PREFIX
          0.0.0.0/0            | TOO_WIDE
          ::/0                 | TOO_WIDE
          http:///chemin       | BAD_URL
          1http://impots.example | BAD_URL
          caisse@              | BAD_EMAIL
          cai sse@impots.example | BAD_EMAIL
          texte libre          | UNKNOWN
          """)
  void a_refused_line_says_why(String text, Refusal reason) {
    assertThat(IndicatorText.readLine(text)).isEqualTo(new Refused(reason, text));
  }

  @Test
  void a_control_character_is_refused() {
    assertThat(IndicatorText.read("impots\u0007.example"))
        .isEqualTo(new Refused(Refusal.UNREADABLE, "impots\u0007.example"));
  }

  @Test
  void a_refusal_shows_the_beginning_of_a_long_line_only() {
    String endless = "a".repeat(1_000_000);

    assertThat(IndicatorText.readLine(endless))
        .isEqualTo(new Refused(Refusal.TOO_LONG, "a".repeat(200)));
  }

  @Test
  void a_value_of_another_kind_than_announced_is_refused() {
    assertThat(IndicatorText.read(IndicatorKind.DOMAIN, "192.0.2.7"))
        .isEqualTo(new Refused(Refusal.BAD_NAME, "192.0.2.7"));
    assertThat(IndicatorText.read(IndicatorKind.DOMAIN, "impots.example"))
        .isEqualTo(new Listed(new Indicator(IndicatorKind.DOMAIN, "impots.example")));
  }

  @Test
  void every_reason_can_be_told_in_french() {
    for (Refusal reason : Refusal.values()) {
      assertThat(reason.french()).as(reason.name()).isNotBlank().doesNotEndWith(".");
    }
  }

  @Test
  void a_million_real_indicators_are_read_and_hardly_any_refused() throws Exception {
    int listed = 0;
    int refused = 0;
    String text =
        new String(
            SharedData.unxz("indicators/indicators-1m.txt.xz"),
            java.nio.charset.StandardCharsets.UTF_8);
    for (String line : (Iterable<String>) text.lines()::iterator) {
      switch (IndicatorText.readLine(line)) {
        case Listed _ -> listed++;
        case Refused _ -> refused++;
        case Blank _ -> {}
      }
    }
    assertThat(listed + refused).isEqualTo(1_000_000);
    assertThat(refused).isLessThan(50);
  }
}

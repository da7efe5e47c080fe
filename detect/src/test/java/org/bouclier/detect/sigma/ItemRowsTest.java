package org.bouclier.detect.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rows of the acceptance table (Sigma 2.1) that one item on one event shows; {@link
 * AcceptanceRowsTest} says where the others are.
 */
class ItemRowsTest {

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Image                   ; a.exe            ¦ {"Image":"A.EXE"}              ¦ true
          Image                   ; a.exe            ¦ {"Image":"b a.exe"}            ¦ false
          Image                   ; a.exe            ¦ {"image":"a.exe"}              ¦ false
          Id                      ; 4688             ¦ {"Id":4688}                    ¦ true
          Id                      ; 4688             ¦ {"Id":"4688"}                  ¦ true
          Id                      ; 4688             ¦ {"Id":46880}                   ¦ false
          Image                   ; 'ÉTÉ'            ¦ {"Image":"été"}                ¦ true
          Roles                   ; admin            ¦ {"Roles":["user","Admin"]}     ¦ true
          """)
  void row_01_without_modifier_a_value_is_the_whole_field_whatever_its_case(
      String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Image|contains          ; 'ow'             ¦ {"Image":"PowerShell"}         ¦ true
          Image|contains          ; 'x'              ¦ {"Image":"PowerShell"}         ¦ false
          Image|contains          ; ''               ¦ {"Image":"x"}                ¦ true
          """)
  void row_02_contains(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Image|startswith        ; 'POWER'          ¦ {"Image":"powershell"}         ¦ true
          Image|startswith        ; 'shell'          ¦ {"Image":"powershell"}         ¦ false
          Image|endswith          ; '\\shell.exe'    ¦ {"Image":"C:\\\\Shell.EXE"}    ¦ true
          Image|endswith          ; '\\shell.exe'    ¦ {"Image":"C:\\\\Shell.EXE "}   ¦ false
          """)
  void row_03_startswith_and_endswith(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Image|contains|all      ; [aa, bb]         ¦ {"Image":"xbbxaax"}            ¦ true
          Image|contains|all      ; [aa, bb]         ¦ {"Image":"xaax"}               ¦ false
          Roles|contains|all      ; [us, adm]        ¦ {"Roles":["user","admin"]}     ¦ true
          """)
  void row_04_all_wants_every_value_of_the_list(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Image|re                ; 'a+b$'           ¦ {"Image":"xaab"}               ¦ true
          Image|re                ; 'a+b$'           ¦ {"Image":"XAAB"}               ¦ false
          Image|re                ; '^b$'            ¦ {"Image":"a\\nb\\nc"}          ¦ false
          Image|re                ; 'a.b'            ¦ {"Image":"a\\nb"}              ¦ false
          Image|re                ; 'a+b$'           ¦ {"Image":"xaab\\n"}            ¦ true
          Image|re                ; 'a+b$'           ¦ {"Image":"xaab\\n\\n"}         ¦ false
          Image|re                ; 'a[$]|\\$b'    ¦ {"Image":"$b"}               ¦ true
          """)
  void row_05_re_searches_and_case_counts(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Image|re|i              ; 'a+b$'           ¦ {"Image":"XAAB"}               ¦ true
          Image|re|m              ; '^b$'            ¦ {"Image":"a\\nb\\nc"}          ¦ true
          Image|re|s              ; 'a.b'            ¦ {"Image":"a\\nb"}              ¦ true
          Image|re|i|s            ; 'a.B'            ¦ {"Image":"A\\nb"}              ¦ true
          Image|re|ignorecase     ; 'É'              ¦ {"Image":"é"}                ¦ true
          """)
  void row_06_re_takes_the_flags_i_m_s(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Image|cased             ; 'Abc'            ¦ {"Image":"Abc"}                ¦ true
          Image|cased             ; 'Abc'            ¦ {"Image":"abc"}                ¦ false
          Image|contains|cased    ; 'Bc'             ¦ {"Image":"ABcd"}               ¦ true
          Image|contains|cased    ; 'Bc'             ¦ {"Image":"abcd"}               ¦ false
          N|contains|cased        ; '3'              ¦ {"N":3.0}                    ¦ true
          """)
  void row_07_cased_makes_case_count(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Image|exists            ; true             ¦ {"Image":null}                 ¦ true
          Image|exists            ; true             ¦ {"Image":""}                   ¦ true
          Image|exists            ; true             ¦ {"Image":[]}                   ¦ true
          Image|exists            ; true             ¦ {"Other":1}                    ¦ false
          Image|exists            ; false            ¦ {"Other":1}                    ¦ true
          """)
  void row_08_exists_asks_for_the_key_alone(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Data|base64|contains    ; 'bonjour'        ¦ {"Data":"xxYm9uam91cg==xx"}    ¦ true
          Data|base64             ; 'bonjour'        ¦ {"Data":"Ym9uam91cg=="}     ¦ true
          Data|base64             ; 'bonjour'        ¦ {"Data":"bonjour"}          ¦ false
          """)
  void row_09_base64(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Data|base64offset|contains ; 'bonjour'     ¦ {"Data":"IGJvbmpvdXIg"}        ¦ true
          Data|base64offset|contains ; 'bonjour'     ¦ {"Data":"ICBib25qb3VyIA"}      ¦ true
          Data|base64offset|contains ; 'bonjour'     ¦ {"Data":"Ym9uam91ciE"}         ¦ true
          Data|base64offset|contains ; 'bonsoir'     ¦ {"Data":"Ym9uam91ciE"}         ¦ false
          """)
  void row_10_base64offset_finds_text_at_each_of_three_offsets(
      String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Data|wide|base64offset|contains ; 'ping'   ¦ {"Data":"cABpAG4AZwA="}        ¦ true
          Data|utf16be|base64|contains ; 'ping'      ¦ {"Data":"AHAAaQBuAGc="}        ¦ true
          Data|utf16|base64       ; 'a'              ¦ {"Data":"//5hAA=="}            ¦ true
          Data|utf16le|base64     ; 'a'              ¦ {"Data":"//5hAA=="}         ¦ false
          """)
  void row_11_wide_and_utf16_encode_before_base64(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Line|contains|windash   ; ' -enc'          ¦ {"Line":"p /enc x"}            ¦ true
          Line|contains|windash   ; ' -enc'          ¦ {"Line":"p –enc x"}            ¦ true
          Line|contains|windash   ; ' /enc'          ¦ {"Line":"p ―ENC x"}            ¦ true
          Line|contains|windash   ; ' -enc-x'        ¦ {"Line":"p /enc-x"}            ¦ true
          Line|contains|windash   ; ' -enc-x'        ¦ {"Line":"p /enc/x"}            ¦ false
          Line|contains|windash   ; ' -enc'          ¦ {"Line":"p _enc x"}            ¦ false
          Line|endswith|windash   ; ' -x'            ¦ {"Line":"p —x"}             ¦ true
          """)
  void row_12_windash_takes_any_dash_at_the_start_of_a_word(
      String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Ip|cidr                 ; 10.0.0.0/8       ¦ {"Ip":"10.1.2.3"}              ¦ true
          Ip|cidr                 ; 10.0.0.0/8       ¦ {"Ip":"11.1.2.3"}              ¦ false
          Ip|cidr                 ; 10.0.0.0/8       ¦ {"Ip":"-"}                     ¦ false
          Ip|cidr                 ; 'fe80::/10'      ¦ {"Ip":"FE80::1"}               ¦ true
          Ip|cidr                 ; [192.168.0.0/16, '::1/128'] ¦ {"Ip":"::1"}        ¦ true
          """)
  void row_13_cidr_v4_and_v6(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          N|lt                    ; 10               ¦ {"N":9.5}                      ¦ true
          N|lt                    ; 10               ¦ {"N":"10"}                     ¦ false
          N|lte                   ; 10               ¦ {"N":"10"}                     ¦ true
          N|gt                    ; 10               ¦ {"N":9007199254740993}         ¦ true
          N|gte                   ; 10               ¦ {"N":"dix"}                    ¦ false
          N|gt                    ; -1.5             ¦ {"N":-1}                       ¦ true
          """)
  void row_14_lt_lte_gt_gte_compare_numbers(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          N|neq                   ; 10               ¦ {"N":11}                       ¦ true
          N|neq                   ; 10               ¦ {"N":10}                       ¦ false
          N|neq                   ; 10               ¦ {"M":10}                       ¦ true
          N|contains|neq          ; [a, b]           ¦ {"N":"xby"}                    ¦ false
          A|fieldref|neq          ; B                ¦ {"A":"x","B":"y"}              ¦ true
          """)
  void row_15_neq_is_the_negation_and_an_absent_field_differs(
      String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          A|fieldref              ; B                ¦ {"A":"x","B":"X"}              ¦ true
          A|fieldref              ; B                ¦ {"A":"x","B":"y"}              ¦ false
          A|fieldref              ; B                ¦ {"A":"x"}                      ¦ false
          A|fieldref              ; B                ¦ {"A":"a*","B":"ab"}            ¦ false
          A|endswith|fieldref     ; B                ¦ {"A":"C:\\\\b.exe","B":"B.exe"} ¦ true
          """)
  void row_16_fieldref_compares_two_fields(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          T|hour                  ; [2, 3]           ¦ {"T":"2026-01-29T03:59:00Z"}   ¦ true
          T|hour                  ; [2, 3]           ¦ {"T":"2026-01-29T04:00:00Z"}   ¦ false
          T|minute                ; 5                ¦ {"T":"2026-01-29 04:05:00"}    ¦ true
          T|day                   ; 29               ¦ {"T":"2026-01-29"}             ¦ true
          T|week                  ; 5                ¦ {"T":"2026-01-29"}             ¦ true
          T|month                 ; 1                ¦ {"T":"2026-01-29"}             ¦ true
          T|year                  ; 2026             ¦ {"T":"hier"}                   ¦ false
          T|year                  ; 2026             ¦ {"T":"2026-01-29"}          ¦ true
          T|day                   ; 30               ¦ {"T":"2026-02-30"}          ¦ false
          """)
  void row_18_a_number_of_a_date(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Image                   ; 'a*c'            ¦ {"Image":"abbbc"}              ¦ true
          Image                   ; 'a?c'            ¦ {"Image":"aéc"}                ¦ true
          Image                   ; 'a?c'            ¦ {"Image":"abbc"}               ¦ false
          Image                   ; 'a?c'            ¦ {"Image":"ac"}                 ¦ false
          Image|contains          ; 'a*c?e'          ¦ {"Image":"x a..c.e x"}         ¦ true
          Image                   ; '*a*b'           ¦ {"Image":"xaybzb"}             ¦ true
          Image                   ; '*a*b'           ¦ {"Image":"xaybz"}              ¦ false
          Image                   ; '*'              ¦ {"Image":""}                   ¦ true
          Image                   ; '*'              ¦ {"Other":""}                   ¦ false
          Image                   ; '*'              ¦ {"Image":null}                 ¦ false
          """)
  void row_19_wildcards(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Image                   ; 'a\\*c'          ¦ {"Image":"a*c"}                ¦ true
          Image                   ; 'a\\*c'          ¦ {"Image":"abc"}                ¦ false
          Image                   ; 'a\\\\*'         ¦ {"Image":"a\\\\bc"}            ¦ true
          Image                   ; 'a\\\\\\*'       ¦ {"Image":"a\\\\*"}             ¦ true
          Image                   ; 'a\\\\\\*'       ¦ {"Image":"a\\\\b"}             ¦ false
          Image                   ; 'a\\b'           ¦ {"Image":"a\\\\b"}             ¦ true
          Image                   ; 'a\\\\b'         ¦ {"Image":"a\\\\b"}             ¦ true
          Image                   ; 'a\\\\\\b'       ¦ {"Image":"a\\\\\\\\b"}         ¦ true
          Image                   ; 'a\\\\\\\\b'     ¦ {"Image":"a\\\\\\\\b"}         ¦ true
          """)
  void row_20_escapes_of_the_specification(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Image                   ; null             ¦ {"Other":1}                    ¦ true
          Image                   ; null             ¦ {"Image":null}                 ¦ true
          Image                   ; null             ¦ {"Image":""}                   ¦ false
          Image                   ; ''               ¦ {"Image":""}                   ¦ true
          Image                   ; ''               ¦ {"Other":1}                    ¦ false
          Image                   ; ''               ¦ {"Image":null}                 ¦ false
          """)
  void row_23_null_and_empty(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          Id                      ; 4688             ¦ {"Id":4688.0}                  ¦ true
          Id                      ; '4688'           ¦ {"Id":4688}                    ¦ true
          Ok                      ; true             ¦ {"Ok":true}                    ¦ true
          Ok                      ; 'true'           ¦ {"Ok":"True"}                  ¦ true
          Ok                      ; true             ¦ {"Ok":false}                   ¦ false
          """)
  void row_24_numbers_and_booleans_are_their_texts(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          a.b.c                   ; x                ¦ {"a":{"b":{"c":"x"}}}          ¦ true
          a.b                     ; x                ¦ {"a":[{"b":"y"},{"b":"x"}]}    ¦ true
          Provider_Name           ; p                ¦ {"Event":{"System":{"Provider":{"#attributes":{"Name":"P"}}}}} ¦ true
          EventID                 ; 7                ¦ {"Event":{"System":{"EventID":{"#text":7}}}} ¦ true
          CommandLine             ; x                ¦ {"Event":{"EventData":{"CommandLine":"x"}}} ¦ true
          CommandLine             ; x                ¦ {"winlog":{"event_data":{"CommandLine":"x"}}} ¦ true
          User                    ; x                ¦ {"UserData":{"EventXML":{"User":"x"}}} ¦ true
          ThreatName              ; x                ¦ {"EventData":{"Threat Name":"x"}} ¦ true
          """)
  void row_30_field_names_as_shippers_nest_them(String item, String event, boolean matches) {
    assertCompares(item, event, matches);
  }

  private static void assertCompares(String item, String event, boolean matches) {
    String[] parts = item.split(";", 2);
    String rule =
        SigmaRulesTest.rule(
            "selection:\n    " + parts[0].strip() + ": " + parts[1].strip(), "selection");

    assertThat(SigmaRulesTest.matches(rule, event)).isEqualTo(matches);
    if (!matches && !event.contains("null")) {
      String negated = rule.replace("condition: selection", "condition: not selection");
      assertThat(SigmaRulesTest.matches(negated, event)).as("negation").isTrue();
    }
  }
}

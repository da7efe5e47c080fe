package org.bouclier.border;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bouclier.stix.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces of persons in texts, by hand and against the obvious expressions. */
class TextScannerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Écrire à awa.traore@tresor.gouv.ml.; TEXT_EMAIL; awa.traore@tresor.gouv.ml",
        "<Awa@Tresor.ML>; TEXT_EMAIL; awa@tresor.ml",
        "rené.b@exemple.bf; TEXT_EMAIL; rené.b@exemple.bf",
        "appeler le +223 70 12 34 56 avant midi; TEXT_PHONE; +22370123456",
        "tel:+22670123456; TEXT_PHONE; +22670123456",
        "0022790123456; TEXT_PHONE; +22790123456",
        "+227 90.12.34.56 12 mars; TEXT_PHONE; +22790123456",
        "+33 1 42 34 56 78; TEXT_PHONE; +33142345678",
        "IBAN FR14 2004 1010 0505 0001 3M02 606 de la caisse; TEXT_IBAN; FR1420041010050500013M02606",
        "ML13ML0160120102600100668497; TEXT_IBAN; ML13ML0160120102600100668497",
        "NINA 11987010203045K de la carte; TEXT_NATIONAL_ID; 11987010203045K",
        "porteur du 11987010203045K.; TEXT_NATIONAL_ID; 11987010203045K",
        "CNIB n° B 1234567 du 2 mai; TEXT_NATIONAL_ID; B1234567",
        "CNIB : B12345678; TEXT_NATIONAL_ID; B12345678",
        "(NIP 201904123456789); TEXT_NATIONAL_ID; 201904123456789",
        "CNI n°123456-78; TEXT_NATIONAL_ID; 12345678",
        "C:\\Users\\Awa Traoré\\Bureau; TEXT_USER_PATH; awa traoré",
        "c:\\\\users\\\\awa\\\\x; TEXT_USER_PATH; awa",
        "/home/moussa/.ssh; TEXT_USER_PATH; moussa",
        "depuis C:\\Users\\awa hier; TEXT_USER_PATH; awa",
        "src=10.1.2.3 dst=8.8.8.8; TEXT_PRIVATE_ADDRESS; 10.1.2.3",
        "192.168.1.20:443; TEXT_PRIVATE_ADDRESS; 192.168.1.20",
        "vers 172.16.0.9.; TEXT_PRIVATE_ADDRESS; 172.16.0.9",
        "fe80::1; TEXT_PRIVATE_ADDRESS; fe80::1",
        "[fd12:3456::7]:80; TEXT_PRIVATE_ADDRESS; fd12:3456::7",
      })
  void a_trace_is_found_and_has_one_spelling(String text, MinimisingRule rule, String normal) {
    assertThat(scan(text))
        .singleElement()
        .satisfies(span -> {
          assertThat(span.rule()).isEqualTo(rule);
          assertThat(span.normal()).isEqualTo(normal);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "a@b",
        "@exemple.ml",
        "awa@",
        "le +223 est l’indicatif du Mali",
        "+223 70 12",
        "+22300000000",
        "commande n° 002230",
        "version 10.2.3.4.5",
        "8.8.8.8 et 198.51.100.7",
        "12:30:45",
        "2001:db8::1",
        "v10.1.2.3b",
        "FR1420041010050500013M02607",
        "ABCD1234",
        "20260122101530Z",
        "A11987010203045K",
        "11987010203045KA",
        "1198701020304K",
        "CNIB perdue le 12 mai 2026",
        "CNIB n° [identifiant masqué]",
        "NIPPON 123456789",
        "[identifiant p-abcdefghijklmnop]",
        "C:\\Users\\Public\\x",
        "C:\\Users\\[utilisateur masqué]\\x",
        "C:\\Users\\",
        "[courriel p-abcdefghijklmnop]",
        "0123456789.0123456789",
      })
  void what_looks_like_a_trace_and_is_none_is_left(String text) {
    assertThat(scan(text)).isEmpty();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 20_260_122})
  void finds_what_the_obvious_expressions_find(long seed) throws NumberParseException {
    var random = new Random(seed);
    int found = 0;
    for (int i = 0; i < 1_500; i++) {
      var text = sentence(random);
      var spans = scan(text).stream().map(span -> span.rule() + " " + span.normal()).toList();
      assertThat(new TreeSet<>(spans)).as("seed %d: %s", seed, text).isEqualTo(obvious(text));
      found += spans.size();
    }
    assertThat(found).as("both answers are common, or nothing was tested").isGreaterThan(1_500);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {3, 4})
  void random_bytes_are_scanned_without_fault_and_spans_do_not_overlap(long seed) {
    var random = new Random(seed);
    var alphabet = "@+.:\\/0129afAFMLusers homeé-_ \n".getBytes(UTF_8);
    for (int i = 0; i < 20_000; i++) {
      var bytes = new byte[random.nextInt(60)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = alphabet[random.nextInt(alphabet.length)];
      }
      int done = 0;
      for (var span : TextScanner.scan(bytes, 0, bytes.length)) {
        assertThat(span.from()).isGreaterThanOrEqualTo(done);
        assertThat(span.to()).isGreaterThan(span.from()).isLessThanOrEqualTo(bytes.length);
        done = span.to();
      }
    }
  }

  @Test
  void a_part_of_a_buffer_is_scanned_alone() {
    var line = "xx awa@tresor.ml yy".getBytes(UTF_8);

    assertThat(TextScanner.scan(line, 3, 16)).hasSize(1);
    assertThat(TextScanner.scan(line, 0, 8)).isEmpty();
    assertThat(TextScanner.scan(line, 5, 16))
        .singleElement()
        .satisfies(span -> assertThat(span.normal()).isEqualTo("a@tresor.ml"));
  }

  private static List<TextScanner.Span> scan(String text) {
    var bytes = text.getBytes(UTF_8);
    return TextScanner.scan(bytes, 0, bytes.length);
  }

  private static String sentence(Random random) {
    var pieces =
        List.of(
            "awa@tresor.ml",
            "moussa.b@cil.bf",
            "+22370123456",
            "+223 66 12 34 56",
            "+22300000000",
            "10.0.0." + random.nextInt(300),
            "192.168." + random.nextInt(300) + ".7",
            "8.8.4.4",
            "12:30:4" + random.nextInt(10),
            "fe80::" + Integer.toHexString(random.nextInt(65_536)),
            "C:\\Users\\awa\\x",
            "/home/moussa/y",
            "facture",
            "n° " + random.nextInt(1_000),
            "@tous",
            "a.b.c");
    var sentence = new StringBuilder();
    for (int words = 1 + random.nextInt(8); words > 0; words--) {
      sentence.append(pieces.get(random.nextInt(pieces.size())));
      sentence.append(random.nextInt(6) == 0 ? ", " : " ");
    }
    return sentence.toString();
  }

  private static final Pattern EMAIL = Pattern.compile("[\\w.]+@\\w+(\\.[a-z]{2,})+");
  private static final Pattern PHONE = Pattern.compile("\\+\\d[\\d ]+\\d");
  private static final Pattern ADDRESS =
      Pattern.compile("(?<![\\w.:])([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-f]+::[0-9a-f]+)(?![\\w.:])");
  private static final Pattern USER = Pattern.compile("(?:\\\\Users\\\\|/home/)(\\w+)");

  /** One expression for each kind, the whole text each time. */
  private static Set<String> obvious(String text) throws NumberParseException {
    var found = new TreeSet<String>();
    EMAIL.matcher(text).results().forEach(m -> found.add("TEXT_EMAIL " + m.group()));
    USER.matcher(text).results().forEach(m -> found.add("TEXT_USER_PATH " + m.group(1)));
    ADDRESS
        .matcher(text)
        .results()
        .map(m -> Network.parse(m.group()))
        .filter(network -> network.isPresent() && network.get().isPrivate())
        .forEach(network -> found.add("TEXT_PRIVATE_ADDRESS " + network.get()));
    var numbers = PhoneNumberUtil.getInstance();
    for (var match : PHONE.matcher(text).results().toList()) {
      var digits = new ArrayList<Integer>();
      for (int i = 0; i < match.group().length(); i++) {
        if (Character.isDigit(match.group().charAt(i))) {
          digits.add(match.group().charAt(i) - '0');
        }
      }
      var malian = new StringBuilder("+");
      digits.stream().limit(11).forEach(malian::append);
      if (digits.size() >= 11 && numbers.isValidNumber(numbers.parse(malian, null))) {
        found.add("TEXT_PHONE " + malian);
      }
    }
    return found;
  }
}

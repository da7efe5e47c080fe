package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.bouclier.detect.log.EventFields;
import org.bouclier.detect.log.LineDecoder;
import org.bouclier.detect.log.LogFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left out never holds, decoded and folded, what is looked for. */
class SieveTest {

  private static final String LETTERS = "aeikstzAEIKST09._- :=<&'{}/\\\"]éÉİſK€\n\u0001";

  private static byte[] fold(byte[] text, int from, int to) {
    byte[] into = new byte[Fold.maxBytes(to - from)];
    int length = Fold.write(text, from, to, into, 0);
    return Arrays.copyOf(into, length);
  }

  /** Mostly without those that are never left out. */
  private static String random(Random random, int length) {
    var text = new StringBuilder();
    int letters = random.nextInt(4) == 0 ? LETTERS.length() : LETTERS.indexOf('İ');
    for (int i = 0; i < length; i++) {
      text.append(LETTERS.charAt(random.nextInt(letters)));
    }
    return text.toString();
  }

  /** A string of JSON, each character written in one of the ways that JSON has. */
  private static String json(Random random, String text) {
    var out = new StringBuilder();
    boolean often = random.nextInt(4) == 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || (often && random.nextInt(8) == 0)) {
        out.append(
            String.format(Locale.ROOT, random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
      } else if (c == '"' || c == '\\' || (c == '/' && random.nextBoolean())) {
        out.append('\\').append(c);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void text_that_is_left_out_holds_nothing_when_it_is_decoded(long seed) {
    var random = new Random(seed);
    var decoder = new LineDecoder();
    var fields = new EventFields();
    var memory = new Sieve.Memory();
    int held = 0;
    int spared = 0;
    for (int round = 0; round < 4_000; round++) {
      String wanted = random(random, 4 + random.nextInt(12));
      byte[] literal = fold(wanted.getBytes(UTF_8), 0, wanted.getBytes(UTF_8).length);
      Sieve sieve = Sieve.of(List.of(literal));
      if (sieve == null) {
        continue;
      }
      String value =
          random(random, random.nextInt(40))
              + (random.nextBoolean() ? randomCase(random, wanted) : "")
              + random(random, random.nextInt(40));
      byte[] line = ("{\"f\":\"" + json(random, value) + "\"}").getBytes(UTF_8);
      decoder.decode(line, 0, line.length, LogFormat.NDJSON, fields);
      byte[] decoded = fold(fields.values(0), fields.valueFrom(0), fields.valueTo(0));
      boolean holds = TextTest.indexOf(decoded, 0, decoded.length, literal) >= 0;
      boolean may = sieve.mayHold(line, 0, line.length, memory);
      assertThat(may || !holds).as("%s in %s", wanted, new String(line, UTF_8)).isTrue();
      held += holds ? 1 : 0;
      spared += may ? 0 : 1;
    }
    assertThat(held).as("or nothing was tested").isGreaterThan(300);
    assertThat(spared).as("or it leaves nothing out").isGreaterThan(300);
  }

  private static String randomCase(Random random, String text) {
    var out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(
          random.nextInt(3) > 0
              ? c
              : switch (c) {
                case 'k' -> '\u212A';
                case 's' -> '\u017F';
                case 'i' -> '\u0130';
                default -> Character.toUpperCase(c);
              });
    }
    return out.toString();
  }

  @Test
  void what_stands_across_the_pieces_in_which_text_is_read_is_seen() {
    byte[] literal = "mimikatz.exe".getBytes(UTF_8);
    Sieve sieve = Objects.requireNonNull(Sieve.of(List.of(literal)));
    byte[] text = new byte[100_000];
    for (int at : new int[] {0, 32_760, 32_767, 32_768, 65_530, 99_988}) {
      Arrays.fill(text, (byte) 'x');
      System.arraycopy(literal, 0, text, at, literal.length);
      assertThat(sieve.mayHold(text, 0, text.length, new Sieve.Memory())).as("at %d", at).isTrue();
      assertThat(sieve.mayHold(text, 0, at + literal.length - 1, new Sieve.Memory())).isFalse();
      assertThat(sieve.mayHold(text, at + 1, text.length, new Sieve.Memory())).isFalse();
    }
  }

  @Test
  void a_literal_without_four_plain_characters_in_a_row_leaves_nothing_out() {
    assertThat(Sieve.of(List.of("c:\\xy/z".getBytes(UTF_8)))).isNull();
    assertThat(Sieve.of(List.of("abcd".getBytes(UTF_8), "é".getBytes(UTF_8)))).isNull();
  }

  @Test
  void rules_say_what_they_need_or_that_they_need_nothing() {
    var texts = new ArrayList<RuleText>();
    texts.add(new RuleText("a.yml", rule("a", "{CommandLine|contains: [mimikatz, procdump]}")));
    assertThat(SigmaRules.of(texts).necessaryLiterals())
        .extracting(bytes -> new String(bytes, UTF_8))
        .containsExactlyInAnyOrder("mimikatz", "procdump");
    texts.add(new RuleText("b.yml", rule("b", "{CommandLine: null}")));
    assertThat(SigmaRules.of(texts).necessaryLiterals()).isNull();
    assertThat(SigmaRules.of(List.of()).necessaryLiterals()).isEmpty();
  }

  private static String rule(String title, String selection) {
    return """
    title: %s
    logsource: {product: windows}
    detection: {s: %s, condition: s}
    """
        .formatted(title, selection);
  }
}

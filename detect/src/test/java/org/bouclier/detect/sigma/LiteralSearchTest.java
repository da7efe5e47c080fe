package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.bouclier.detect.sigma.ValueTest.Anchor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reads eight bytes at once, against what reads strings: at every length and place. */
class LiteralSearchTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, 20_261_122})
  void the_first_occurrence_is_that_of_a_string(long seed) {
    var random = new Random(seed);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      String value = text(random, random.nextInt(40), "ab");
      String part = text(random, random.nextInt(6), "ab");
      int from = random.nextInt(value.length() + 1);
      int to = from + random.nextInt(value.length() - from + 1);
      int expected = value.substring(from, to).indexOf(part);

      assertThat(TextTest.indexOf(value.getBytes(UTF_8), from, to, part.getBytes(UTF_8)))
          .as("%s in %s of %d to %d", part, value, from, to)
          .isEqualTo(expected < 0 ? -1 : from + expected);
      found += expected < 0 ? 0 : 1;
    }
    assertThat(found).isBetween(2_000, 18_000);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, 20_261_122})
  void folded_text_is_in_lower_case_wherever_other_letters_begin(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      String ascii = text(random, random.nextInt(30), "aAzZ@[`{09\u0000\u007F");
      String value = ascii + text(random, random.nextInt(3), "éÉ😀ſß");
      assertThat(new String(StringTests.fold(value.getBytes(UTF_8)), UTF_8))
          .isEqualTo(PlainEvent.fold(value));
    }
  }

  /** Few long literals are looked for at every fourth byte, others at every byte. */
  @ParameterizedTest(name = "{0} literals of {1} bytes or more, seed {2}")
  @CsvSource({"3,7,1", "60,7,2", "70,7,3", "40,4,4", "30,1,5", "5,9,6", "200,2,7"})
  void an_index_finds_what_strings_have(int count, int shortest, long seed) {
    var random = new Random(seed);
    Map<GramIndex.Key, int[]> literals = new HashMap<>();
    List<String> texts = new ArrayList<>();
    List<Anchor> anchors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = text(random, shortest + random.nextInt(6), "abcde");
      Anchor anchor =
          List.of(Anchor.INSIDE, Anchor.INSIDE, Anchor.PREFIX, Anchor.SUFFIX)
              .get(random.nextInt(4));
      var key = new GramIndex.Key(text.getBytes(UTF_8), anchor);
      if (literals.putIfAbsent(key, new int[] {texts.size()}) == null) {
        texts.add(text);
        anchors.add(anchor);
      }
    }
    var index = new GramIndex(literals);
    int found = 0;
    for (int i = 0; i < 3_000; i++) {
      String some = texts.get(random.nextInt(texts.size()));
      String value =
          text(random, random.nextInt(20), "abcde")
              + (random.nextBoolean() ? some : "")
              + text(random, random.nextInt(20), "abcde");
      Set<Integer> expected = new TreeSet<>();
      for (int literal = 0; literal < texts.size(); literal++) {
        String text = texts.get(literal);
        boolean has =
            switch (anchors.get(literal)) {
              case PREFIX -> value.startsWith(text);
              case SUFFIX -> value.endsWith(text);
              default -> value.contains(text);
            };
        if (has) {
          expected.add(literal);
        }
      }
      byte[] bytes = ("#####" + value + "#####").getBytes(ISO_8859_1);
      var candidates = new Candidates();
      candidates.begin(texts.size() + 1);
      index.find(bytes, 5, bytes.length - 5, candidates);
      Set<Integer> calledUp = new TreeSet<>();
      for (int candidate = 0; candidate < candidates.count(); candidate++) {
        calledUp.add(candidates.rule(candidate));
      }
      assertThat(calledUp).as(value).isEqualTo(expected);
      found += expected.size();
    }
    assertThat(found).isPositive();
  }

  private static String text(Random random, int length, String from) {
    int[] points = from.codePoints().toArray();
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }
}

package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine against the obvious reading of the same rules, on invented rules and events. */
class SigmaDifferentialTest {

  private static final LogSource WINDOWS = LogSource.ofProduct("windows");

  /** How often the obvious reading said yes, of how many times it was asked. */
  private record Answers(int yes, int asked) {}

  static IntStream rows_1_to_18() {
    return IntStream.rangeClosed(1, 18);
  }

  @ParameterizedTest(name = "row {0}")
  @MethodSource("rows_1_to_18")
  void each_modifier_answers_as_it_reads(int row) {
    for (String modifiers : InventedRules.MODIFIERS.get(row)) {
      var invented = new InventedRules(row + 31L * modifiers.hashCode());
      List<RuleText> texts = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        texts.add(new RuleText("r" + i, invented.ruleWith(modifiers, "r" + i)));
      }

      Answers answers =
          assertSameAnswers(texts, Stream.generate(invented::event).limit(150).toList());

      assertThat(answers.yes())
          .as("both answers of %s are met, of %d", modifiers, answers.asked())
          .isBetween(answers.asked() / 400, answers.asked() * 49 / 50);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, 2, 20_260_129, -7, Long.MAX_VALUE})
  void rows_19_to_27_invented_rules_answer_as_they_read(long seed) {
    var invented = new InventedRules(seed);
    List<RuleText> texts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      texts.add(new RuleText("r" + i, invented.rule("r" + i)));
    }

    Answers answers =
        assertSameAnswers(texts, Stream.generate(invented::event).limit(150).toList());

    assertThat(answers.yes())
        .as("both answers are common")
        .isBetween(answers.asked() / 20, answers.asked() * 19 / 20);
  }

  private static Answers assertSameAnswers(List<RuleText> texts, List<String> events) {
    SigmaRules rules =
        SigmaRules.of(texts, RuleSettings.DEFAULT.with(Placeholders.of(InventedRules.LISTS)));
    assertThat(rules.refusals()).as("invented rules are rules").isEmpty();
    Map<String, PlainEvaluator> plain = new HashMap<>();
    texts.forEach(
        text -> plain.put(text.file(), new PlainEvaluator(text.text(), InventedRules.LISTS)));
    SigmaScanner scanner = rules.scanner();
    int yes = 0;
    for (String event : events) {
      PlainEvent read = PlainEvent.of(event);
      Set<String> fired = fired(scanner, event);
      for (RuleText text : texts) {
        boolean expected = plain.get(text.file()).matches(read);
        assertThat(fired.contains(text.file()))
            .as("event %s, rule %s", event, text.text())
            .isEqualTo(expected);
        yes += expected ? 1 : 0;
      }
    }
    return new Answers(yes, texts.size() * events.size());
  }

  private static Set<String> fired(SigmaScanner scanner, String event) {
    Set<String> fired = new TreeSet<>();
    byte[] line = event.getBytes(UTF_8);
    scanner.scan(
        line,
        0,
        line.length,
        LogFormat.NDJSON,
        WINDOWS,
        (rule, origin, evidence) -> assertThat(fired.add(rule.id())).as("once").isTrue());
    return fired;
  }
}

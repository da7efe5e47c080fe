package org.bouclier.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.sigma.CorrelationLimits;
import org.bouclier.detect.sigma.Correlator;
import org.bouclier.detect.sigma.Observation;
import org.bouclier.detect.sigma.RuleText;
import org.bouclier.detect.sigma.SigmaRules;
import org.junit.jupiter.api.Test;

/** From lines to correlations, as the node and a scan of files put it together. */
class EngineCorrelationTest {

  private static final String RULES =
      """
      title: Échec
      name: failure
      logsource: {product: vpn}
      detection: {s: {event: failure}, condition: s}
      ---
      title: Autre
      logsource: {product: vpn}
      detection: {s: {user: awa}, condition: s}
      ---
      title: Trop d’échecs
      correlation:
          type: event_count
          rules: [failure]
          group-by: [user]
          timespan: 1m
          condition: {gte: 3}
      """;

  /** What was seen of a line, to be correlated in order of time. */
  private record Seen(Observation observation, Instant at, long line) {}

  private static byte[] line(String user) {
    return ("{\"event\":\"failure\",\"user\":\"" + user + "\"}").getBytes(UTF_8);
  }

  private static void scan(Scanner scanner, byte[] line, MatchSink sink) {
    scanner.scan(line, 0, line.length, LogFormat.NDJSON, LogSource.ofProduct("vpn"), sink);
  }

  @Test
  void one_thread_scans_and_correlates_line_by_line() {
    var engine = new Engine();
    engine.replace(SigmaRules.of(List.of(new RuleText("r.yml", RULES))));
    Scanner scanner = engine.scanner();
    Correlator correlator = engine.correlator(CorrelationLimits.DEFAULT);
    List<String> told = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Instant at = Instant.EPOCH.plusSeconds(i);
      long number = i;
      scan(
          scanner,
          line("awa"),
          new MatchSink() {
            @Override
            public void accept(Match match) {
              told.add(
                  switch (match) {
                    case IndicatorMatch indicator -> "indicator";
                    case SigmaMatch rule -> number + " " + rule.rule().title();
                    case CorrelationMatch rule -> number + " " + rule.rule().title();
                  });
            }

            @Override
            public void observed(Observation observation) {
              correlator.accept(
                  observation, at, number, found -> accept(new CorrelationMatch(found)));
            }
          });
    }

    assertThat(told).containsExactly("0 Autre", "1 Autre", "2 Autre", "2 Trop d’échecs", "3 Autre");
  }

  @Test
  void several_threads_scan_and_one_correlates_in_order_of_time() throws Exception {
    var engine = new Engine();
    engine.replace(SigmaRules.of(List.of(new RuleText("r.yml", RULES))));
    var seen = new ConcurrentLinkedQueue<Seen>();
    List<Thread> threads = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      int first = thread;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                Scanner scanner = engine.scanner();
                for (int i = first; i < 4_000; i += 4) {
                  long number = i;
                  scan(
                      scanner,
                      line("u" + i % 25),
                      new MatchSink() {
                        @Override
                        public void accept(Match match) {}

                        @Override
                        public void observed(Observation observation) {
                          Instant at = Instant.EPOCH.plusSeconds(number);
                          seen.add(new Seen(observation, at, number));
                        }
                      });
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Correlator correlator = engine.correlator(CorrelationLimits.DEFAULT);
    List<Long> fired = new ArrayList<>();
    seen.stream()
        .sorted(Comparator.comparing(Seen::at).thenComparingLong(Seen::line))
        .forEach(one ->
            correlator.accept(
                one.observation,
                one.at,
                one.line,
                found -> fired.add(found.events().getLast().reference())));

    assertThat(seen).hasSize(4_000);
    assertThat(fired)
        .as("each user fails every 25 seconds: at the third, then told after each minute")
        .containsExactlyElementsOf(
            LongStream.range(50, 4_000).filter(i -> (i - 50) % 75 < 25).boxed().toList());
    assertThat(correlator.counts().late()).isZero();
  }
}

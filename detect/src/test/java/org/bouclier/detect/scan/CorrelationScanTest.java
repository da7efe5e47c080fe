package org.bouclier.detect.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.bouclier.detect.CorrelationMatch;
import org.bouclier.detect.Engine;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.sigma.CorrelationLimits;
import org.bouclier.detect.sigma.RuleText;
import org.bouclier.detect.sigma.SigmaRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Correlations over files. */
class CorrelationScanTest {

  private static final String RULES =
      """
      title: Échec
      name: failure
      logsource: {product: vpn}
      detection: {s: {event: failure}, condition: s}
      ---
      title: Trop d’échecs
      correlation:
          type: event_count
          rules: [failure]
          group-by: [user]
          timespan: 1m
          condition: {gte: 3}
      """;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void a_correlation_is_told_at_the_line_that_makes_it_fire(int threads) throws Exception {
    var engine = new Engine();
    engine.replace(SigmaRules.of(List.of(new RuleText("r.yml", RULES))));
    var lines = new StringBuilder("{\"event\":\"failure\",\"user\":\"awa\"}\n"); // no time
    for (int i = 0; i < 60_000; i++) { // several blocks, each user a second apart
      lines.append("{\"ts\":\"").append(Instant.EPOCH.plusSeconds(i)).append("\",\"event\":\"");
      lines.append(i % 20_000 > 19_996 ? "failure" : "success").append("\",\"user\":\"awa\"}\n");
    }
    List<ScanHit> hits = new ArrayList<>();
    ScanTotals totals = scan(engine, threads, hits, input("-", lines.toString()));

    assertThat(hits).extracting(ScanHit::record).containsExactly(20_001L, 40_001L, 60_001L);
    assertThat(hits).allMatch(hit -> hit.match() instanceof CorrelationMatch);
    assertThat(totals.correlations()).isEqualTo(3);
    assertThat(totals.rules()).isZero();
    assertThat(totals.undatedEvents()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void several_inputs_are_correlated_by_the_time_of_their_events(int threads) throws Exception {
    var engine = new Engine();
    engine.replace(SigmaRules.of(List.of(new RuleText("r.yml", RULES))));
    // Three failures within a minute, one in each file; those of the first file go on for hours.
    List<ScanHit> hits = new ArrayList<>();
    ScanTotals totals =
        scan(
            engine,
            threads,
            hits,
            input("a", failure(0) + failure(7_200) + failure(7_205)),
            input("b", failure(20)),
            input("c", failure(40) + failure(4_000)));

    assertThat(hits).extracting(hit -> hit.input() + hit.record()).containsExactly("c1");
    assertThat(totals.correlations()).isEqualTo(1);
    assertThat(totals.lateEvents()).isZero();
    assertThat(totals.undatedEvents()).isZero();
  }

  @Test
  void when_too_many_events_wait_the_earliest_goes_and_what_comes_earlier_still_is_counted()
      throws Exception {
    var engine = new Engine();
    engine.replace(SigmaRules.of(List.of(new RuleText("r.yml", RULES))));
    var correlator = engine.correlator(CorrelationLimits.DEFAULT);
    var totals = new ScanTotals();
    List<ScanHit> hits = new ArrayList<>();
    var correlating = new Correlating(correlator, totals, sink(hits), 2);
    var scan = new BlockScan(engine.scanner(), LogSource.ofProduct("vpn"), ZoneOffset.UTC);
    long record = 0;
    for (long second : new long[] {40, 20, 0, 4_000, 5_000, 6_000, 10}) {
      byte[] line = failure(second).getBytes(UTF_8);
      var result =
          scan.scan(new Block(line, line.length, LogFormat.NDJSON, 0, null), Instant.EPOCH);
      correlating.add("-", ++record, result.heard().getFirst());
    }
    correlating.end();

    assertThat(hits).as("0, 20 and 40").extracting(ScanHit::record).containsExactly(1L);
    assertThat(totals.lateEvents()).as("10, after 4 000 was gone").isEqualTo(1);
  }

  private static String failure(long second) {
    return "{\"ts\":\""
        + Instant.parse("2026-01-02T00:00:00Z").plusSeconds(second)
        + "\",\"event\":\"failure\",\"user\":\"awa\"}\n";
  }

  private static ScanInput input(String name, String text) {
    return new ScanInput(name, Instant.EPOCH, () -> new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private static ScanTotals scan(
      Engine engine, int threads, List<ScanHit> hits, ScanInput... inputs) throws Exception {
    return new Scan(engine, ScanFormat.NDJSON, LogSource.ofProduct("vpn"), ZoneOffset.UTC, threads)
        .run(List.of(inputs), sink(hits));
  }

  private static ScanSink sink(List<ScanHit> hits) {
    return new ScanSink() {
      @Override
      public void hit(ScanHit hit) {
        hits.add(hit);
      }

      @Override
      public void unusable(String input, String message) {
        throw new AssertionError(message);
      }
    };
  }
}

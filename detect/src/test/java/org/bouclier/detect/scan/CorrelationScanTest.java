package org.bouclier.detect.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouclier.detect.CorrelationMatch;
import org.bouclier.detect.Engine;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.sigma.RuleText;
import org.bouclier.detect.sigma.SigmaRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    ScanTotals totals =
        new Scan(engine, ScanFormat.NDJSON, LogSource.ofProduct("vpn"), threads)
            .run(
                List.of(
                    new ScanInput(
                        "-", () -> new ByteArrayInputStream(lines.toString().getBytes(UTF_8)))),
                new ScanSink() {
                  @Override
                  public void hit(ScanHit hit) {
                    hits.add(hit);
                  }

                  @Override
                  public void unusable(String input, String message) {
                    throw new AssertionError(message);
                  }
                });

    assertThat(hits).extracting(ScanHit::record).containsExactly(20_001L, 40_001L, 60_001L);
    assertThat(hits).allMatch(hit -> hit.match() instanceof CorrelationMatch);
    assertThat(totals.correlations()).isEqualTo(3);
    assertThat(totals.rules()).isZero();
    assertThat(totals.undatedEvents()).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "2026-01-29T04:05:06Z, 2026-01-29T04:05:06Z",
    "2026-01-29 04:05:06.250, 2026-01-29T04:05:06.250Z",
    "2026-01-29T04:05:06+0100, 2026-01-29T03:05:06Z",
    "2026-01-29T04:05:06.1+01:00, 2026-01-29T03:05:06.100Z",
    "1769659506, 2026-01-29T04:05:06Z",
    "1769659506.25, 2026-01-29T04:05:06.250Z",
    "1769659506250, 2026-01-29T04:05:06.250Z",
  })
  void a_time_is_read_as_it_is_written(String text, Instant instant) {
    assertThat(EventTimeText.instant(text)).isEqualTo(instant);
  }

  @Test
  void what_is_no_time_is_none() {
    for (String text : new String[] {null, "", "hier", "12", "2026-13-01T00:00:00Z", "04:05"}) {
      assertThat(EventTimeText.instant(text)).isNull();
    }
  }
}

package org.bouclier.node.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.bouclier.detect.journal.JournalLimits;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.sigma.RuleText;
import org.bouclier.detect.sigma.SigmaRules;
import org.bouclier.node.TestPostgres;
import org.bouclier.node.web.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.CannotCreateTransactionException;

class DetectionWorkerTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final List<String> LISTED = List.of("evil.example", "198.51.100.7");

  @TempDir Path directory;
  private final DataSource database = TestPostgres.freshDatabase();

  @Test
  void repetitions_count_on_one_alert_for_each_observable_and_source() throws Exception {
    try (var pipeline = start()) {
      var dns = pipeline.source("resolveur", LogFormat.NDJSON);
      var proxy = pipeline.source("mandataire", LogFormat.TEXT);
      pipeline.send(
          dns,
          "{\"ts\":\"2026-11-22T09:00:00Z\",\"query\":\"evil.example\"}",
          "{\"ts\":\"2026-11-22T08:00:00Z\",\"query\":\"EVIL.example\"}",
          "{\"ts\":\"2026-11-22T08:30:00Z\",\"query\":\"www.evil.example\"}",
          "{\"ts\":\"2026-11-22T08:30:00Z\",\"query\":\"bamako.example\"}");
      pipeline.settle();
      pipeline.send(dns, "{\"ts\":\"2026-11-22T09:59:00Z\",\"query\":\"evil.example\"}");
      pipeline.send(proxy, "GET http://evil.example/a", "CONNECT 198.51.100.7:443");
      pipeline.settle();

      assertThat(pipeline.list())
          .extracting(AlertRow::source, AlertRow::observable, AlertRow::count)
          .containsExactlyInAnyOrder(
              org.assertj.core.groups.Tuple.tuple("resolveur", "evil.example", 3L),
              org.assertj.core.groups.Tuple.tuple("resolveur", "www.evil.example", 1L),
              org.assertj.core.groups.Tuple.tuple("mandataire", "evil.example", 1L),
              org.assertj.core.groups.Tuple.tuple("mandataire", "198.51.100.7", 1L));
      var first =
          pipeline.list().stream().filter(row -> row.count() == 3).findFirst().orElseThrow();
      assertThat(first.firstSeen()).isEqualTo("2026-11-22T08:00:00Z");
      assertThat(first.lastSeen()).isEqualTo("2026-11-22T09:59:00Z");
      assertThat(pipeline.alerts.hours(first.id(), Instant.EPOCH))
          .extracting(AlertSql.Hour::hour, AlertSql.Hour::count)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("2026-11-22T08:00:00Z", 1L),
              org.assertj.core.groups.Tuple.tuple("2026-11-22T09:00:00Z", 2L));
      assertThat(pipeline.events)
          .as("one event for each alert, none for its repetitions")
          .hasSize(4)
          .allSatisfy(event -> assertThat(event).isInstanceOf(AlertRaised.class));
      assertThat(pipeline.sightings())
          .as("told whatever the source, however the lines fell into batches")
          .isEqualTo(Map.of("0 evil.example", 4L, "0 www.evil.example", 1L, "1 198.51.100.7", 1L));
      var counts = pipeline.sources.look("resolveur").orElseThrow().counts();
      assertThat(counts.received()).isEqualTo(5);
      assertThat(counts.lastEventAt()).isEqualTo(NOW);
    }
  }

  @Test
  void a_sample_shows_the_line_with_the_match_marked_and_only_five_are_kept() throws Exception {
    try (var pipeline = start()) {
      var dns = pipeline.source("resolveur", LogFormat.NDJSON);
      for (int i = 0; i < 4; i++) {
        pipeline.send(
            dns,
            "{\"n\":" + i + ",\"dns\":{\"query\":\"www.evil.example\"}}",
            "{\"n\":" + i + ",\"dns\":{\"query\":\"www.evil.example\"}}");
        pipeline.settle();
      }

      var alert = pipeline.alerts.find(pipeline.list().getFirst().id()).orElseThrow();
      assertThat(alert.row().count()).isEqualTo(8);
      assertThat(alert.samples()).hasSize(5);
      var sample = alert.samples().getFirst();
      assertThat(sample.before()).isEqualTo("{\"n\":0,\"dns\":{\"query\":\"");
      assertThat(sample.match()).isEqualTo("www.evil.example");
      assertThat(sample.field()).isEqualTo("dns.query");
      assertThat(sample.line()).isEqualTo("{\"n\":0,\"dns\":{\"query\":\"www.evil.example\"}}");
    }
  }

  @Test
  void a_false_alert_counts_on_in_silence_and_a_closed_one_is_raised_anew() throws Exception {
    try (var pipeline = start()) {
      var dns = pipeline.source("resolveur", LogFormat.TEXT);
      pipeline.send(dns, "evil.example", "198.51.100.7");
      pipeline.settle();
      UUID name = id(pipeline, "evil.example");
      UUID address = id(pipeline, "198.51.100.7");
      pipeline.alerts.setStatus(List.of(name), AlertStatus.FALSE_POSITIVE);
      pipeline.alerts.setStatus(List.of(address), AlertStatus.CLOSED);

      pipeline.send(dns, "evil.example", "198.51.100.7");
      pipeline.settle();

      assertThat(pipeline.list()).hasSize(3);
      assertThat(pipeline.alerts.find(name).orElseThrow().row().count()).isEqualTo(2);
      assertThat(pipeline.alerts.find(address).orElseThrow().row().count()).isEqualTo(1);
      assertThat(pipeline.events).hasSize(3);
      assertThat(pipeline.alerts.setStatus(List.of(address), AlertStatus.NEW))
          .as("a closed alert is not reopened beside the one that followed it")
          .isEmpty();
    }
  }

  @Test
  void a_thousand_invented_names_become_a_hundred_alerts_and_one_that_counts() throws Exception {
    try (var pipeline = start()) {
      var dns = pipeline.source("resolveur", LogFormat.TEXT);
      for (int batch = 0; batch < 4; batch++) {
        var lines = new String[250];
        for (int i = 0; i < lines.length; i++) {
          lines[i] = "query h" + (batch * 250 + i) + ".evil.example";
        }
        pipeline.send(dns, lines);
        pipeline.settle();
      }
      pipeline.send(dns, "query h0.evil.example", "query h999.evil.example");
      pipeline.settle();

      var rows = pipeline.list();
      assertThat(rows).hasSize(101);
      assertThat(rows.stream().mapToLong(AlertRow::count).sum()).isEqualTo(1_002);
      assertThat(rows)
          .filteredOn(AlertRow::isMany)
          .extracting(AlertRow::count)
          .containsExactly(901L);
      assertThat(pipeline.events).hasSize(101);
    }
  }

  @Test
  void a_date_too_far_ahead_is_counted_and_replaced_by_the_arrival() throws Exception {
    try (var pipeline = start()) {
      var dns = pipeline.source("resolveur", LogFormat.NDJSON);
      pipeline.send(
          dns,
          "{\"@timestamp\":\"2049-01-01T00:00:00Z\",\"q\":\"evil.example\"}",
          "{\"@timestamp\":\"2026-11-22T10:05:00Z\",\"q\":\"evil.example\"}");
      pipeline.settle();

      assertThat(pipeline.list().getFirst().firstSeen()).isEqualTo(NOW);
      assertThat(pipeline.list().getFirst().lastSeen()).isEqualTo("2026-11-22T10:05:00Z");
      assertThat(pipeline.sources.look("resolveur").orElseThrow().counts().misdated()).isEqualTo(1);
    }
  }

  @Test
  void hostile_bytes_reach_the_database_as_text() throws Exception {
    try (var pipeline = start()) {
      var dns = pipeline.source("resolveur", LogFormat.TEXT);
      byte[] line = "\0\1 evil.example \0".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
      line[0] = (byte) 0xFF;
      var ranges = new org.bouclier.detect.log.LineRanges();
      ranges.add(0, line.length);
      pipeline.intake.accept(dns, line, ranges);
      pipeline.settle();

      var sample =
          pipeline.alerts.find(pipeline.list().getFirst().id()).orElseThrow().samples().getFirst();
      assertThat(sample.line()).isEqualTo("\uFFFD\1 evil.example \uFFFD");
      assertThat(pipeline.sources.look("resolveur").orElseThrow().counts().undecodable())
          .isEqualTo(1);
    }
  }

  @Test
  void a_nul_in_the_name_of_a_json_field_does_not_stop_detection() throws Exception {
    try (var pipeline = start()) {
      var dns = pipeline.source("resolveur", LogFormat.AUTO);
      pipeline.send(dns, "{\"que\0ry\":\"evil.example\"}", "198.51.100.7");
      pipeline.settle();

      var alert = pipeline.alerts.find(id(pipeline, "evil.example")).orElseThrow();
      assertThat(alert.samples().getFirst().field()).isEqualTo("que\uFFFDry");
      assertThat(pipeline.list()).hasSize(2);
    }
  }

  @Test
  void a_block_the_database_refuses_is_set_aside_and_counted_and_the_others_are_written()
      throws Exception {
    JdbcClient.create(database)
        .sql("alter table detection.alert add check (observable <> 'poison.evil.example')")
        .update();
    var pipeline = new Pipeline(database, directory, CLOCK, LISTED);
    try (pipeline) {
      var dns = pipeline.source("resolveur", LogFormat.TEXT);
      pipeline.send(dns, "a.evil.example");
      pipeline.send(dns, "poison.evil.example", "a.evil.example");
      pipeline.send(dns, "b.evil.example", "a.evil.example");
      pipeline.start(); // only now: the three blocks are one batch
      pipeline.settle();

      assertThat(pipeline.list())
          .extracting(AlertRow::observable, AlertRow::count)
          .containsExactlyInAnyOrder(
              org.assertj.core.groups.Tuple.tuple("a.evil.example", 2L),
              org.assertj.core.groups.Tuple.tuple("b.evil.example", 1L));
      var counts = pipeline.sources.look("resolveur").orElseThrow().counts();
      assertThat(counts.received()).isEqualTo(5);
      assertThat(counts.undecodable()).isEqualTo(2);
      assertThat(pipeline.alerts.progress()).contains(pipeline.journal.end());
    }
  }

  private static final String FAILURES =
      """
      title: Échec
      name: failure
      logsource: {product: vpn}
      detection: {s: {event: failure}, condition: s}
      ---
      title: Trois échecs
      id: 0e95725d-7320-415d-80f7-004da920fc11
      author: CSIRT
      level: high
      correlation:
          type: event_count
          rules: [failure]
          group-by: [user]
          timespan: 10m
          condition: {gte: 3}
      ---
      title: Quatre échecs
      correlation:
          type: event_count
          rules: [failure]
          group-by: [user]
          timespan: 10m
          condition: {gte: 4}
      """;

  private static String failure(String user, String time) {
    return "{\"ts\":\"2026-11-22T%s:00Z\",\"product\":\"vpn\",\"event\":\"failure\",\"user\":\"%s\"}"
        .formatted(time, user);
  }

  @Test
  void a_correlation_is_an_alert_of_the_source_that_made_it_fire_and_its_rules_are_none()
      throws Exception {
    try (var pipeline = new Pipeline(database, directory, CLOCK, LISTED)) {
      pipeline.engine.replace(SigmaRules.of(List.of(new RuleText("r.yml", FAILURES))));
      pipeline.start();
      var one = pipeline.source("vpn-1", LogFormat.NDJSON);
      var two = pipeline.source("vpn-2", LogFormat.NDJSON);
      pipeline.send(one, failure("awa", "09:00"), failure("moussa", "09:01"));
      pipeline.send(two, failure("Awa", "09:04"));
      pipeline.settle();
      assertThat(pipeline.list()).isEmpty();
      pipeline.send(two, failure("awa", "09:10"));
      pipeline.settle();

      assertThat(pipeline.list())
          .extracting(AlertRow::source, AlertRow::title, AlertRow::count, AlertRow::severity)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("vpn-2", "Trois échecs", 1L, Severity.HIGH));
      var alert = pipeline.alerts.find(pipeline.list().getFirst().id()).orElseThrow();
      assertThat(alert.samples()).hasSize(1);
      assertThat(alert.samples().getFirst().match()).isEqualTo("awa");
      assertThat(alert.samples().getFirst().field()).isEqualTo("user");
    }
  }

  @Test
  void windows_that_were_open_go_on_after_a_restart() throws Exception {
    for (int minute = 1; minute <= 3; minute++) {
      try (var pipeline = new Pipeline(database, directory, CLOCK, LISTED)) {
        pipeline.engine.replace(SigmaRules.of(List.of(new RuleText("r.yml", FAILURES))));
        pipeline.start();
        var vpn = pipeline.source("vpn", LogFormat.NDJSON);
        pipeline.send(vpn, failure("awa", "09:0" + minute));
        pipeline.settle();

        assertThat(pipeline.list()).hasSize(minute < 3 ? 0 : 1);
      }
    }
    java.nio.file.Files.write(directory.resolve("correlations"), new byte[] {'1', ':'});
    try (var pipeline = new Pipeline(database, directory, CLOCK, LISTED)) {
      pipeline.engine.replace(SigmaRules.of(List.of(new RuleText("r.yml", FAILURES))));
      pipeline.start();
      pipeline.send(pipeline.source("vpn", LogFormat.NDJSON), failure("awa", "09:04"));
      pipeline.settle();
      assertThat(pipeline.list()).as("a damaged file begins anew").hasSize(1);
    }
  }

  @Test
  void lines_that_are_scanned_again_are_correlated_once() throws Exception {
    JdbcClient.create(database)
        .sql("alter table detection.alert add check (observable <> 'poison.evil.example')")
        .update();
    try (var pipeline = new Pipeline(database, directory, CLOCK, LISTED)) {
      pipeline.engine.replace(SigmaRules.of(List.of(new RuleText("r.yml", FAILURES))));
      var vpn = pipeline.source("vpn", LogFormat.NDJSON);
      String poison = failure("awa", "09:02").replace("}", ",\"q\":\"poison.evil.example\"}");
      pipeline.send(vpn, failure("awa", "09:01"));
      pipeline.send(vpn, poison);
      pipeline.send(vpn, failure("awa", "09:03"));
      pipeline.start(); // only now: the three blocks are one batch
      pipeline.settle();

      assertThat(pipeline.list())
          .extracting(AlertRow::title, AlertRow::count)
          .containsExactly(org.assertj.core.groups.Tuple.tuple("Trois échecs", 1L));
    }
  }

  @Test
  void a_line_that_breaks_the_scan_is_counted_and_the_others_are_scanned() throws Exception {
    try (var pipeline = start()) {
      pipeline.breaking = 1;
      var dns = pipeline.source("resolveur", LogFormat.TEXT);
      pipeline.send(dns, "198.51.100.7", "evil.example");
      pipeline.settle();

      assertThat(pipeline.list()).extracting(AlertRow::observable).containsExactly("evil.example");
      assertThat(pipeline.sources.look("resolveur").orElseThrow().counts().undecodable())
          .isEqualTo(1);
    }
  }

  @Test
  void only_what_can_pass_is_tried_again() {
    assertThat(DetectionWorker.passes(new CannotCreateTransactionException("pool"))).isTrue();
    assertThat(DetectionWorker.passes(new DataAccessResourceFailureException("gone"))).isTrue();
    assertThat(DetectionWorker.passes(new CannotAcquireLockException("deadlock"))).isTrue();
    assertThat(DetectionWorker.passes(new DataIntegrityViolationException("22P05"))).isFalse();
    assertThat(DetectionWorker.passes(new IllegalStateException("listener"))).isFalse();
    var tooLong = new java.sql.SQLException("index row size exceeds maximum", "54000");
    assertThat(DetectionWorker.passes(new DataAccessResourceFailureException("limit", tooLong)))
        .isFalse();
  }

  @Test
  void a_full_journal_refuses_and_takes_again_once_detection_caught_up() throws Exception {
    var limits = new JournalLimits(1 << 20, 3 << 20, 1 << 19);
    var pipeline = new Pipeline(database, directory, CLOCK, LISTED, limits);
    try (pipeline) {
      var dns = pipeline.source("resolveur", LogFormat.TEXT);
      String line = "x".repeat(100_000);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100; i++) {
                  pipeline.send(dns, line);
                }
              })
          .isInstanceOfSatisfying(
              BusyException.class, busy -> assertThat(busy.status()).isEqualTo(429))
          .hasMessageContaining("journal");

      pipeline.start();
      pipeline.settle();
      pipeline.send(dns, "evil.example");
      pipeline.settle();
      assertThat(pipeline.list()).hasSize(1);
      assertThat(pipeline.journal.sizeBytes()).as("read segments are deleted").isLessThan(2 << 20);
    }
  }

  @Test
  void indicators_are_swapped_while_lines_flow() throws Exception {
    try (var pipeline = start()) {
      var dns = pipeline.source("resolveur", LogFormat.TEXT);
      pipeline.send(dns, "autre.example");
      pipeline.settle();
      assertThat(pipeline.list()).isEmpty();

      pipeline.watch(List.of("autre.example"));
      pipeline.send(dns, "autre.example");
      pipeline.settle();
      assertThat(pipeline.list()).extracting(AlertRow::observable).containsExactly("autre.example");
    }
  }

  @Test
  void lists_are_filtered_and_paged_by_key() throws Exception {
    try (var pipeline = start()) {
      var dns = pipeline.source("resolveur", LogFormat.TEXT);
      var lines = new String[30];
      for (int i = 0; i < lines.length; i++) {
        lines[i] = "2026-11-22T09:%02d:00Z h%d.evil.example".formatted(i / 2, i);
      }
      pipeline.send(dns, lines);
      pipeline.settle();

      var paged = new java.util.ArrayList<AlertRow>();
      var filter = AlertFilter.ALL;
      var page = pipeline.alerts.list(filter, 7);
      while (!page.isEmpty()) {
        paged.addAll(page);
        filter = filter.after(page.getLast().cursor());
        page = pipeline.alerts.list(filter, 7);
      }
      assertThat(paged).isEqualTo(pipeline.list()).hasSize(30);
      assertThat(paged.getFirst().lastSeen()).isEqualTo("2026-11-22T09:14:00Z");
      var narrow =
          new AlertFilter(
              Severity.HIGH,
              java.util.Set.of(AlertStatus.NEW),
              AlertKind.INDICATOR,
              "resolveur",
              "H12.EVIL",
              NOW.minus(Duration.ofHours(2)),
              null,
              null);
      assertThat(pipeline.alerts.list(narrow, 50)).hasSize(1);
      assertThat(pipeline.alerts.count(narrow)).isEqualTo(1);
    }
  }

  private Pipeline start() throws IOException {
    return new Pipeline(database, directory, CLOCK, LISTED).start();
  }

  private static UUID id(Pipeline pipeline, String observable) {
    return pipeline.list().stream()
        .filter(row -> row.observable().equals(observable))
        .findFirst()
        .orElseThrow()
        .id();
  }
}

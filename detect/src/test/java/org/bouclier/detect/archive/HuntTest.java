package org.bouclier.detect.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bouclier.detect.Engine;
import org.bouclier.detect.EntityScan;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorEntry;
import org.bouclier.detect.IndicatorKind;
import org.bouclier.detect.IndicatorMatch;
import org.bouclier.detect.IndicatorSet;
import org.bouclier.detect.Match;
import org.bouclier.detect.SigmaMatch;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.scan.Scan;
import org.bouclier.detect.scan.ScanFormat;
import org.bouclier.detect.scan.ScanHit;
import org.bouclier.detect.scan.ScanInput;
import org.bouclier.detect.scan.ScanSink;
import org.bouclier.detect.sigma.RuleText;
import org.bouclier.detect.sigma.SigmaRules;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hunt against the scan of the same files: nothing missed, nothing more. */
class HuntTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final ArchiveLimits SMALL =
      new ArchiveLimits(1 << 16, Duration.ofHours(1), 1 << 16, 1 << 12);

  private static final LogSource SOURCE = LogSource.ofProduct("linux");

  @TempDir private Path folder;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void finds_what_a_scan_of_the_files_finds(long seed) throws Exception {
    var random = new Random(seed);
    var logs = new RandomLogs(random);
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int file = 0; file < 5; file++) {
      files.put("journal-" + file + ".log", logs.file(random.nextInt(3_000)));
    }
    Archive archive = archive(files, random);
    assertThat(archive.segments().size()).as("several segments").isGreaterThan(2);
    int found = 0;
    int spared = 0;
    for (int asked = 0; asked < 25; asked++) {
      var engine = new Engine();
      engine.replace(set(logs.indicators(1 + random.nextInt(asked + 1))));
      List<String> expected = scan(files, engine);
      var hunt = new Hunt(archive, engine, HuntPeriod.ALL, 1 + random.nextInt(3));
      var hits = new ArrayList<String>();
      HuntTotals totals = hunt.run(0, told(hits));
      assertThat(hits).isEqualTo(expected);
      assertThat(totals.indicators()).isEqualTo(expected.size());
      found += expected.size();
      spared += totals.bytesScanned() < bytes(files) ? 1 : 0;
    }
    assertThat(found).as("matches are common, or nothing was tested").isGreaterThan(500);
    assertThat(spared).as("hunts that did not read everything").isGreaterThan(3);
  }

  @Test
  void entities_of_an_indicator_are_in_every_line_that_it_matches() {
    var random = new Random(11);
    var logs = new RandomLogs(random);
    var entries = new ArrayList<IndicatorEntry>();
    for (Indicator indicator : logs.indicators(600)) {
      entries.add(new IndicatorEntry(indicator, entries.size()));
    }
    var engine = new Engine();
    engine.replace(IndicatorSet.of(entries));
    var scanner = engine.scanner();
    var named = new HashSet<Long>();
    var entities = new EntityScan(named::add);
    int matches = 0;
    for (int i = 0; i < 60_000; i++) {
      byte[] line = logs.line().getBytes(UTF_8);
      var hits = new ArrayList<IndicatorMatch>();
      scanner.scan(
          line,
          0,
          line.length,
          LogFormat.AUTO,
          LogSource.UNKNOWN,
          match -> hits.add((IndicatorMatch) match));
      named.clear();
      entities.scan(line, 0, line.length, line.length > 0 && line[0] == '{');
      for (IndicatorMatch hit : hits) {
        long[] keys = EntityScan.keys(hit.indicator());
        assertThat(keys.length == 0 || Arrays.stream(keys).anyMatch(named::contains))
            .as("%s in %s", hit.indicator(), new String(line, UTF_8))
            .isTrue();
        matches++;
      }
    }
    assertThat(matches).isGreaterThan(20_000);
  }

  @Test
  void absent_indicators_cost_one_small_file_a_day() throws Exception {
    var logs = new RandomLogs(new Random(3));
    Archive archive = archive(Map.of("journal.log", logs.file(4_000)), new Random(3));
    var engine = new Engine();
    engine.replace(set(List.of(domain("absent.example"))));
    HuntTotals totals =
        new Hunt(archive, engine, HuntPeriod.ALL, 2).run(0, told(new ArrayList<>()));
    assertThat(totals.segments()).isGreaterThan(2);
    assertThat(totals.opened()).isZero();
    assertThat(totals.bytesRead()).isZero();
  }

  @Test
  void a_rule_is_looked_for_in_every_line() throws Exception {
    String rule =
        """
        title: Essai
        id: 11111111-2222-4333-8444-555555555555
        logsource: {product: linux}
        detection: {selection: {f0|contains: 'evil'}, condition: selection}
        level: high
        """;
    var logs = new RandomLogs(new Random(4));
    Map<String, byte[]> files = Map.of("journal.log", logs.file(3_000));
    Archive archive = archive(files, new Random(4));
    var engine = new Engine();
    engine.replace(SigmaRules.of(List.of(new RuleText("essai.yml", rule))));
    List<String> expected = scan(files, engine);
    assertThat(expected).hasSizeGreaterThan(50);
    var hits = new ArrayList<String>();
    new Hunt(archive, engine, HuntPeriod.ALL, 2).run(0, told(hits));
    assertThat(hits).isEqualTo(expected);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void rules_and_indicators_that_no_index_knows_read_little_and_miss_nothing(long seed)
      throws Exception {
    var random = new Random(seed);
    var logs = new RandomLogs(random);
    Map<String, byte[]> files = new LinkedHashMap<>();
    var quiet = new StringBuilder();
    for (int i = 0; i < 4_000; i++) {
      quiet.append("Nov 22 12:00:00 hote prog: rien a dire, ligne ").append(i).append('\n');
      if (i % 1_500 == 700) {
        quiet.append("{\"Image\":\"C:\\\\Temp\\\\MimiKatz.exe\",\"f0\":\"xx Evil-Word yy\"}\n");
        quiet.append("{\"f0\":\"\\u0065vil-word\"}\n");
      }
    }
    files.put("quiet.log", quiet.toString().getBytes(UTF_8));
    files.put("journal.log", logs.file(300));
    Archive archive = archive(files, random);
    var engine = new Engine();
    String rule =
        """
        title: Mot
        logsource: {product: linux}
        detection: {selection: {f0|contains: 'evil-word'}, condition: selection}
        """;
    engine.replace(SigmaRules.of(List.of(new RuleText("mot.yml", rule))));
    var wanted = new ArrayList<>(List.of(domain("evil.top")));
    wanted.add(new Indicator(IndicatorKind.FILE_NAME, "mimikatz.exe"));
    engine.replace(set(wanted));
    List<String> expected = scan(files, engine);
    assertThat(expected).hasSizeGreaterThanOrEqualTo(9);
    var hits = new ArrayList<String>();
    HuntTotals totals = new Hunt(archive, engine, HuntPeriod.ALL, 2).run(0, told(hits));
    assertThat(hits).isEqualTo(expected);
    assertThat(totals.bytesScanned()).isLessThan(bytes(files) / 2);
  }

  @Test
  void a_period_is_that_of_receipt() throws Exception {
    var store = new DiskStore(folder.resolve("periode"));
    var archive = new Archive(store);
    try (var writer = ArchiveWriter.open(archive, SMALL, Clock.fixed(NOON, ZoneOffset.UTC))) {
      for (int day = 0; day < 10; day++) {
        var origin =
            new LineOrigin(
                writer.newInputId(), "jour-" + day, true, LogFormat.AUTO, LogSource.UNKNOWN);
        writer.appendFile(
            origin,
            NOON.minus(Duration.ofDays(10 - day)),
            new ByteArrayInputStream("vu evil.top\n".getBytes(UTF_8)));
      }
      writer.seal();
    }
    var engine = new Engine();
    engine.replace(set(List.of(domain("evil.top"))));
    var hits = new ArrayList<String>();
    new Hunt(
            archive,
            engine,
            new HuntPeriod(NOON.minus(Duration.ofDays(5)), NOON.minus(Duration.ofDays(2))),
            2)
        .run(0, told(hits));
    assertThat(hits)
        .extracting(hit -> hit.substring(0, 6))
        .containsExactly("jour-5", "jour-6", "jour-7");
  }

  @Test
  void goes_on_after_the_segments_that_were_done() throws Exception {
    var logs = new RandomLogs(new Random(6));
    Map<String, byte[]> files = Map.of("journal.log", logs.file(6_000));
    Archive archive = archive(files, new Random(6));
    var engine = new Engine();
    engine.replace(set(logs.indicators(40)));
    var all = new ArrayList<String>();
    new Hunt(archive, engine, HuntPeriod.ALL, 2).run(0, told(all));
    var first = new ArrayList<String>();
    var last = new long[1];
    var hunt = new Hunt(archive, engine, HuntPeriod.ALL, 2);
    var until = archive.segments().get(1).number();
    hunt.run(
        0,
        new HuntSink() {
          private final HuntSink told = told(first);

          @Override
          public void hit(HuntHit hit) throws IOException {
            if (hit.place().segment().number() <= until) {
              told.hit(hit);
            }
          }

          @Override
          public void damaged(SegmentName segment, String fault) {
            throw new AssertionError(fault);
          }

          @Override
          public void done(SegmentName segment, int number, int of) {
            if (segment.number() >= until) {
              hunt.stop();
            } else {
              last[0] = segment.number();
            }
          }
        });
    assertThat(last[0]).isEqualTo(until - 1);
    new Hunt(archive, engine, HuntPeriod.ALL, 2).run(until, told(first));
    assertThat(first).isEqualTo(all);
  }

  private Archive archive(Map<String, byte[]> files, Random random) throws IOException {
    var archive = new Archive(new DiskStore(folder.resolve("archive")));
    try (var writer = ArchiveWriter.open(archive, SMALL, Clock.fixed(NOON, ZoneOffset.UTC))) {
      for (var file : files.entrySet()) {
        var origin =
            new LineOrigin(writer.newInputId(), file.getKey(), true, LogFormat.AUTO, SOURCE);
        var archived =
            writer.appendFile(
                origin,
                NOON.plusSeconds(random.nextInt(60)),
                new ByteArrayInputStream(file.getValue()));
        assertThat(archived.bytes()).isEqualTo(file.getValue().length);
      }
      writer.seal();
    }
    archive.refreshDays();
    var faults = new ArrayList<String>();
    new ArchiveCheck(archive).run((key, fault) -> faults.add(key + " " + fault));
    assertThat(faults).isEmpty();
    return archive;
  }

  private static IndicatorSet set(List<Indicator> indicators) {
    var entries = new ArrayList<IndicatorEntry>();
    for (Indicator indicator : indicators) {
      entries.add(new IndicatorEntry(indicator, entries.size()));
    }
    return IndicatorSet.of(entries);
  }

  private static long bytes(Map<String, byte[]> files) {
    return files.values().stream().mapToLong(file -> file.length).sum();
  }

  private static List<String> scan(Map<String, byte[]> files, Engine engine) throws Exception {
    var inputs = new ArrayList<ScanInput>();
    files.forEach((name, bytes) ->
        inputs.add(new ScanInput(name, Instant.EPOCH, () -> new ByteArrayInputStream(bytes))));
    var hits = new ArrayList<String>();
    new Scan(engine, ScanFormat.AUTO, SOURCE, ZoneOffset.UTC, 1)
        .run(
            inputs,
            new ScanSink() {
              @Override
              public void hit(ScanHit hit) {
                hits.add(text(hit.input(), hit.record(), hit.offset(), hit.match(), hit.time()));
              }

              @Override
              public void unusable(String input, String message) {
                throw new AssertionError(input + message);
              }
            });
    return hits;
  }

  private static HuntSink told(List<String> hits) {
    return new HuntSink() {
      @Override
      public void hit(HuntHit hit) {
        HuntPlace place = hit.place();
        hits.add(
            text(
                place.origin().name(),
                place.record(),
                place.recordOffset(),
                hit.match(),
                place.time()));
      }

      @Override
      public void damaged(SegmentName segment, String fault) {
        throw new AssertionError(segment + fault);
      }
    };
  }

  private static String text(
      String name, long record, long offset, Match match, @Nullable String time) {
    String what =
        switch (match) {
          case IndicatorMatch hit ->
              hit.id() + " " + hit.indicator() + " " + hit.found() + " " + hit.field();
          case SigmaMatch rule -> rule.rule().title() + " " + rule.evidence();
          default -> throw new AssertionError(match);
        };
    return name + ":" + record + "@" + offset + " " + what + " " + time;
  }

  private static Indicator domain(String name) {
    return new Indicator(IndicatorKind.DOMAIN, name);
  }
}

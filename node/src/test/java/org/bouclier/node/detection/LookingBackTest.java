package org.bouclier.node.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorKind;
import org.bouclier.detect.archive.ArchiveCheck;
import org.bouclier.detect.journal.Position;
import org.bouclier.detect.log.EventTime;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.node.TestPostgres;
import org.bouclier.node.intelligence.LiveIndicators;
import org.bouclier.node.web.Severity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/** Lines are kept, and looked through again, as the node does it, without the framework. */
class LookingBackTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final DetectionSettings SETTINGS =
      new DetectionSettings(
          true,
          "",
          Duration.ofDays(365),
          DataSize.ofGigabytes(1),
          DataSize.ofKilobytes(64),
          Duration.ofHours(1),
          Duration.ZERO);

  @TempDir Path directory;
  private final DataSource database = TestPostgres.freshDatabase();
  private final HuntSql sql = new HuntSql(JdbcClient.create(database));
  private final AtomicLong revision = new AtomicLong();
  private final List<LiveIndicators.Entry> ofPeers = new ArrayList<>();
  private final Map<String, Long> sightings = new TreeMap<>();
  private final List<String> acts = new ArrayList<>();
  private final Hunts hunts =
      new Hunts(
          sql,
          revision::get,
          after -> new LiveIndicators.Delta(revision.get(), ofPeers, List.of()),
          (act, object, detail) -> acts.add(act),
          new TransactionTemplate(new JdbcTransactionManager(database)),
          Clock.offset(CLOCK, Duration.ofSeconds(1)));

  @Test
  void what_a_person_asks_is_found_in_what_was_received_before() throws Exception {
    try (var pipeline = start()) {
      send(pipeline, 3_000);
      UUID id = asked("evil[.]example\nnouveau.example\nrien du tout\n", null);
      HuntRow done = perform(pipeline, id);
      assertThat(done.state()).isEqualTo(HuntState.DONE);
      assertThat(done.hits()).isEqualTo(60);
      assertThat(acts).containsExactly("hunts.start");
      var finds = sql.finds(id, 0, 1_000);
      assertThat(finds).hasSize(60).extracting(HuntFind::found).containsOnly("www.nouveau.example");
      assertThat(finds).extracting(HuntFind::position).isSorted().doesNotHaveDuplicates();
      var first = finds.getFirst();
      assertThat(first.source()).isEqualTo("resolveur");
      assertThat(first.eventAt()).isEqualTo("2026-09-01T08:00:00Z");
      assertThat(first.receivedAt()).isEqualTo(NOW);
      assertThat(first.sample().field()).isEqualTo("query");
      assertThat(sql.finds(id, first.position(), 1)).containsExactly(finds.get(1));
      assertThat(pipeline.list()).as("people read the answer: nothing is raised").isEmpty();
    }
  }

  @Test
  void what_a_peer_sends_is_looked_for_once_and_raises_alerts_of_the_past() throws Exception {
    try (var pipeline = start()) {
      hunts.askForPeers();
      send(pipeline, 500);
      revision.set(7);
      ofPeers.add(
          new LiveIndicators.Entry(
              41,
              new Indicator(IndicatorKind.DOMAIN, "nouveau.example"),
              "indicator--00000000-0000-4000-8000-000000000041",
              Severity.HIGH));
      hunts.askForPeers();
      HuntRow asked = sql.next().orElseThrow();
      assertThat(asked.byPeer()).isTrue();
      assertThat(perform(pipeline, asked.id()).hits()).isEqualTo(10);
      assertThat(pipeline.list())
          .singleElement()
          .satisfies(alert -> {
            assertThat(alert.observable()).isEqualTo("www.nouveau.example");
            assertThat(alert.count()).isEqualTo(10);
            assertThat(alert.pastCount()).isEqualTo(10);
            assertThat(alert.severity()).isEqualTo(Severity.HIGH);
            assertThat(alert.firstSeen()).isEqualTo("2026-09-01T08:00:00Z");
          });
      assertThat(pipeline.events).singleElement().isInstanceOf(AlertRaised.class);
      assertThat(sightings).isEqualTo(Map.of("41 www.nouveau.example", 10L));

      revision.set(8); // something of it changed
      hunts.askForPeers();
      assertThat(sql.next()).isEmpty();
    }
  }

  @Test
  void what_was_in_force_before_the_first_look_is_not_looked_for() {
    ofPeers.add(
        new LiveIndicators.Entry(
            1, new Indicator(IndicatorKind.DOMAIN, "a.example"), "x", Severity.LOW));
    revision.set(3);
    hunts.askForPeers();
    assertThat(sql.next()).isEmpty();
    assertThat(sql.revision()).contains(3L);
  }

  @Test
  void one_that_was_cut_short_goes_on_after_its_last_segment() throws Exception {
    try (var pipeline = start()) {
      send(pipeline, 6_000);
      UUID whole = asked("nouveau.example", null);
      List<HuntFind> all = sql.finds(perform(pipeline, whole).id(), 0, 10_000);
      assertThat(all).hasSize(120);
      assertThat(pipeline.archive.segments()).hasSizeGreaterThan(3);

      UUID cut = asked("nouveau.example", null);
      String second = pipeline.archive.segments().get(1).text();
      List<HuntFind> before =
          all.stream().filter(find -> find.segment().compareTo(second) <= 0).toList();
      sql.begin(cut, NOW); // as a process that was killed after its second segment left it
      sql.insert(cut, before);
      sql.moved(cut, pipeline.archive.segments().get(1).number(), 2, 9, before.size(), 0);
      assertThat(perform(pipeline, cut).hits()).isEqualTo(120);
      assertThat(sql.finds(cut, 0, 10_000)).isEqualTo(all);
    }
  }

  @Test
  void one_that_breaks_has_failed_and_does_not_keep_the_next() throws Exception {
    try (var pipeline = start()) {
      hunts.askForPeers();
      send(pipeline, 200);
      revision.set(1);
      ofPeers.add(
          new LiveIndicators.Entry(
              5,
              new Indicator(IndicatorKind.DOMAIN, "nouveau.example"),
              "indicator--00000000-0000-4000-8000-000000000005",
              Severity.LOW));
      hunts.askForPeers();
      UUID breaks = sql.next().orElseThrow().id();
      assertThat(pipeline.archiving.sealNow(Duration.ofMinutes(1))).isTrue();
      sql.begin(breaks, Instant.EPOCH); // what people ask goes first, but for what is under way
      UUID next = asked("nouveau.example", null);
      KnownIndicators broken =
          number -> {
            throw new IllegalStateException("broken");
          };
      HuntRow after = perform(pipeline, next, broken);
      assertThat(sql.find(breaks).orElseThrow().state()).isEqualTo(HuntState.FAILED);
      assertThat(after.state()).isEqualTo(HuntState.DONE);
      assertThat(after.hits()).isEqualTo(4);
    }
  }

  @Test
  void more_than_may_be_given_are_refused_not_cut() {
    var text = new StringBuilder();
    for (int i = 0; i <= Hunts.MAX_GIVEN; i++) {
      text.append("h").append(i).append(".example\n");
    }
    assertThat(hunts.ask(text.toString(), null, "a.keita").obstacle())
        .isEqualTo(Hunts.Obstacle.TOO_MANY);
    assertThat(hunts.ask("rien", null, "a.keita").obstacle()).isEqualTo(Hunts.Obstacle.NONE_GIVEN);
    assertThat(sql.next()).isEmpty();
  }

  @Test
  void a_period_and_a_stop_are_heeded() throws Exception {
    try (var pipeline = start()) {
      send(pipeline, 300);
      UUID none = asked("nouveau.example", Duration.ofDays(1));
      assertThat(perform(pipeline, none).hits()).isEqualTo(6);
      UUID stopped = asked("nouveau.example", null);
      assertThat(hunts.stop(stopped)).isTrue();
      assertThat(hunts.stop(stopped)).isFalse();
      assertThat(sql.find(stopped).orElseThrow().state()).isEqualTo(HuntState.STOPPED);
      assertThat(sql.next()).isEmpty();
      assertThat(acts).containsExactly("hunts.start", "hunts.start", "hunts.stop");
    }
  }

  @Test
  void the_journal_keeps_what_is_not_archived_and_frees_what_is() throws Exception {
    Path blocked = Files.createDirectories(directory.resolve("archive"));
    Files.writeString(blocked.resolve("work"), "a file where a folder must be");
    try (var pipeline = start()) {
      for (int i = 0; i < 40; i++) {
        send(pipeline, 5_000);
      }
      pipeline.settle();
      assertThat(pipeline.journal.start())
          .isEqualTo(new Position(1, pipeline.journal.start().offset()));
      assertThat(pipeline.archive.segments()).isEmpty();
      Files.delete(blocked.resolve("work"));
      assertThat(pipeline.archiving.sealNow(Duration.ofMinutes(1))).isTrue();
      assertThat(pipeline.archive.size().lines()).isEqualTo(200_000);
      assertThat(pipeline.archiving.waitingBytes()).isZero();
      var standing = pipeline.archiving.standing();
      assertThat(standing).isNotNull();
      var faults = new ArrayList<String>();
      new ArchiveCheck(pipeline.archive).run((key, fault) -> faults.add(key + " " + fault));
      assertThat(faults).isEmpty();
    }
  }

  private Pipeline start() throws IOException {
    return Pipeline.archiving(database, directory, CLOCK, List.of("evil.example"), SETTINGS)
        .start();
  }

  /** Lines, of which each fiftieth names a host that nobody looks for yet. */
  private static void send(Pipeline pipeline, int lines) throws Exception {
    Source source = pipeline.source("resolveur", LogFormat.NDJSON);
    var batch = new ArrayList<String>();
    for (int i = 0; i < lines; i++) {
      batch.add(
          "{\"ts\":\"2026-09-01T08:00:00Z\",\"n\":"
              + i
              + ",\"query\":\""
              + (i % 50 == 7 ? "www.nouveau.example" : "bamako" + i + ".example")
              + "\"}");
      if (batch.size() == 500 || i + 1 == lines) {
        pipeline.send(source, batch.toArray(String[]::new));
        batch.clear();
      }
    }
  }

  private UUID asked(String text, @Nullable Duration since) {
    UUID id = hunts.ask(text, since, "a.keita").id();
    assertThat(id).isNotNull();
    return Objects.requireNonNull(id);
  }

  /** Runs the worker until the request is over. */
  private HuntRow perform(Pipeline pipeline, UUID id) throws Exception {
    return perform(
        pipeline,
        id,
        number ->
            new KnownIndicators.KnownIndicator(
                "indicator--00000000-0000-4000-8000-%012d".formatted(number), Severity.HIGH));
  }

  private HuntRow perform(Pipeline pipeline, UUID id, KnownIndicators known) throws Exception {
    var worker =
        new HuntWorker(
            hunts,
            sql,
            pipeline.archive,
            pipeline.archiving,
            pipeline.engine,
            known,
            pipeline.sources::find,
            new EventTime(ZoneId.of("Africa/Bamako")),
            new AlertWriting(pipeline.alerts, pipeline.sources::find, pipeline.events::add),
            (number, first, last, count, observable) ->
                sightings.merge(number + " " + observable, count, Long::sum),
            new TransactionTemplate(new JdbcTransactionManager(database)),
            () -> {},
            new DetectionSettings(
                true,
                "",
                SETTINGS.archiveKeep(),
                SETTINGS.archiveMax(),
                SETTINGS.archiveSegment(),
                SETTINGS.archiveSegmentAge(),
                Duration.ofDays(36_500 * 3)),
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    var thread = Thread.ofPlatform().name("hunts").start(worker);
    for (int i = 0; i < 6_000 && sql.find(id).orElseThrow().state().isOpen(); i++) {
      Thread.sleep(10); // polling with a bound: the worker offers no other sign
    }
    worker.stop();
    thread.join();
    return sql.find(id).orElseThrow();
  }
}

package org.bouclier.node.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.node.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFilesTest {

  @TempDir Path directory;
  private final DataSource database = TestPostgres.freshDatabase();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void only_whole_lines_are_read_and_each_once() throws Exception {
    try (var pipeline = pipeline()) {
      var files = files(pipeline);
      Path log = create("requetes.log", "un\ndeux\ntro");
      files.look();
      assertThat(received(pipeline)).isEqualTo(2);

      append(log, "is\nquatre evil.example\n");
      files.look();
      assertThat(files.look()).as("nothing new").isFalse();
      assertThat(received(pipeline)).isEqualTo(4);
      assertThat(pipeline.list()).extracting(AlertRow::count).containsExactly(1L);
    }
  }

  @Test
  void a_rotation_by_renaming_or_in_place_loses_and_repeats_nothing() throws Exception {
    try (var pipeline = pipeline()) {
      var files = files(pipeline);
      Path log = create("requetes.log", "un\n");
      files.look();
      append(log, "deux\n");
      Files.move(log, watched().resolve("requetes.log.1"));
      create("requetes.log", "trois\n");
      files.look();
      assertThat(received(pipeline)).isEqualTo(3);

      append(watched().resolve("requetes.log.1"), "tardive\n");
      Files.write(log, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
      files.look();
      append(log, "quatre\n");
      files.look();
      assertThat(received(pipeline)).isEqualTo(5);
    }
  }

  @Test
  void a_file_that_left_is_followed_until_nothing_was_added_for_a_minute() throws Exception {
    try (var pipeline = pipeline()) {
      var files = files(pipeline);
      Path log = create("requetes.log", "un\n");
      files.look();
      append(log, "deux\nsans fin");
      Path elsewhere = directory.resolve("ailleurs");
      Files.move(log, elsewhere, StandardCopyOption.ATOMIC_MOVE);
      files.look();
      assertThat(received(pipeline)).as("its last line may go on").isEqualTo(2);

      later(40);
      append(elsewhere, " de ligne\nquatre");
      files.look();
      assertThat(received(pipeline)).as("the writer was not told yet").isEqualTo(3);
      later(59);
      files.look();
      assertThat(files.openCount()).isEqualTo(1);
      later(1);
      files.look();

      assertThat(received(pipeline)).isEqualTo(4);
      assertThat(files.openCount()).isZero();
      assertThat(pipeline.sourceSql.files(source(pipeline).id())).isEmpty();
    }
  }

  @Test
  void an_unreadable_file_does_not_stop_the_others_and_is_told_once() throws Exception {
    try (var pipeline = pipeline();
        var log = new LoggedLines(WatchedFiles.class)) {
      var files = files(pipeline);
      // A regular file that even root cannot read at its start.
      Files.createSymbolicLink(watched().resolve("a.log"), Path.of("/proc/self/mem"));
      create("b.log", "un\n");
      files.look();
      append(watched().resolve("b.log"), "deux\n");
      files.look();

      assertThat(received(pipeline)).isEqualTo(2);
      assertThat(files.openCount()).isEqualTo(1);
      assertThat(log.with("a.log is unreadable")).hasSize(1);
    }
  }

  @Test
  void files_of_a_stopped_source_are_closed_and_go_on_where_they_were() throws Exception {
    try (var pipeline = pipeline()) {
      var files = files(pipeline);
      Path log = create("requetes.log", "un\n");
      files.look();
      enable(pipeline, false);
      append(log, "deux\n");
      files.look();
      assertThat(files.openCount()).isZero();

      enable(pipeline, true);
      files.look();
      assertThat(received(pipeline)).isEqualTo(2);
    }
  }

  @Test
  void a_file_stays_the_same_where_its_birth_is_not_known() {
    Instant first = Instant.parse("2026-11-22T10:00:00Z");
    var created = FileIdentity.of("8:1", first, first);
    var written = FileIdentity.of("8:1", first.plusSeconds(9), first.plusSeconds(9));
    assertThat(written).isEqualTo(created);

    var born = FileIdentity.of("8:1", first, first.plusSeconds(9));
    assertThat(born.among(Map.of(created.key(), 12L))).contains(created.key());
    assertThat(born.among(Map.of("8:1:1", 12L))).as("an earlier file of that number").isEmpty();
  }

  @Test
  void a_restart_goes_on_where_the_journal_says_even_if_the_worker_had_not_seen_it()
      throws Exception {
    create("requetes.log", "un\ndeux evil.example\n");
    var crashed = new Pipeline(database, directory, Clock.systemUTC(), List.of("evil.example"));
    source(crashed);
    files(crashed).look(); // journalled; the worker never ran
    crashed.close();

    try (var pipeline = pipeline()) {
      pipeline.settle(); // as the node does before it looks at files
      append(watched().resolve("requetes.log"), "trois\n");
      files(pipeline).look();
      assertThat(received(pipeline)).isEqualTo(3);
      assertThat(pipeline.list()).extracting(AlertRow::count).containsExactly(1L);
    }
  }

  @Test
  void a_giant_line_is_skipped_and_counted_and_the_next_are_read() throws Exception {
    try (var pipeline = pipeline()) {
      var files = files(pipeline);
      create("requetes.log", "un\n" + "x".repeat(10_000_000) + "\ndeux\ntrois\n");
      files.look();
      pipeline.counters.flush(pipeline.sourceSql);

      assertThat(received(pipeline)).isEqualTo(3);
      assertThat(pipeline.sources.look("resolveur").orElseThrow().counts().refused()).isEqualTo(1);
    }
  }

  @Test
  void packed_and_hidden_files_and_directories_are_left_alone_and_links_are_followed()
      throws Exception {
    try (var pipeline = pipeline()) {
      var files = files(pipeline);
      create("vieux.log.2.gz", "x\n");
      create(".cache", "x\n");
      Files.createDirectory(watched().resolve("sous"));
      Path elsewhere = directory.resolve("queries.log");
      Files.writeString(elsewhere, "un\n");
      Files.createSymbolicLink(watched().resolve("lien.log"), elsewhere);
      files.look();

      assertThat(received(pipeline)).isEqualTo(1);
    }
  }

  private Pipeline pipeline() throws IOException {
    var pipeline =
        new Pipeline(database, directory, Clock.systemUTC(), List.of("evil.example")).start();
    source(pipeline);
    return pipeline;
  }

  private static Source source(Pipeline pipeline) {
    return pipeline.source("resolveur", LogFormat.TEXT);
  }

  private WatchedFiles files(Pipeline pipeline) {
    return new WatchedFiles(
        directory.resolve("watched"),
        pipeline.sources,
        pipeline.sourceSql,
        pipeline.intake,
        pipeline.counters,
        nanos::get);
  }

  private void later(int seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  private static void enable(Pipeline pipeline, boolean enabled) {
    var draft = new SourceDraft("resolveur", "", LogFormat.TEXT, "", "", "", Duration.ofHours(1));
    assertThat(pipeline.sources.change(draft, enabled)).isTrue();
  }

  private static long received(Pipeline pipeline) throws InterruptedException {
    pipeline.settle();
    return pipeline.sources.look("resolveur").orElseThrow().counts().received();
  }

  private Path watched() throws IOException {
    return Files.createDirectories(directory.resolve("watched/resolveur"));
  }

  private Path create(String name, String text) throws IOException {
    return Files.writeString(watched().resolve(name), text);
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }
}

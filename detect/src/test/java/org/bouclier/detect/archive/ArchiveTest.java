package org.bouclier.detect.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.bouclier.detect.Engine;
import org.bouclier.detect.Indicator;
import org.bouclier.detect.IndicatorEntry;
import org.bouclier.detect.IndicatorKind;
import org.bouclier.detect.IndicatorSet;
import org.bouclier.detect.log.LineRanges;
import org.bouclier.detect.log.LogFormat;
import org.bouclier.detect.log.LogSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes in comes out; what is damaged is told; what was sealed stays. */
class ArchiveTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
  private static final ArchiveLimits SMALL =
      new ArchiveLimits(1 << 16, Duration.ofHours(1), 1 << 16, 1 << 12);

  @TempDir private Path folder;

  @Test
  void files_come_back_byte_for_byte_with_proof() throws Exception {
    var random = new Random(1);
    byte[] noise = new byte[400_000];
    random.nextBytes(noise);
    byte[] long17 = new byte[(17 << 20) + 12_345];
    Arrays.fill(long17, (byte) 'x');
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("vide", new byte[0]);
    files.put("sans-fin", "une ligne".getBytes(UTF_8));
    files.put("fins", "\n\r\n\n\r\r\n".getBytes(UTF_8));
    files.put("bruit", noise);
    files.put(
        "longue", join("avant\n".getBytes(UTF_8), long17, "\naprès evil.top\n".getBytes(UTF_8)));
    files.put("longue-sans-fin", join("avant\n".getBytes(UTF_8), long17));
    files.put("lignes", new RandomLogs(random).file(5_000));
    Archive archive = new Archive(new DiskStore(folder));
    put(archive, files);
    assertThat(archive.segments().size()).isGreaterThan(10);
    assertThat(faults(archive)).isEmpty();

    var restored = new LinkedHashMap<String, ByteArrayOutputStream>();
    var proven = new ArrayList<String>();
    new ArchiveRestore(archive, HuntPeriod.ALL, origin -> true)
        .run(
            new ArchiveRestore.Sink() {
              @Override
              public OutputStream output(LineOrigin origin) {
                return restored.computeIfAbsent(origin.name(), k -> new ByteArrayOutputStream());
              }

              @Override
              public void ended(LineOrigin origin, long bytes, boolean isProven, byte[] sha256) {
                assertThat(isProven).as(origin.name()).isTrue();
                proven.add(origin.name());
              }

              @Override
              public void damaged(String key, String fault) {
                throw new AssertionError(key + fault);
              }
            });
    assertThat(proven).containsExactlyElementsOf(files.keySet());
    files.forEach((name, bytes) ->
        assertThat(restored.getOrDefault(name, new ByteArrayOutputStream()).toByteArray())
            .as(name)
            .isEqualTo(bytes));
    assertThat(hunt(archive)).containsExactly("longue:3");
  }

  @Test
  void received_lines_keep_line_feeds_of_their_own() throws Exception {
    var archive = new Archive(new DiskStore(folder));
    byte[] text = "une evil.top|deux\nsuite evil.top|trois".getBytes(UTF_8);
    var lines = new LineRanges();
    lines.add(0, 12);
    lines.add(13, 32);
    lines.add(33, text.length);
    try (var writer = ArchiveWriter.open(archive, SMALL, CLOCK)) {
      writer.append(
          new LineOrigin(7, "pare-feu", false, LogFormat.AUTO, LogSource.UNKNOWN),
          NOON,
          text,
          lines,
          "1:99");
      assertThat(writer.unsealedBytes()).isPositive();
      writer.seal();
      assertThat(writer.sealedMark()).isEqualTo("1:99");
    }
    assertThat(hunt(archive)).containsExactly("pare-feu:1", "pare-feu:2");
    var out = new ByteArrayOutputStream();
    new ArchiveRestore(archive, HuntPeriod.ALL, origin -> true).run(into(out));
    assertThat(out.toString(UTF_8)).isEqualTo("une evil.top\ndeux\nsuite evil.top\ntrois\n");
    assertThat(faults(archive)).isEmpty();
  }

  @Test
  void what_was_not_sealed_is_added_again_from_the_mark_and_nothing_twice() throws Exception {
    var archive = new Archive(new DiskStore(folder));
    try (var writer = ArchiveWriter.open(archive, SMALL, CLOCK)) {
      append(writer, 0, 500);
      writer.seal();
      append(writer, 500, 900);
    } // the process ends here
    assertThat(work()).noneMatch(name -> name.endsWith(".part"));
    Files.writeString(folder.resolve("work/segment-9.part"), "torn");
    try (var writer = ArchiveWriter.open(archive, SMALL, CLOCK)) {
      assertThat(work()).noneMatch(name -> name.endsWith(".part"));
      assertThat(writer.sealedMark()).isEqualTo("500");
      append(writer, Integer.parseInt(writer.sealedMark()), 1_000);
      writer.seal();
    }
    var out = new ByteArrayOutputStream();
    new ArchiveRestore(archive, HuntPeriod.ALL, origin -> true).run(into(out));
    assertThat(out.toString(UTF_8).lines())
        .containsExactlyElementsOf(
            Stream.iterate(0, i -> i + 1).limit(1_000).map(i -> "n " + i).toList());
  }

  @Test
  void a_full_disk_drops_what_was_not_sealed_and_says_so() throws Exception {
    var full = new boolean[1];
    var store = new FailingStore(new DiskStore(folder), full);
    var archive = new Archive(store);
    try (var writer = ArchiveWriter.open(archive, SMALL, CLOCK)) {
      append(writer, 0, 100);
      writer.seal();
      append(writer, 100, 200);
      full[0] = true;
      assertThatThrownBy(writer::seal).hasMessageContaining("No space");
      assertThat(writer.sealedMark()).isEqualTo("100");
      assertThat(writer.unsealedBytes()).isZero();
      full[0] = false;
      append(writer, 100, 300);
      writer.seal();
    }
    var out = new ByteArrayOutputStream();
    new ArchiveRestore(archive, HuntPeriod.ALL, origin -> true).run(into(out));
    assertThat(out.toString(UTF_8).lines()).hasSize(300).doesNotHaveDuplicates();
    assertThat(faults(archive)).isEmpty();
  }

  @Test
  void one_writer_at_a_time() throws Exception {
    var archive = new Archive(new DiskStore(folder));
    try (var writer = ArchiveWriter.open(archive, SMALL, CLOCK)) {
      assertThat(writer.sealedMark()).isEmpty();
      assertThatThrownBy(() -> ArchiveWriter.open(archive, SMALL, CLOCK))
          .isInstanceOf(ArchiveLockedException.class);
    }
    ArchiveWriter.open(archive, SMALL, CLOCK).close();
  }

  @Test
  void damage_is_told_and_the_rest_is_found() throws Exception {
    var archive = new Archive(new DiskStore(folder));
    var random = new Random(2);
    var text = new StringBuilder();
    for (int i = 0; i < 6_000; i++) {
      text.append(random.nextInt(50) == 0 ? "vu evil.top " : "rien ")
          .append(random.nextLong())
          .append('\n');
    }
    put(archive, Map.of("journal", text.toString().getBytes(UTF_8)));
    List<String> all = hunt(archive);
    assertThat(all).hasSizeGreaterThan(50);
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files =
          walk.filter(Files::isRegularFile)
              .filter(file -> !file.toString().contains("work"))
              .sorted()
              .toList();
    }
    int fewer = 0;
    for (int i = 0; i < 400; i++) {
      Path file = files.get(random.nextInt(files.size()));
      byte[] right = Files.readAllBytes(file);
      byte[] wrong = right.clone();
      wrong[random.nextInt(right.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(
          file,
          random.nextInt(4) == 0 ? Arrays.copyOf(wrong, random.nextInt(right.length)) : wrong);
      var damaged = new ArrayList<String>();
      List<String> found = hunt(archive, damaged);
      assertThat(all).containsAll(found);
      assertThat(found.size() == all.size() || !damaged.isEmpty()).as(file.toString()).isTrue();
      assertThat(faults(archive)).as(file.toString()).isNotEmpty();
      fewer += found.size() < all.size() ? 1 : 0;
      Files.write(file, right);
    }
    assertThat(fewer).as("damage that mattered").isGreaterThan(50);
    assertThat(hunt(archive)).isEqualTo(all);
  }

  @Test
  void an_index_that_never_got_its_segment_goes_with_the_next_writer() throws Exception {
    var archive = new Archive(new DiskStore(folder));
    put(archive, Map.of("journal", "evil.top\n".getBytes(UTF_8)));
    Path orphan = folder.resolve("2026-11-22/000000000099-0123456789abcdef.index");
    Files.writeString(orphan, "rest of a crash");
    assertThat(faults(archive)).hasSize(1);
    ArchiveWriter.open(archive, SMALL, CLOCK).close();
    assertThat(orphan).doesNotExist();
    assertThat(faults(archive)).isEmpty();
  }

  @Test
  void the_oldest_go_first_and_the_newest_stays() throws Exception {
    var archive = new Archive(new DiskStore(folder));
    try (var writer = ArchiveWriter.open(archive, SMALL, CLOCK)) {
      for (int day = 20; day >= 0; day--) {
        writer.appendFile(
            new LineOrigin(
                writer.newInputId(), "jour-" + day, true, LogFormat.AUTO, LogSource.UNKNOWN),
            NOON.minus(Duration.ofDays(day)),
            input("evil.top\n".getBytes(UTF_8)));
        writer.seal();
      }
    }
    archive.refreshDays();
    assertThat(archive.prune(NOON, Duration.ofDays(10), Long.MAX_VALUE).segments()).isEqualTo(10);
    assertThat(hunt(archive)).hasSize(11).first().isEqualTo("jour-10:1");
    assertThat(faults(archive)).isEmpty();
    long bytes = archive.store().list().stream().mapToLong(ArchiveStore.Stored::sizeBytes).sum();
    assertThat(archive.prune(NOON, Duration.ofDays(100), bytes / 2).segments()).isPositive();
    assertThat(archive.store().list().stream().mapToLong(ArchiveStore.Stored::sizeBytes).sum())
        .isLessThanOrEqualTo(bytes / 2);
    archive.prune(NOON.plus(Duration.ofDays(900)), Duration.ofDays(1), 0);
    assertThat(hunt(archive)).containsExactly("jour-0:1");
    assertThat(faults(archive)).isEmpty();
  }

  @Test
  void a_file_that_breaks_off_is_kept_as_far_as_it_was_read() throws Exception {
    var archive = new Archive(new DiskStore(folder));
    var read = new ByteArrayInputStream(("a".repeat(49) + "\n").repeat(60).getBytes(UTF_8));
    var torn =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("torn");
          }

          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            throw new IOException("torn");
          }
        };
    var broken = new SequenceInputStream(read, torn);
    try (var writer = ArchiveWriter.open(archive, SMALL, CLOCK)) {
      var archived =
          writer.appendFile(
              new LineOrigin(writer.newInputId(), "a", true, LogFormat.AUTO, LogSource.UNKNOWN),
              NOON,
              broken);
      assertThat(archived.broken()).hasMessage("torn");
      assertThat(archived.bytes()).isEqualTo(3_000);
      writer.seal();
    }
    assertThat(faults(archive)).isEmpty();
  }

  private static void put(Archive archive, Map<String, byte[]> files) throws IOException {
    try (var writer = ArchiveWriter.open(archive, SMALL, CLOCK)) {
      for (var file : files.entrySet()) {
        writer.appendFile(
            new LineOrigin(
                writer.newInputId(), file.getKey(), true, LogFormat.AUTO, LogSource.UNKNOWN),
            NOON,
            input(file.getValue()));
      }
      writer.seal();
    }
    archive.refreshDays();
  }

  private static void append(ArchiveWriter writer, int from, int to) throws IOException {
    var origin = new LineOrigin(1, "source", false, LogFormat.AUTO, LogSource.UNKNOWN);
    for (int i = from; i < to; i++) {
      byte[] line = ("n " + i).getBytes(UTF_8);
      var lines = new LineRanges();
      lines.add(0, line.length);
      writer.append(origin, NOON, line, lines, "" + (i + 1));
    }
  }

  private List<String> work() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("work"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static InputStream input(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static byte[] join(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static List<String> faults(Archive archive) throws IOException {
    var faults = new ArrayList<String>();
    new ArchiveCheck(archive).run((key, fault) -> faults.add(key + " " + fault));
    return faults;
  }

  private static List<String> hunt(Archive archive) throws Exception {
    var damaged = new ArrayList<String>();
    List<String> found = hunt(archive, damaged);
    assertThat(damaged).isEmpty();
    return found;
  }

  private static List<String> hunt(Archive archive, List<String> damaged) throws Exception {
    var engine = new Engine();
    engine.replace(
        IndicatorSet.of(
            List.of(new IndicatorEntry(new Indicator(IndicatorKind.DOMAIN, "evil.top"), 1))));
    var found = new ArrayList<String>();
    new Hunt(archive, engine, HuntPeriod.ALL, 1)
        .run(
            0,
            new HuntSink() {
              @Override
              public void hit(HuntHit hit) {
                found.add(hit.place().origin().name() + ":" + hit.place().record());
              }

              @Override
              public void damaged(SegmentName segment, String fault) {
                damaged.add(segment + fault);
              }
            });
    return found;
  }

  private static ArchiveRestore.Sink into(OutputStream out) {
    return new ArchiveRestore.Sink() {
      @Override
      public OutputStream output(LineOrigin origin) {
        return out;
      }

      @Override
      public void ended(LineOrigin origin, long bytes, boolean isProven, byte[] sha256) {
        throw new AssertionError("no file was put in");
      }

      @Override
      public void damaged(String key, String fault) {
        throw new AssertionError(key + fault);
      }
    };
  }

  /** A disk that is full at times. */
  private record FailingStore(ArchiveStore store, boolean[] full) implements ArchiveStore {
    @Override
    public Path workFolder() {
      return store.workFolder();
    }

    @Override
    public void put(String key, Path finished) throws IOException {
      if (full[0] && key.endsWith(".segment")) {
        throw new IOException("No space left on device");
      }
      store.put(key, finished);
    }

    @Override
    public Reader open(String key) throws IOException {
      return store.open(key);
    }

    @Override
    public List<Stored> list() throws IOException {
      return store.list();
    }

    @Override
    public void delete(String key) throws IOException {
      store.delete(key);
    }
  }
}

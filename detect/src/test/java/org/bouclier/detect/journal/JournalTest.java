package org.bouclier.detect.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.bouclier.detect.journal.JournalRefusedException.Reason;
import org.bouclier.detect.log.LineRanges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {

  private static final Instant NOON = Instant.parse("2026-01-29T12:00:00.123456Z");
  private static final JournalLimits SMALL = new JournalLimits(4_096, 16_384, 1_024);
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {0, 1, 20_260_129})
  void gives_back_what_it_was_given_across_segments_and_restarts(long seed) throws Exception {
    var random = new Random(seed);
    List<String> written = new ArrayList<>();
    var limits = new JournalLimits(4_096, 1 << 20, 1_024);
    for (int restart = 0; restart < 5; restart++) {
      try (Journal journal = Journal.open(folder, limits)) {
        assertThat(journal.recovery().cutBytes()).isZero();
        for (int i = 0; i < 40; i++) {
          List<String> lines = new ArrayList<>();
          for (int n = random.nextInt(6); n > 0; n--) {
            lines.add("é".repeat(random.nextInt(150)));
          }
          append(journal, random.nextLong(), lines);
          written.addAll(lines);
        }
        assertThat(lines(journal, journal.start())).as("seed %d", seed).isEqualTo(written);
      }
    }
    try (var files = Files.list(folder)) {
      assertThat(files.count()).as("segments").isGreaterThan(5);
    }
  }

  @Test
  void keeps_source_and_time_with_each_block() throws Exception {
    try (Journal journal = Journal.open(folder, SMALL)) {
      append(journal, -7, List.of("a", "", "b"));
      append(journal, 8, List.of());

      try (JournalReader reader = journal.reader(journal.start())) {
        LineBlock first = reader.next(Duration.ZERO);
        assertThat(first.sourceId()).isEqualTo(-7);
        assertThat(first.receivedAt()).isEqualTo(NOON);
        assertThat(text(first)).containsExactly("a", "", "b");
        assertThat(first.position()).isEqualTo(journal.start());
        LineBlock second = reader.next(Duration.ZERO);
        assertThat(second.position()).isEqualTo(first.next());
        assertThat(second.lines().count()).isZero();
        assertThat(second.next()).isEqualTo(journal.end());
        assertThat(reader.next(Duration.ZERO)).isNull();
      }
    }
  }

  @Test
  void a_line_costs_one_or_two_bytes_and_a_block_24() throws Exception {
    try (Journal journal = Journal.open(folder, JournalLimits.DEFAULT)) {
      long before = journal.sizeBytes();
      append(journal, 1, List.of("x".repeat(127), "x".repeat(128)));
      assertThat(journal.sizeBytes() - before).isEqualTo(24 + 1 + 127 + 2 + 128);
    }
  }

  @Test
  void a_tail_torn_at_any_byte_is_cut_and_nothing_else() throws Exception {
    Position before;
    Position after;
    try (Journal journal = Journal.open(folder, SMALL)) {
      append(journal, 1, List.of("un", "deux"));
      before = append(journal, 1, List.of("trois"));
      after = append(journal, 1, List.of("quatre", "cinq"));
    }
    Path file = folder.resolve("0000000000000001.journal");
    byte[] whole = Files.readAllBytes(file);
    for (long end = before.offset(); end < after.offset(); end++) {
      byte[] torn = java.util.Arrays.copyOf(whole, (int) end);
      assertRecovers(file, torn, end - before.offset(), "un", "deux", "trois");
      byte[] zeroed = java.util.Arrays.copyOf(torn, whole.length + 100);
      assertRecovers(file, zeroed, zeroed.length - before.offset(), "un", "deux", "trois");
      byte[] flipped = whole.clone();
      flipped[(int) end] ^= 0x10;
      assertRecovers(file, flipped, whole.length - before.offset(), "un", "deux", "trois");
    }
    assertRecovers(file, whole, 0, "un", "deux", "trois", "quatre", "cinq");
    for (int end = 0; end < RecordFormat.SEGMENT_HEADER; end++) {
      assertRecovers(file, java.util.Arrays.copyOf(whole, end), end);
    }
  }

  private void assertRecovers(Path file, byte[] bytes, long cutBytes, String... lines)
      throws Exception {
    Files.write(file, bytes);
    try (Journal journal = Journal.open(folder, SMALL)) {
      assertThat(journal.recovery().cutBytes()).isEqualTo(cutBytes);
      assertThat(lines(journal, journal.start())).containsExactly(lines);
      append(journal, 1, List.of("encore"));
      assertThat(lines(journal, journal.start())).hasSize(lines.length + 1).endsWith("encore");
    }
  }

  @Test
  void a_record_longer_than_todays_limits_is_not_taken_for_a_torn_tail() throws Exception {
    try (Journal journal = Journal.open(folder, JournalLimits.DEFAULT)) {
      append(journal, 1, List.of("x".repeat(100_000)));
    }
    try (Journal journal = Journal.open(folder, SMALL)) {
      assertThat(journal.recovery().cutBytes()).isZero();
      assertThat(lines(journal, journal.start())).hasSize(1);
    }
  }

  @Test
  void damage_to_what_was_acknowledged_is_named_and_can_be_passed() throws Exception {
    fillTo(3);
    Path second = folder.resolve("0000000000000002.journal");
    byte[] bytes = Files.readAllBytes(second);
    bytes[100] ^= 1;
    Files.write(second, bytes);
    try (Journal journal = Journal.open(folder, SMALL);
        JournalReader reader = journal.reader(new Position(2, RecordFormat.SEGMENT_HEADER))) {
      assertThatThrownBy(() -> reader.next(Duration.ZERO))
          .isInstanceOfSatisfying(
              JournalCorruptException.class,
              corrupt -> {
                assertThat(corrupt.at()).isEqualTo(new Position(2, 16));
                assertThat(corrupt.resume()).isEqualTo(new Position(3, 16));
              });
      assertThat(lines(journal, new Position(3, 16))).isNotEmpty();
    }
  }

  @Test
  void a_missing_segment_or_another_files_header_is_named() throws Exception {
    fillTo(3);
    Path third = folder.resolve("0000000000000003.journal");
    byte[] bytes = Files.readAllBytes(third);
    Files.write(third, Files.readAllBytes(folder.resolve("0000000000000001.journal")));
    assertThatThrownBy(() -> Journal.open(folder, SMALL))
        .isInstanceOf(JournalCorruptException.class)
        .hasMessageContaining("3:0");
    Files.write(third, bytes);
    Files.delete(folder.resolve("0000000000000002.journal"));
    assertThatThrownBy(() -> Journal.open(folder, SMALL))
        .isInstanceOf(JournalCorruptException.class)
        .hasMessageContaining("2:0");
  }

  @Test
  void deletion_frees_whole_files_and_never_the_one_being_written() throws Exception {
    fillTo(3);
    try (Journal journal = Journal.open(folder, SMALL)) {
      long before = journal.sizeBytes();
      assertThat(journal.backlogBytes(journal.start())).isEqualTo(before - 16);
      assertThat(journal.backlogBytes(journal.end())).isZero();
      assertThat(journal.delete(new Position(2, 500))).isEqualTo(1);
      assertThat(journal.start()).isEqualTo(new Position(2, 16));
      assertThat(journal.delete(journal.end())).isEqualTo(1);
      assertThat(journal.delete(new Position(99, 0))).isZero();
      assertThat(journal.sizeBytes())
          .isEqualTo(Files.size(folder.resolve("0000000000000003.journal")));
      assertThatThrownBy(() -> journal.reader(new Position(1, 16)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> journal.reader(new Position(99, 16)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    try (Journal journal = Journal.open(folder, SMALL)) {
      assertThat(journal.start()).isEqualTo(new Position(3, 16));
    }
  }

  @Test
  void over_its_capacity_it_refuses_until_something_is_deleted() throws Exception {
    try (Journal journal = Journal.open(folder, SMALL)) {
      List<String> accepted = new ArrayList<>();
      JournalRefusedException refused = null;
      while (refused == null) {
        String line = accepted.size() + "x".repeat(400);
        try {
          append(journal, 1, List.of(line));
          accepted.add(line);
        } catch (JournalRefusedException full) {
          refused = full;
        }
      }
      assertThat(refused.reason()).isEqualTo(Reason.CAPACITY);
      assertThat(journal.sizeBytes()).isBetween(15_000L, 16_384L);
      assertThat(lines(journal, journal.start())).isEqualTo(accepted);
      journal.delete(new Position(2, 0));
      append(journal, 1, List.of("encore"));
    }
  }

  @Test
  void a_line_longer_than_a_record_is_refused_and_a_longer_block_is_split() throws Exception {
    try (Journal journal = Journal.open(folder, SMALL)) {
      assertThatThrownBy(() -> append(journal, 1, List.of("x".repeat(1_000))))
          .isInstanceOf(IllegalArgumentException.class);
      List<String> lines = IntStream.range(0, 20).mapToObj(i -> i + "y".repeat(290)).toList();
      append(journal, 1, lines);
      assertThat(lines(journal, journal.start())).isEqualTo(lines);
    }
  }

  @Test
  void on_a_full_disk_the_block_is_refused_and_what_was_acknowledged_stays() throws Exception {
    var disk = new SmallDisk(folder);
    try (Journal journal = Journal.open(folder, SMALL, disk)) {
      append(journal, 1, List.of("un"));
      disk.freeBytes = 30; // the next record is cut in the middle
      assertThatThrownBy(() -> append(journal, 1, List.of("x".repeat(500))))
          .isInstanceOfSatisfying(
              JournalRefusedException.class,
              refused -> assertThat(refused.reason()).isEqualTo(Reason.DISK_FULL));
      disk.freeBytes = 1_000;
      append(journal, 1, List.of("deux"));
      disk.freeBytes = 4_000; // up to the next segment, whose header no longer fits
      List<String> accepted = new ArrayList<>(List.of("un", "deux"));
      assertThatThrownBy(
              () -> {
                while (true) {
                  append(journal, 1, List.of("y".repeat(300)));
                  accepted.add("y".repeat(300));
                }
              })
          .isInstanceOf(JournalRefusedException.class);
      assertThat(lines(journal, journal.start())).isEqualTo(accepted);
      disk.freeBytes = 100_000;
      append(journal, 1, List.of("trois"));
      accepted.add("trois");
      assertThat(lines(journal, journal.start())).isEqualTo(accepted);
    }
    try (Journal journal = Journal.open(folder, SMALL)) {
      assertThat(journal.recovery().cutBytes()).isZero();
      assertThat(lines(journal, journal.start())).startsWith("un", "deux").endsWith("trois");
    }
  }

  @Test
  void when_forcing_fails_nothing_more_is_acknowledged_until_it_is_opened_again() throws Exception {
    var disk = new SmallDisk(folder);
    try (Journal journal = Journal.open(folder, SMALL, disk)) {
      append(journal, 1, List.of("un"));
      disk.isBroken = true;
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> append(journal, 1, List.of("deux")))
            .isInstanceOfSatisfying(
                JournalRefusedException.class,
                refused -> assertThat(refused.reason()).isEqualTo(Reason.FAILED));
        disk.isBroken = false;
      }
      assertThat(lines(journal, journal.start())).containsExactly("un");
    }
    try (Journal journal = Journal.open(folder, SMALL)) {
      assertThat(lines(journal, journal.start())).startsWith("un");
      append(journal, 1, List.of("trois"));
    }
  }

  @Test
  void has_one_writer() throws Exception {
    try (Journal journal = Journal.open(folder, SMALL)) {
      assertThatThrownBy(() -> Journal.open(folder, SMALL))
          .isInstanceOf(JournalLockedException.class);
      append(journal, 1, List.of("un"));
    }
    Journal.open(folder, SMALL).close();
  }

  @Test
  void refuses_after_it_is_closed() throws Exception {
    Journal journal = Journal.open(folder, SMALL);
    journal.close();
    assertThatThrownBy(() -> append(journal, 1, List.of("un")))
        .isInstanceOfSatisfying(
            JournalRefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.CLOSED));
  }

  @Test
  void readers_see_only_what_is_durable_and_wait_for_more() throws Exception {
    try (Journal journal = Journal.open(folder, SMALL);
        JournalReader reader = journal.reader(journal.start())) {
      Position end = journal.write(1, NOON, "un".getBytes(UTF_8), ranges(0, 2));
      assertThat(reader.next(Duration.ZERO)).isNull();
      assertThat(journal.end()).isEqualTo(journal.start());

      CompletableFuture<List<String>> waiting =
          CompletableFuture.supplyAsync(() -> textOfNext(reader));
      journal.force(end);
      assertThat(waiting.get()).containsExactly("un");
      assertThat(journal.end()).isEqualTo(end);

      CompletableFuture<List<String>> again =
          CompletableFuture.supplyAsync(() -> textOfNext(reader));
      append(journal, 1, List.of("deux"));
      assertThat(again.get()).containsExactly("deux");
    }
  }

  @Test
  void an_interrupted_sender_does_not_take_the_journal_from_the_others() throws Exception {
    try (Journal journal = Journal.open(folder, SMALL)) {
      Thread.currentThread().interrupt();
      try {
        for (int i = 0; i < 30; i++) {
          append(journal, 1, List.of(i + "x".repeat(300)));
        }
      } finally {
        assertThat(Thread.interrupted()).as("the interruption is not swallowed").isTrue();
      }
      assertThat(lines(journal, journal.start())).hasSize(30);
    }
  }

  @Test
  void many_senders_at_once_lose_nothing_and_keep_their_own_order() throws Exception {
    int senders = 8;
    int blocks = 60;
    var failures = new ConcurrentLinkedQueue<Throwable>();
    try (Journal journal = Journal.open(folder, new JournalLimits(4_096, 1 << 22, 1_024))) {
      List<Thread> threads = new ArrayList<>();
      for (int sender = 0; sender < senders; sender++) {
        int id = sender;
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    for (int i = 0; i < blocks; i++) {
                      append(journal, id, List.of(id + ":" + i, "x".repeat(50)));
                    }
                  } catch (IOException | RuntimeException failure) {
                    failures.add(failure);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failures).isEmpty();
      List<String> lines = lines(journal, journal.start());
      for (int sender = 0; sender < senders; sender++) {
        int id = sender;
        assertThat(lines.stream().filter(line -> line.startsWith(id + ":")))
            .containsExactlyElementsOf(
                IntStream.range(0, blocks).mapToObj(i -> id + ":" + i).toList());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "1", "1:", ":1", "0:1", "1:-1", "1:1:1", "x:1"})
  void a_position_that_is_none_is_refused(String text) {
    assertThatThrownBy(() -> Position.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_position_is_read_back_from_its_text_and_ordered() {
    var position = new Position(12, 3_456);
    assertThat(Position.parse(position.toString())).isEqualTo(position);
    assertThat(position).isLessThan(new Position(13, 16)).isGreaterThan(new Position(12, 3_455));
  }

  /** A disk with a given number of free bytes, or one whose cache cannot be flushed. */
  private static final class SmallDisk extends SegmentFiles {
    private long freeBytes = 1 << 20;
    private boolean isBroken;

    SmallDisk(Path folder) {
      super(folder);
    }

    @Override
    void force(RandomAccessFile file) throws IOException {
      if (isBroken) {
        throw new IOException("Input/output error");
      }
      super.force(file);
    }

    @Override
    RandomAccessFile open(Path file) throws IOException {
      return new RandomAccessFile(file.toFile(), "rw") {
        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          int fits = (int) Math.min(length, freeBytes);
          super.write(bytes, from, fits);
          freeBytes -= fits;
          if (fits < length) {
            throw new IOException("No space left on device");
          }
        }

        @Override
        public void write(byte[] bytes) throws IOException {
          write(bytes, 0, bytes.length);
        }
      };
    }
  }

  private void fillTo(int segments) throws IOException {
    try (Journal journal = Journal.open(folder, SMALL)) {
      while (journal.end().segment() < segments) {
        append(journal, 1, List.of("x".repeat(500)));
      }
    }
  }

  static Position append(Journal journal, long source, List<String> lines) throws IOException {
    var ranges = new LineRanges();
    var text = new java.io.ByteArrayOutputStream();
    for (String line : lines) {
      byte[] bytes = line.getBytes(UTF_8);
      ranges.add(text.size(), text.size() + bytes.length);
      text.writeBytes(bytes);
    }
    return journal.append(source, NOON, text.toByteArray(), ranges);
  }

  private static LineRanges ranges(int from, int to) {
    var ranges = new LineRanges();
    ranges.add(from, to);
    return ranges;
  }

  static List<String> lines(Journal journal, Position from) throws Exception {
    List<String> lines = new ArrayList<>();
    try (JournalReader reader = journal.reader(from)) {
      LineBlock block;
      while ((block = reader.next(Duration.ZERO)) != null) {
        lines.addAll(text(block));
      }
    }
    return lines;
  }

  private static List<String> text(LineBlock block) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < block.lines().count(); i++) {
      int from = block.lines().from(i);
      lines.add(new String(block.buffer(), from, block.lines().to(i) - from, UTF_8));
    }
    return lines;
  }

  private static List<String> textOfNext(JournalReader reader) {
    try {
      LineBlock block = reader.next(LONG);
      return block == null ? List.of() : text(block);
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }
}

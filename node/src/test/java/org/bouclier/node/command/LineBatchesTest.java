package org.bouclier.node.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.bouclier.detect.scan.Unpacking;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class LineBatchesTest {

  @Test
  void batches_are_whole_lines_that_make_the_file_again() throws Exception {
    var random = new Random(7);
    for (int round = 0; round < 50; round++) {
      var text = new StringBuilder();
      int lines = random.nextInt(12_000);
      for (int i = 0; i < lines; i++) {
        text.append("é".repeat(random.nextInt(round + 1))).append('\n');
      }
      if (random.nextBoolean()) {
        text.append("sans fin de ligne");
      }
      byte[] file = text.toString().getBytes(UTF_8);

      var read = new ByteArrayOutputStream();
      long next = 1;
      for (var batch : all(file)) {
        assertThat(batch.firstLine()).isEqualTo(next);
        assertThat(batch.lines()).isBetween(1, LineBatches.MAX_LINES);
        String content = new String(batch.bytes(), UTF_8);
        assertThat(content.lines().count()).isEqualTo(batch.lines());
        next += batch.lines();
        read.write(batch.bytes());
      }
      assertThat(read.toByteArray()).isEqualTo(file);
      assertThat(next - 1).isEqualTo(text.toString().lines().count());
    }
  }

  @Test
  void gzip_and_xz_are_known_by_their_first_bytes() throws Exception {
    byte[] lines = "un\ndeux\ntrois\n".repeat(3_000).getBytes(UTF_8);

    assertThat(joined(gzip(lines))).isEqualTo(lines);
    var packed = new ByteArrayOutputStream();
    try (var xz = new XZOutputStream(packed, new LZMA2Options(0))) {
      xz.write(lines);
    }
    assertThat(joined(packed.toByteArray())).isEqualTo(lines);
    assertThat(all(new byte[0])).isEmpty();
    assertThat(joined("x".getBytes(UTF_8))).isEqualTo("x".getBytes(UTF_8));
  }

  @Test
  void a_truncated_gzip_gives_its_whole_batches_then_says_so() throws Exception {
    var random = new Random(3);
    var text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append(random.nextLong()).append('\n');
    }
    byte[] packed = gzip(text.toString().getBytes(UTF_8));
    try (var batches =
        LineBatches.of(
            Unpacking.open(
                new ByteArrayInputStream(Arrays.copyOf(packed, packed.length * 9 / 10))))) {
      for (int i = 0; i < 3; i++) {
        assertThat(batches.next().lines()).isEqualTo(LineBatches.MAX_LINES);
      }
      var last = new String(batches.next().bytes(), UTF_8);
      assertThat(last).as("whole lines only").endsWith("\n");
      assertThat(text.toString()).contains(last);
      assertThatThrownBy(batches::next).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void a_line_without_end_is_named_and_skipped_in_bounded_memory() throws Exception {
    byte[] file = new byte[60 << 20];
    Arrays.fill(file, (byte) 'a');
    byte[] start = "avant\n".getBytes(UTF_8);
    byte[] end = "\naprès\n".getBytes(UTF_8);
    System.arraycopy(start, 0, file, 0, start.length);
    System.arraycopy(end, 0, file, file.length - end.length, end.length);

    var batches = all(file);

    assertThat(batches).extracting(LineBatches.Batch::firstLine).containsExactly(1L, 2L, 3L);
    assertThat(batches).extracting(LineBatches.Batch::tooLong).containsExactly(false, true, false);
    assertThat(new String(batches.getLast().bytes(), UTF_8)).isEqualTo("après\n");
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] joined(byte[] file) throws IOException {
    var joined = new ByteArrayOutputStream();
    for (var batch : all(file)) {
      joined.write(batch.bytes());
    }
    return joined.toByteArray();
  }

  private static List<LineBatches.Batch> all(byte[] file) throws IOException {
    var all = new ArrayList<LineBatches.Batch>();
    try (var batches = LineBatches.of(Unpacking.open(new ByteArrayInputStream(file)))) {
      for (var batch = batches.next(); batch != null; batch = batches.next()) {
        all.add(batch);
      }
    }
    return all;
  }
}

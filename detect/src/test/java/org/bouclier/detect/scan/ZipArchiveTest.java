package org.bouclier.detect.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bouclier.detect.Engine;
import org.bouclier.detect.IndicatorEntry;
import org.bouclier.detect.IndicatorReading;
import org.bouclier.detect.IndicatorSet;
import org.bouclier.detect.IndicatorText;
import org.bouclier.detect.log.LogSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives as inputs, and inputs that break in a record. */
class ZipArchiveTest {

  @TempDir private Path folder;
  private final Engine engine = new Engine();
  private final List<String> hits = new ArrayList<>();
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void look_for_one_name() {
    var listed = (IndicatorReading.Listed) IndicatorText.read("evil.top");
    engine.replace(IndicatorSet.of(List.of(new IndicatorEntry(listed.indicator(), 1))));
  }

  @Test
  void each_file_of_an_archive_is_an_input() throws Exception {
    var files = new LinkedHashMap<String, byte[]>();
    files.put("b/journal.log", "rien\nevil.top\n".getBytes(UTF_8));
    files.put("a.csv", "q,n\nevil.top,1\n".getBytes(UTF_8));
    files.put("c.gz", gzip("evil.top".getBytes(UTF_8)));
    files.put("d\u001b[2J", "evil.top".getBytes(UTF_8));
    Path archive = write("pieces", zip(files));

    ScanTotals totals = scan(ZipLimits.DEFAULT, folder);

    assertThat(hits)
        .containsExactly(
            archive + "!b/journal.log:2",
            archive + "!a.csv:1",
            archive + "!c.gz:1",
            archive + "!d?[2J:1");
    assertThat(said).isEmpty();
    assertThat(totals.inputs()).isEqualTo(4);
  }

  @Test
  void an_archive_in_an_archive_is_counted_and_not_opened() throws Exception {
    byte[] inner = zip(Map.of("x", "evil.top".getBytes(UTF_8)));
    var files = new LinkedHashMap<String, byte[]>();
    files.put("inner.zip", inner);
    files.put("inner.zip.gz", gzip(inner));
    files.put("twice.gz.gz", gzip(gzip("evil.top".getBytes(UTF_8))));
    files.put("next", "evil.top".getBytes(UTF_8));
    Path archive = write("outer.zip", zip(files));

    ScanTotals totals = scan(ZipLimits.DEFAULT, archive);

    assertThat(hits).containsExactly(archive + "!next:1");
    assertThat(totals.nestedArchives()).isEqualTo(3);
    assertThat(said).hasSize(3).allMatch(word -> word.startsWith("damaged " + archive + "!"));
  }

  @Test
  void what_swells_beyond_reason_ends_there_and_says_so() throws Exception {
    byte[] zeros = new byte[20 << 20];
    System.arraycopy("evil.top\n".getBytes(UTF_8), 0, zeros, 0, 9);
    var files = new LinkedHashMap<String, byte[]>();
    files.put("bomb", zeros); // deflate makes 20 KB of it
    files.put("gzipped", gzip(zeros));
    files.put("next", "evil.top".getBytes(UTF_8));
    Path archive = write("bomb.zip", zip(files));

    scan(ZipLimits.DEFAULT, archive);
    assertThat(hits)
        .as("what came before the bound is scanned")
        .containsExactly(archive + "!bomb:1", archive + "!gzipped:1", archive + "!next:1");
    assertThat(said).hasSize(2).allMatch(word -> word.contains("250"));

    hits.clear();
    said.clear();
    scan(new ZipLimits(1_000_000, 100L << 20), archive);
    assertThat(hits).hasSize(3);
    assertThat(said).isEmpty();

    hits.clear();
    scan(new ZipLimits(1_000_000, 30 << 20), archive);
    assertThat(said).as("the second, and the third").hasSize(2);
    assertThat(hits).hasSize(2);
  }

  @Test
  void a_broken_archive_is_named_and_the_other_files_are_read() throws Exception {
    byte[] whole = zip(Map.of("x", "evil.top".getBytes(UTF_8)));
    Path broken = write("a.zip", Arrays.copyOf(whole, whole.length / 2));
    Path next = write("b.log", "evil.top".getBytes(UTF_8));
    write("c.zip", zip(Map.of()));

    scan(ZipLimits.DEFAULT, folder);

    assertThat(hits).containsExactly(next + ":1");
    assertThat(said).singleElement().asString().startsWith("unusable " + broken);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "TEXT   | rien\\nwww.evil.top\\nwww.evil.top            | 2 | 1",
        "NDJSON | {\"a\":\"evil.top\"}\\n{\"a\":\"evil.top        | 1 | 1",
        "CSV    | q,n\\nevil.top,1\\nevil.top,                  | 1 | 1",
        "ZEEK   | #fields\\tq\\tn\\nevil.top\\t1\\nevil.top\\t  | 1 | 1",
        "JSON   | [{\"a\":\"evil.top\"},{\"a\":\"evil.top\"     | 1 | 1",
        "TEXT   | evil.top\\n                                   | 1 | 0",
      })
  void the_record_in_which_an_input_breaks_is_not_taken_for_a_whole_one(
      ScanFormat format, String text, long last, long cut) throws Exception {
    byte[] bytes = text.replace("\\n", "\n").replace("\\t", "\t").getBytes(UTF_8);
    var input =
        new ScanInput(
            "-",
            Instant.EPOCH,
            () ->
                new FilterInputStream(new ByteArrayInputStream(bytes)) {
                  @Override
                  public int read(byte[] into, int from, int length) throws IOException {
                    int count = super.read(into, from, length);
                    if (count < 0) {
                      throw new IOException("coupé");
                    }
                    return count;
                  }
                });
    ScanTotals totals =
        new Scan(engine, format, LogSource.UNKNOWN, ZoneOffset.UTC, 1).run(List.of(input), sink());

    assertThat(hits).last().isEqualTo("-:" + last);
    assertThat(totals.unreadable()).isEqualTo(cut);
    assertThat(said).singleElement().asString().contains("coupé");
  }

  private ScanTotals scan(ZipLimits limits, Path place) throws Exception {
    return new Scan(engine, ScanFormat.AUTO, LogSource.UNKNOWN, ZoneOffset.UTC, 2)
        .run(ScanInput.below(place, limits), sink());
  }

  private ScanSink sink() {
    return new ScanSink() {
      @Override
      public void hit(ScanHit hit) {
        hits.add(hit.input() + ":" + hit.record());
      }

      @Override
      public void unusable(String input, String message) {
        said.add("unusable " + input + " " + message);
      }

      @Override
      public void damaged(String input, String fault, long times) {
        said.add("damaged " + input + " " + fault);
      }
    };
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(packed)) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return packed.toByteArray();
  }
}

package org.bouclier.detect.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.bouclier.detect.Engine;
import org.bouclier.detect.IndicatorEntry;
import org.bouclier.detect.IndicatorMatch;
import org.bouclier.detect.IndicatorReading;
import org.bouclier.detect.IndicatorSet;
import org.bouclier.detect.IndicatorText;
import org.bouclier.detect.SigmaMatch;
import org.bouclier.detect.log.LogSource;
import org.bouclier.detect.sigma.RuleText;
import org.bouclier.detect.sigma.SigmaRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Whole files, of every format, packed or not: what is found, where, and in which order. */
class ScanTest {

  private static final String RULE =
      """
      title: Essai
      id: 11111111-2222-4333-8444-555555555555
      logsource: {product: zeek, service: dns}
      detection: {selection: {query|endswith: '.mauvais.top'}, condition: selection}
      level: high
      """;

  @TempDir private Path folder;
  private final Engine engine = new Engine();
  private final List<String> unusable = new ArrayList<>();

  ScanTest() {
    var entries = new ArrayList<IndicatorEntry>();
    for (String text : List.of("evil.top", "198.18.0.7", "a".repeat(64))) {
      var listed = (IndicatorReading.Listed) IndicatorText.read(text);
      entries.add(new IndicatorEntry(listed.indicator(), entries.size()));
    }
    engine.replace(IndicatorSet.of(entries));
    engine.replace(SigmaRules.of(List.of(new RuleText("essai.yml", RULE))));
  }

  @Test
  void lines_are_found_where_they_stand_whatever_the_number_of_threads() throws Exception {
    var random = new Random(5);
    var text = new StringBuilder();
    var expected = new ArrayList<String>();
    for (int line = 1; line <= 60_000; line++) {
      text.append("x".repeat(random.nextInt(80)));
      if (random.nextInt(500) == 0) {
        expected.add(line + "@" + (text.length() + 1));
        text.append(" evil.top ");
      }
      text.append(random.nextBoolean() ? "\r\n" : "\n");
    }
    Path file = write("journal.log", text.toString().getBytes(UTF_8));
    for (int threads : new int[] {1, 2, 5}) {
      var hits = scan(ScanFormat.AUTO, threads, ScanInput.file(file));
      assertThat(hits)
          .extracting(hit -> hit.record() + "@" + hit.offset())
          .as("%d threads", threads)
          .containsExactlyElementsOf(expected);
    }
    assertThat(unusable).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "zst", "xz"})
  void packed_files_are_unpacked_by_what_they_are_not_by_their_name(String packing)
      throws Exception {
    Path file = write("sans-suffixe", packed(packing, "rien\n{\"q\":\"www.evil.top\"}\n"));
    var hits = scan(ScanFormat.AUTO, 1, ScanInput.file(file));
    assertThat(hits).singleElement().extracting(ScanHit::record).isEqualTo(2L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "zst", "xz"})
  void what_precedes_a_break_is_scanned_and_the_break_is_told(String packing) throws Exception {
    var text = new StringBuilder("evil.top\n");
    var random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      text.append(Long.toHexString(random.nextLong())).append('\n');
    }
    byte[] whole = packed(packing, text.toString());
    Path file = write("coupe", Arrays.copyOf(whole, whole.length * 3 / 4));
    Path next = write("suivant", "evil.top".getBytes(UTF_8));
    var hits = scan(ScanFormat.AUTO, 2, ScanInput.file(file), ScanInput.file(next));

    assertThat(unusable).singleElement().asString().startsWith(file.toString());
    assertThat(hits)
        .extracting(ScanHit::input)
        .as("the line before the break, and the next input")
        .containsExactly(file.toString(), next.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{\"a\":1},\\n {\"query\":\\n\"x.mauvais.top\", \"_path\":\"dns\"}] | 2 | 11",
        "{\\n  \"a\": \"}{\\\\\"\"\\n}\\n{\\n \"_path\":\"dns\",\\n \"query\":\"x.mauvais.top\"}| 2 | 18",
        "{\"a\":1}\\n\\n{\"_path\":\"dns\",\"query\":\"x.mauvais.top\"}\\n| 3 | 9",
      })
  void objects_in_an_array_on_many_lines_or_one_a_line(String text, long record, long offset)
      throws Exception {
    var hits = scan(ScanFormat.AUTO, 1, input(text.replace("\\n", "\n").replace("\\\\", "\\")));
    assertThat(hits)
        .singleElement()
        .satisfies(hit -> {
          assertThat(hit.match()).isInstanceOf(SigmaMatch.class);
          assertThat(hit.record()).isEqualTo(record);
          assertThat(hit.offset()).isEqualTo(offset);
        });
  }

  @Test
  void zeeks_own_format_is_read_as_its_json_would_be() throws Exception {
    String log =
        """
        #separator \\x09
        #set_separator\t,
        #empty_field\t(empty)
        #unset_field\t-
        #path\tdns
        #fields\tts\tuid\tid.orig_h\tquery\tanswers\trejected
        #types\ttime\tstring\taddr\tstring\tvector[string]\tbool
        1331901005.510000\tCWGtK\t192.168.202.100\tok.example\t-\tF
        1331901006.510000\tCWGtL\t192.168.202.100\twww.mauvais.top\t198.18.0.7,b\\x2cc\tT
        #close\t2012-03-16-13-00-00
        """;
    var hits = scan(ScanFormat.AUTO, 1, input(log));
    assertThat(hits).extracting(ScanHit::record).containsExactly(2L, 2L);
    assertThat(hits).extracting(ScanHit::time).containsOnly("1331901006.510000");
    assertThat(hits.getFirst().match())
        .isInstanceOfSatisfying(
            IndicatorMatch.class, match -> assertThat(match.field()).isEqualTo("answers"));
    assertThat(hits.get(1).match()).isInstanceOf(SigmaMatch.class);
    assertThat(log.substring((int) hits.getFirst().offset())).startsWith("1331901006");
  }

  @Test
  void a_table_gives_its_column_names_to_its_cells() throws Exception {
    String table =
        """
        _path;query;note
        dns;ok.example;"a;b"
        dns;y.mauvais.top;"l’une
        l’autre, ""dite"" 198.18.0.7"
        """;
    var hits = scan(ScanFormat.CSV, 1, input(table));
    assertThat(hits).extracting(ScanHit::record).containsExactly(2L, 2L);
    assertThat(hits.getFirst().match())
        .isInstanceOfSatisfying(
            IndicatorMatch.class, match -> assertThat(match.field()).isEqualTo("note"));
    assertThat(hits.get(1).match()).isInstanceOf(SigmaMatch.class);
  }

  @Test
  void a_line_longer_than_the_limit_is_left_out_and_counted_and_the_next_is_read()
      throws Exception {
    byte[] huge = new byte[Records.MAX_RECORD_BYTES + (3 << 20)];
    Arrays.fill(huge, (byte) 'x');
    var all = new ByteArrayOutputStream();
    all.write("evil.top\n".getBytes(UTF_8));
    all.write(huge);
    all.write("\nun\nevil.top".getBytes(UTF_8));
    var totals = new ScanTotals[1];
    var hits = new ArrayList<ScanHit>();
    totals[0] =
        new Scan(engine, ScanFormat.TEXT, LogSource.UNKNOWN, ZoneOffset.UTC, 1)
            .run(
                List.of(
                    new ScanInput(
                        "-", Instant.EPOCH, () -> new ByteArrayInputStream(all.toByteArray()))),
                sink(hits));
    assertThat(hits).extracting(ScanHit::record).containsExactly(1L, 4L);
    assertThat(hits.get(1).offset()).isEqualTo(all.size() - "evil.top".length());
    assertThat(totals[0].tooLong()).isEqualTo(1);
  }

  @Test
  void an_output_that_is_full_stops_the_scan_and_blames_no_input() throws Exception {
    var full =
        new ScanSink() {
          @Override
          public void hit(ScanHit hit) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void unusable(String input, String message) {
            unusable.add(input);
          }
        };
    var scan = new Scan(engine, ScanFormat.AUTO, LogSource.UNKNOWN, ZoneOffset.UTC, 2);
    assertThatThrownBy(() -> scan.run(List.of(input("evil.top\n")), full))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left");
    assertThat(unusable).isEmpty();
  }

  @Test
  void random_bytes_in_any_format_break_nothing() throws Exception {
    for (long seed = 0; seed < 100; seed++) {
      var random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(3_000)];
      byte[] alphabet = "{}[]\",:\\\n\t\r#;ab1. \u0000é".getBytes(UTF_8);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = alphabet[random.nextInt(alphabet.length)];
      }
      for (ScanFormat format : ScanFormat.values()) {
        scan(
            format,
            1,
            new ScanInput("hasard", Instant.EPOCH, () -> new ByteArrayInputStream(bytes)));
      }
    }
    assertThat(unusable)
        .as("none is an event log")
        .hasSize(100)
        .allMatch(said -> said.contains("Windows"));
  }

  @Test
  void a_directory_is_read_in_the_order_of_its_paths_without_what_is_hidden() throws Exception {
    Files.createDirectories(folder.resolve("b"));
    write("b/2.log", "evil.top".getBytes(UTF_8));
    write("a.log", "evil.top".getBytes(UTF_8));
    write(".cache", "evil.top".getBytes(UTF_8));
    var inputs = ScanInput.below(folder, ZipLimits.DEFAULT).toArray(ScanInput[]::new);
    assertThat(scan(ScanFormat.AUTO, 2, inputs))
        .extracting(ScanHit::input)
        .containsExactly(folder.resolve("a.log").toString(), folder.resolve("b/2.log").toString());
  }

  private List<ScanHit> scan(ScanFormat format, int threads, ScanInput... inputs)
      throws IOException, InterruptedException {
    var hits = new ArrayList<ScanHit>();
    new Scan(engine, format, LogSource.UNKNOWN, ZoneOffset.UTC, threads)
        .run(List.of(inputs), sink(hits));
    return hits;
  }

  private ScanSink sink(List<ScanHit> hits) {
    return new ScanSink() {
      @Override
      public void hit(ScanHit hit) {
        hits.add(hit);
      }

      @Override
      public void unusable(String input, String message) {
        unusable.add(input + " : " + message);
      }
    };
  }

  private static ScanInput input(String text) {
    return new ScanInput("-", Instant.EPOCH, () -> new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] packed(String packing, String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (packing) {
          case "gz" -> new GZIPOutputStream(bytes);
          case "zst" -> new ZstdOutputStream(bytes);
          default -> new XZOutputStream(bytes, new LZMA2Options(1));
        }) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}

package org.bouclier.node.intelligence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bouclier.node.intelligence.Bundles.bundle;
import static org.bouclier.node.intelligence.Bundles.domain;
import static org.bouclier.node.intelligence.Bundles.raw;
import static org.bouclier.node.intelligence.Outcome.Result.ACCEPTED;
import static org.bouclier.node.intelligence.Outcome.Result.DUPLICATE;
import static org.bouclier.node.intelligence.Outcome.Result.REJECTED;
import static org.bouclier.node.intelligence.Outcome.Result.UPDATED;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.bouclier.node.accounts.Actor;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Tlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that a hostile or careless sender may upload: each is named, nothing else is lost. */
class ImportTest {

  private final TestDesk desk = new TestDesk();

  @Test
  void a_bad_line_is_named_and_the_others_are_kept() {
    var report =
        list(
            "# liste du jour",
            "evil.top",
            "not a name at all",
            "",
            "hxxp://bad[.]example[.]top/a.php",
            "com",
            "203.0.112.300",
            "198.18.7.0/24",
            "0.0.0.0/0");

    assertThat(report.count(ACCEPTED)).isEqualTo(3);
    assertThat(report.count(REJECTED)).isEqualTo(4);
    assertThat(report.lines(REJECTED))
        .extracting(Outcome::line, Outcome::code)
        .containsExactly(
            tuple(3, "indicator.unknown"),
            tuple(6, "indicator.single-label"),
            tuple(7, "indicator.bad-address"),
            tuple(9, "indicator.too-wide"));
    assertThat(desk.inForce())
        .containsExactly("198.18.7.0/24", "evil.top", "http://bad.example.top/a.php");
  }

  @Test
  void a_line_of_ten_megabytes_costs_itself_only() {
    var text = new StringBuilder("a.top\n");
    text.append("x".repeat(10 << 20)).append('\n').append("b.top\n");
    var report = load(ImportForm.LIST, text.toString().getBytes(UTF_8));

    assertThat(report.count(ACCEPTED)).isEqualTo(2);
    assertThat(report.lines(REJECTED))
        .extracting(Outcome::line, Outcome::code)
        .containsExactly(tuple(2, "intelligence.line-too-long"));
    assertThat(report.lines(REJECTED).getFirst().excerpt()).hasSizeLessThanOrEqualTo(200);
  }

  @Test
  void bytes_that_are_not_utf8_spoil_their_line_only() throws IOException {
    var out = new ByteArrayOutputStream();
    out.write("a.top\n".getBytes(UTF_8));
    out.write(new byte[] {'e', 'v', (byte) 0xFF, (byte) 0xFE, 'l', '.', 't', 'o', 'p', '\n'});
    out.write("b.top\n".getBytes(UTF_8));
    var report = load(ImportForm.LIST, out.toByteArray());

    assertThat(report.count(ACCEPTED)).isEqualTo(2);
    assertThat(report.lines(REJECTED))
        .extracting(Outcome::line, Outcome::code)
        .containsExactly(tuple(2, "indicator.unreadable"));
  }

  @Test
  void a_text_says_its_encoding_by_its_first_bytes_or_by_whoever_sends_it() throws IOException {
    var marked = new ByteArrayOutputStream();
    marked.write(new byte[] {(byte) 0xFF, (byte) 0xFE});
    marked.write("utf16.top\r\nbis.top\r\n".getBytes(UTF_16LE));
    assertThat(load(ImportForm.LIST, marked.toByteArray()).count(ACCEPTED)).isEqualTo(2);

    var latin =
        new ImportOrder(
            ImportForm.CSV,
            "latin",
            Tlp.GREEN,
            Severity.LOW,
            Acceptance.CONFIRMED,
            "ISO-8859-1",
            "");
    var done = desk.load(latin, "valeur;gravité\nlatin.top;élevée\n".getBytes(ISO_8859_1), false);
    assertThat(done.report().count(ACCEPTED)).isEqualTo(1);
  }

  @Test
  void an_unknown_encoding_is_refused_with_what_to_use() {
    var order =
        new ImportOrder(
            ImportForm.LIST, "l", Tlp.GREEN, Severity.LOW, Acceptance.CONFIRMED, "klingon-8", "");
    var done = desk.load(order, "a.top".getBytes(UTF_8), false);

    assertThat(done.state()).isEqualTo(ImportState.FAILED);
    assertThat(failure(done.report()).code()).isEqualTo("intelligence.charset");
    assertThat(failure(done.report()).reason()).contains("UTF-8");
  }

  @Test
  void a_truncated_gzip_keeps_what_came_before_the_cut() {
    var random = new Random(7);
    var text = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      text.append(Long.toString(random.nextLong() >>> 1, 36)).append(".top\n");
    }
    byte[] packed = gzip(text.toString().getBytes(UTF_8));
    var done =
        desk.load(
            ImportForm.LIST, "l", Acceptance.PROPOSED, Arrays.copyOf(packed, packed.length / 2));

    assertThat(done.state()).isEqualTo(ImportState.FAILED);
    assertThat(failure(done.report()).code()).isEqualTo("intelligence.truncated");
    assertThat(done.report().count(ACCEPTED)).isBetween(1_000L, 4_000L);
  }

  @Test
  void a_bomb_is_stopped_before_it_fills_anything() {
    var done = desk.load(ImportForm.LIST, "l", Acceptance.PROPOSED, gzip(new byte[100 << 20]));
    assertThat(failure(done.report()).code()).isEqualTo("intelligence.bomb");

    var zipped = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(zipped)) {
      zip.putNextEntry(new ZipEntry("0dbb179a-1c8c-4e7c-a264-2440414dbac8.json"));
      zip.write("{\"Event\":{\"info\":\"".getBytes(UTF_8));
      for (int i = 0; i < 100; i++) {
        zip.write(" ".repeat(1 << 20).getBytes(UTF_8));
      }
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    var feed = desk.load(ImportForm.MISP, "f", Acceptance.PROPOSED, zipped.toByteArray());
    assertThat(feed.report().count(ACCEPTED)).isZero();
    assertThat(feed.state() == ImportState.FAILED || feed.report().count(REJECTED) > 0).isTrue();
  }

  @Test
  void a_file_that_is_empty_or_too_large_is_not_even_kept() {
    var small = new ImportFiles(desk.directory.resolve("small"), 10);
    assertThatThrownBy(() -> small.keep(new ByteArrayInputStream(new byte[11])))
        .isInstanceOf(BrokenFileException.class)
        .hasMessageContaining("fichier de plus de");
    assertThatThrownBy(() -> small.keep(new ByteArrayInputStream(new byte[0])))
        .isInstanceOf(BrokenFileException.class);
    assertThat(desk.directory.resolve("small")).isEmptyDirectory();
  }

  @Test
  void bad_objects_of_a_bundle_are_named_among_the_good_ones() {
    var report =
        load(
            ImportForm.STIX,
            raw(
                domain(1, "a.top").canonicalJson(),
                "{\"type\":\"indicator\",\"spec_version\":\"2.1\",\"id\":\"indicator--not-a-uuid\","
                    + "\"created\":\"2026-06-29T00:00:00Z\",\"modified\":\"2026-06-29T00:00:00Z\"}",
                domain(2, "b.top")
                    .edit(tree -> tree.put("modified", "2027-06-29T00:00:00.000Z"))
                    .canonicalJson(),
                domain(3, "c.top").edit(tree -> tree.put("name", "nul\0")).canonicalJson(),
                "42",
                domain(4, "d.top")
                    .edit(tree -> tree.put("valid_until", "2026-06-28T00:00:00.000Z"))
                    .canonicalJson(),
                domain(5, "e.top").canonicalJson()));

    assertThat(report.count(ACCEPTED)).isEqualTo(2);
    assertThat(report.lines(REJECTED))
        .extracting(Outcome::line, Outcome::code)
        .containsExactlyInAnyOrder(
            tuple(3, "stix.id"),
            tuple(4, "intelligence.future"),
            tuple(5, "intelligence.unreadable"),
            tuple(6, "stix.type"),
            tuple(7, "intelligence.validity"));
    assertThat(desk.inForce()).containsExactly("a.top", "e.top");
  }

  @Test
  void a_bundle_that_breaks_keeps_what_came_before() {
    byte[] whole = bundle(domain(1, "a.top"), domain(2, "b.top"), domain(3, "c.top"));
    var report = load(ImportForm.STIX, Arrays.copyOf(whole, whole.length - 60));

    assertThat(report.count(ACCEPTED)).isEqualTo(2);
    assertThat(report.codes()).containsKey("stix.truncated");
  }

  @Test
  void a_marking_nobody_can_explain_counts_as_red() {
    var unknown =
        domain(1, "a.top")
            .edit(tree ->
                tree.putArray("object_marking_refs")
                    .add("marking-definition--00000000-0000-4000-8000-00000000abcd"));
    load(ImportForm.STIX, bundle(unknown));

    assertThat(desk.read.find(unknown.id().toString()).orElseThrow().tlp()).isEqualTo(Tlp.RED);
  }

  @Test
  void a_marking_defined_after_the_object_that_bears_it_is_understood() {
    var report =
        load(
            ImportForm.STIX,
            raw(
                domain(1, "a.top")
                    .edit(tree ->
                        tree.putArray("object_marking_refs")
                            .add("marking-definition--00000000-0000-4000-8000-00000000abcd"))
                    .canonicalJson(),
                "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\","
                    + "\"id\":\"marking-definition--00000000-0000-4000-8000-00000000abcd\","
                    + "\"created\":\"2026-01-01T00:00:00.000Z\",\"definition_type\":\"statement\","
                    + "\"definition\":{\"statement\":\"Licence ouverte\"}}"));

    assertThat(report.count(ACCEPTED)).isEqualTo(2);
    assertThat(desk.read.find(Bundles.id("indicator", 1).toString()).orElseThrow().tlp())
        .as("a licence says nothing of TLP: the source's default holds")
        .isEqualTo(Tlp.GREEN);
  }

  @Test
  void a_table_is_read_by_its_headings_whatever_parts_its_cells() {
    var report =
        load(
            ImportForm.CSV,
            String.join(
                    "\r\n",
                    "# exporté de la messagerie",
                    "Date;IOC;Commentaire;Gravité;TLP;Confiance;Expire",
                    "01/11/2026;evil[.]top;\"faux site ; banque\nsur deux lignes\";critique;amber;80;2027-01-01",
                    ";198.18.7.7;;;;;",
                    ";rien du tout;;;;;",
                    ";c.top;;très grave;;;",
                    ";d.top;;;mauve;;",
                    ";e.top;;;;140;",
                    ";f.top;;;;;demain",
                    ";;oubli;;;;",
                    "")
                .getBytes(UTF_8));

    assertThat(report.count(ACCEPTED)).isEqualTo(2);
    assertThat(report.lines(REJECTED))
        .extracting(Outcome::line, Outcome::code)
        .containsExactly(
            tuple(6, "indicator.unknown"),
            tuple(7, "intelligence.severity"),
            tuple(8, "intelligence.tlp"),
            tuple(9, "intelligence.confidence"),
            tuple(10, "intelligence.date"),
            tuple(11, "intelligence.no-value"));
    var object =
        desk.read
            .find(
                new StateIdentity(TestDesk.MALI)
                    .indicator("source", TestDesk.indicator("evil.top"))
                    .toString())
            .orElseThrow();
    assertThat(object.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(object.tlp()).isEqualTo(Tlp.AMBER);
    assertThat(object.confidence()).isEqualTo(80);
    assertThat(ObjectSheet.of(object).description())
        .isEqualTo("faux site ; banque sur deux lignes");
  }

  @Test
  void a_quote_that_is_never_closed_spoils_its_line_only() {
    var report =
        load(
            ImportForm.CSV,
            ("value,comment\na.top,ok\nb.top,\"oublié\n" + "c.top,ok\n".repeat(60) + "d.top,ok\n")
                .getBytes(UTF_8));

    assertThat(report.lines(REJECTED))
        .extracting(Outcome::line, Outcome::code)
        .containsExactly(tuple(3, "intelligence.quote"));
    assertThat(desk.inForce()).containsExactly("a.top", "c.top", "d.top");
  }

  @Test
  void a_table_without_a_known_heading_asks_which_column_holds_the_values() {
    var done =
        desk.load(ImportForm.CSV, "t", Acceptance.CONFIRMED, "foo;bar\n1;2\n".getBytes(UTF_8));
    assertThat(failure(done.report()).code()).isEqualTo("intelligence.columns");

    var told =
        new ImportOrder(
            ImportForm.CSV,
            "t",
            Tlp.GREEN,
            Severity.LOW,
            Acceptance.CONFIRMED,
            "",
            "value=bar;name=1");
    assertThat(
            desk.load(told, "foo;bar\nmenace;a.top\n".getBytes(UTF_8), false)
                .report()
                .count(ACCEPTED))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_misp_feed_is_read_from_an_archive_of_either_kind(boolean tar) throws IOException {
    var feed = samples().resolve("misp");
    byte[] archive = tar ? tar(feed) : zip(feed);
    var first = desk.load(ImportForm.MISP, "infoblox", Acceptance.CONFIRMED, archive).report();
    var again = desk.load(ImportForm.MISP, "infoblox", Acceptance.CONFIRMED, archive).report();

    assertThat(first.failure()).isNull();
    assertThat(first.count(REJECTED)).isZero();
    assertThat(first.count(ACCEPTED)).as("73 indicators, 3 reports, 1 author").isEqualTo(77);
    assertThat(again.count(DUPLICATE)).isEqualTo(77);
    assertThat(desk.inForce()).hasSize(73).contains("usevolta.su");
    assertThat(desk.read.find("identity--d1c6a726-f132-4ddc-8180-ce3a5b778e65")).isPresent();
  }

  @Test
  void an_event_that_the_manifest_announces_and_nobody_sent_is_named() throws IOException {
    var feed = samples().resolve("misp");
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("feed/manifest.json"));
      zip.write(Files.readAllBytes(feed.resolve("manifest.json")));
    }
    var report = desk.load(ImportForm.MISP, "f", Acceptance.CONFIRMED, out.toByteArray()).report();

    assertThat(report.codes()).containsEntry("misp.absent", 3L);
  }

  @Test
  void the_shipped_samples_import_without_a_rejection() throws IOException {
    var list = Files.readAllBytes(samples().resolve("indicators/indicators.txt"));
    var bundle = Files.readAllBytes(samples().resolve("stix/volta-stealer.json"));

    var listed = load(ImportForm.LIST, list);
    assertThat(listed.count(REJECTED)).as(listed.lines(REJECTED).toString()).isZero();
    assertThat(listed.count(ACCEPTED)).isEqualTo(2_000);
    var bundled = load(ImportForm.STIX, bundle);
    assertThat(bundled.count(REJECTED)).as(bundled.lines(REJECTED).toString()).isZero();
    assertThat(desk.read.relations("malware--" + malware()).size()).isGreaterThanOrEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20_261_122})
  void a_dry_run_announces_exactly_what_the_import_then_does(long seed) {
    var random = new Random(seed);
    var objects = new ArrayList<org.bouclier.stix.StixObject>();
    for (int i = 0; i < 300; i++) {
      var object = domain(random.nextInt(80), "n" + random.nextInt(40) + ".top");
      int version = random.nextInt(4);
      objects.add(
          Bundles.revised(
              object,
              Bundles.JUNE.plusSeconds(version),
              tree -> {
                tree.put("name", "v" + random.nextInt(2));
                if (random.nextInt(4) == 0) {
                  tree.put("revoked", true);
                }
              }));
    }
    desk.load(ImportForm.STIX, "s", Acceptance.CONFIRMED, bundle(objects.subList(0, 60)));
    byte[] file = bundle(objects);
    var order = TestDesk.order(ImportForm.STIX, "s", Acceptance.CONFIRMED);
    long before = desk.liveIndicators.revision();
    var dry = desk.load(order, file, true);
    assertThat(desk.liveIndicators.revision()).as("a dry run changes nothing").isEqualTo(before);

    assertThat(desk.imports.forGood(dry.id())).isTrue();
    var real = desk.imports.run(dry.id());

    assertThat(real.dryRun()).isFalse();
    assertThat(real.report().counts()).isEqualTo(dry.report().counts());
    assertThat(real.report().codes()).isEqualTo(dry.report().codes());
    assertThat(real.report().count(UPDATED)).as("seed " + seed + " tests something").isPositive();
    assertThat(real.report().codes())
        .containsKeys("intelligence.same-version", "intelligence.revoked");
    assertThat(desk.imports.forGood(dry.id())).as("once only").isFalse();
  }

  @Test
  void an_import_that_a_power_cut_interrupted_is_taken_up_again() throws IOException {
    var order = TestDesk.order(ImportForm.LIST, "l", Acceptance.CONFIRMED);
    var id =
        desk.imports.prepare(
            new ByteArrayInputStream("a.top\nb.top".getBytes(UTF_8)),
            order,
            Actor.Node.ITSELF,
            false);
    desk.importSql.progress(id, ImportState.RUNNING, "{}");

    assertThat(desk.imports.unfinished()).containsExactly(id);
    desk.imports.sweepAtStart();
    assertThat(desk.imports.run(id).report().count(ACCEPTED)).isEqualTo(2);
    assertThat(desk.imports.unfinished()).isEmpty();
  }

  @Test
  void a_hundred_thousand_indicators_are_in_force_in_seconds() {
    var random = new Random(11);
    var text = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      text.append("n").append(i).append('-').append(Integer.toString(random.nextInt(1 << 30), 36));
      text.append(i % 3 == 0 ? ".evil.top\n" : ".click\n");
    }
    var report = load(ImportForm.LIST, gzip(text.toString().getBytes(UTF_8)));

    assertThat(report.count(ACCEPTED)).isEqualTo(100_000);
    assertThat(desk.inForce()).hasSize(100_000);
    System.getLogger("import").log(System.Logger.Level.INFO, "100,000 in {0} ms", report.millis());
  }

  private ImportReport list(String... lines) {
    return load(ImportForm.LIST, String.join("\n", lines).getBytes(UTF_8));
  }

  private ImportReport load(ImportForm form, byte[] content) {
    return desk.load(form, "source", Acceptance.CONFIRMED, content).report();
  }

  private static Refusal failure(ImportReport report) {
    return Objects.requireNonNull(report.failure(), "the import did not fail");
  }

  private static org.assertj.core.groups.Tuple tuple(long line, String code) {
    return org.assertj.core.groups.Tuple.tuple(line, code);
  }

  private static byte[] gzip(byte[] content) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return out.toByteArray();
  }

  private static byte[] tar(Path directory) throws IOException {
    var out = new ByteArrayOutputStream();
    try (OutputStream packed = new GZIPOutputStream(out);
        var tar = new TarArchiveOutputStream(packed);
        var files = Files.list(directory)) {
      for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
        var entry = new TarArchiveEntry("./" + file.getFileName());
        entry.setSize(Files.size(file));
        tar.putArchiveEntry(entry);
        Files.copy(file, tar);
        tar.closeArchiveEntry();
      }
    }
    return out.toByteArray();
  }

  private static byte[] zip(Path directory) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out);
        var files = Files.list(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        zip.putNextEntry(new ZipEntry("feed/" + file.getFileName()));
        Files.copy(file, zip);
      }
    }
    return out.toByteArray();
  }

  private static String malware() throws IOException {
    String bundle = Files.readString(samples().resolve("stix/volta-stealer.json"));
    int at = bundle.indexOf("\"malware--") + "\"malware--".length();
    return bundle.substring(at, at + 36);
  }

  /** The samples at the root of the repository, wherever the tests are started from. */
  static Path samples() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("samples/README.md"))) {
        return at.resolve("samples");
      }
    }
    throw new IllegalStateException("samples/ is part of the repository and was not found");
  }
}

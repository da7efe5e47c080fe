package org.bouclier.node.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code bouclier archive} and {@code bouclier hunt}, as a person types them. */
class ArchiveCommandTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String LINES =
      """
      {"a":1}
      {"ts":"2026-01-02T03:04:05Z","host":"www.EVIL.top"}
      {"ts":"2026-01-02T03:04:06Z","host":"good.top"}
      """;

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void what_is_put_in_is_found_verified_and_restored() throws IOException {
    Path log = write("journaux/dns.ndjson", LINES);
    Path packed = folder.resolve("journaux/pare-feu.log.gz");
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
      gzip.write("vu evil.top\r\nrien".getBytes(UTF_8));
    }
    String archive = folder.resolve("archive").toString();
    assertThat(run("archive", "put", "--summary", archive, log.resolveSibling("").toString()))
        .isZero();
    assertThat(said()).hasSize(2).allMatch(line -> line.matches("[0-9a-f]{64}  .*"));
    assertThat(err.toString(UTF_8)).contains("lines\t5\n").contains("archive_segments\t1\n");

    Path list = write("liste.txt", "evil[.]top\n");
    assertThat(run("hunt", "--indicators", list.toString(), "--archive", archive)).isZero();
    var found = said().stream().map(JSON::readTree).toList();
    assertThat(found).hasSize(2);
    JsonNode first = found.getFirst();
    assertThat(first.propertyNames())
        .containsExactly(
            "file",
            "line",
            "offset",
            "kind",
            "id",
            "title",
            "level",
            "type",
            "value",
            "field",
            "time",
            "received",
            "segment",
            "segment_sha256",
            "block",
            "segment_line",
            "segment_offset");
    assertThat(first.path("file").asString()).isEqualTo(log.toString());
    assertThat(first.path("line").asInt()).isEqualTo(2);
    assertThat(first.path("value").asString()).isEqualTo("www.EVIL.top");
    assertThat(first.path("field").asString()).isEqualTo("host");
    assertThat(found.get(1).path("line").asInt()).isEqualTo(1);
    assertThat(found.get(1).path("segment_line").asInt()).isEqualTo(4);
    assertThat(found.get(1).path("segment_offset").asInt()).isEqualTo(LINES.length() + 3);

    assertThat(run("archive", "verify", archive)).isZero();
    assertThat(said()).contains("files_proven\t2", "faults\t0");

    Path to = folder.resolve("rendu");
    assertThat(run("archive", "restore", archive, "--to", to.toString())).isZero();
    assertThat(to.resolve(folder.relativize(log).toString())).doesNotExist();
    assertThat(Path.of(to.toString(), log.toString())).hasContent(LINES);
    assertThat(Path.of(to.toString(), packed.toString().replace(".gz", "")))
        .hasBinaryContent("vu evil.top\r\nrien".getBytes(UTF_8));
  }

  @Test
  void hunts_find_what_scans_of_the_samples_find() throws IOException {
    Path samples = Path.of("..", "samples").toAbsolutePath().normalize();
    String list = samples.resolve("indicators/indicators.txt").toString();
    String rules = samples.resolve("rules").toString();
    String logs = samples.resolve("logs").toString();
    String archive = folder.resolve("archive").toString();
    run("archive", "put", archive, logs);
    for (List<String> sought :
        List.of(List.of("--indicators", list), List.of("--indicators", list, "--rules", rules))) {
      List<String> scan = arguments("scan", sought, logs);
      List<String> hunt = arguments("hunt", sought, "--archive", archive);
      assertThat(run(scan.toArray(String[]::new))).isZero();
      List<String> scanned = said();
      assertThat(run(hunt.toArray(String[]::new))).isZero();
      assertThat(scanned).isNotEmpty();
      assertThat(said())
          .extracting(line -> line.substring(0, line.indexOf(",\"received\"")) + "}")
          .isEqualTo(scanned);
    }
  }

  @Test
  void a_match_on_a_precaution_list_is_told_as_such_and_counted_apart() throws IOException {
    String list = write("liste.txt", "8.8.8.8\nevil.top\n").toString();
    String known =
        write(
                "resolveurs.json",
                "{\"name\":\"Résolveurs\",\"type\":\"cidr\",\"version\":1,\"list\":[\"8.8.8.0/24\"]}")
            .toString();
    String archive = folder.resolve("archive").toString();
    run("archive", "put", archive, write("j.log", "8.8.8.8 evil.top\n").toString());
    assertThat(
            run(
                arguments(
                        "hunt",
                        List.of("--indicators", list, "--precaution", known, "--summary"),
                        "--archive",
                        archive)
                    .toArray(String[]::new)))
        .isZero();
    assertThat(said())
        .extracting(JSON::readTree)
        .extracting(hit -> hit.path("value").asString() + " " + hit.path("precaution").asString(""))
        .containsExactly("8.8.8.8 Résolveurs", "evil.top ");
    assertThat(err.toString(UTF_8))
        .contains("matches_indicator\t1\n")
        .contains("matches_precaution\t1\n");
  }

  @Test
  void damage_is_named_and_gives_another_code() throws IOException {
    String archive = folder.resolve("archive").toString();
    run("archive", "put", "--received", "2026-11-01", archive, write("a.log", LINES).toString());
    Path segment;
    try (var files = Files.list(Path.of(archive, "2026-11-01"))) {
      segment =
          files.filter(file -> file.toString().endsWith(".segment")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(segment);
    bytes[10] ^= 1;
    Files.write(segment, bytes);
    assertThat(run("archive", "verify", archive)).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("block 0 does not fit its hash");
    String list = write("liste.txt", "evil.top").toString();
    assertThat(run("hunt", "--indicators", list, "--archive", archive)).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("abîmé");
    assertThat(run("archive", "restore", archive, "--to", folder.resolve("r").toString()))
        .isEqualTo(2);
  }

  @Test
  void what_is_old_goes() throws IOException {
    String archive = folder.resolve("archive").toString();
    run("archive", "put", "--received", "400d", archive, write("a.log", "evil.top\n").toString());
    run("archive", "put", archive, write("b.log", "evil.top\n").toString());
    String list = write("liste.txt", "evil.top").toString();
    assertThat(run("hunt", "--indicators", list, "--archive", archive, "--since", "90d")).isZero();
    assertThat(said()).singleElement().asString().contains("b.log");
    assertThat(run("archive", "prune", archive, "--max-age", "365d")).isZero();
    assertThat(said()).singleElement().asString().startsWith("1 segments");
    assertThat(run("hunt", "--indicators", list, "--archive", archive)).isZero();
    assertThat(said()).singleElement().asString().contains("b.log");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunt --archive=absent --indicators=list",
        "hunt --archive=list",
        "hunt --archive=. --indicators=list --since=hier",
        "hunt --archive=. --indicators=list --since=1d --until=2d",
        "hunt --archive=. --indicators=absent",
        "archive verify absent",
        "archive restore absent --to=r",
        "archive prune .",
        "archive prune . --max-age=beaucoup",
        "archive put a absent.log",
        "archive put --received=hier a list",
        "archive put --segment=1 a list",
        "archive put a evtx"
      })
  void what_cannot_be_used_is_named_and_gives_the_code_2(String arguments) throws IOException {
    write("list", "evil.top\n");
    write("evtx", "ElfFile\0" + "x".repeat(500));
    var words = new ArrayList<String>();
    for (String word : arguments.split(" ")) {
      words.add(
          word.replaceFirst("=(absent|list|\\.|r)$", "=" + folder + "/$1")
              .replaceFirst("^(absent|absent\\.log|list|a|r|evtx|\\.)$", folder + "/$1"));
    }
    assertThat(run(words.toArray(String[]::new))).as(arguments).isEqualTo(2);
    assertThat(err.toString(UTF_8)).startsWith("bouclier : ");
  }

  private static List<String> arguments(String verb, List<String> sought, String... more) {
    var all = new ArrayList<>(List.of(verb));
    all.addAll(sought);
    all.addAll(List.of(more));
    return all;
  }

  private List<String> said() {
    return out.toString(UTF_8).lines().toList();
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, text);
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    return new Commands(
            node -> {
              throw new IllegalStateException("no node is needed");
            },
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Clock.systemUTC())
        .run(arguments);
  }
}

package org.bouclier.node.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code bouclier scan}, as a person types it. */
class ScanCommandTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String RULE =
      """
      title: Requête vers un domaine d’essai
      id: 11111111-2222-4333-8444-555555555555
      logsource: {product: zeek, service: dns}
      detection: {selection: {query|endswith: '.mauvais.top'}, condition: selection}
      level: high
      """;

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void each_match_is_one_object_with_all_its_keys_and_the_summary_stands_apart()
      throws IOException {
    Path list = write("liste.txt", "# essai\nevil[.]top\nrien du tout\n");
    Path rules = write("regles/essai.yml", RULE).getParent();
    Path log =
        write(
            "dns.ndjson",
            """
            {"a":1}
            {"_path":"dns","ts":"2026-01-02T03:04:05Z","query":"é.mauvais.top"}
            {"_path":"http","host":"www.EVIL.top"}
            """);
    assertThat(
            run(
                "--indicators",
                list.toString(),
                "--rules",
                rules.toString(),
                "--summary",
                log.toString()))
        .isZero();

    var found = found();
    assertThat(found).hasSize(2);
    assertThat(found.getFirst().propertyNames())
        .containsExactly(
            "file", "line", "offset", "kind", "id", "title", "level", "type", "value", "field",
            "time");
    assertThat(found.getFirst().path("kind").asString()).isEqualTo("sigma");
    assertThat(found.getFirst().path("line").asInt()).isEqualTo(2);
    assertThat(found.getFirst().path("level").asString()).isEqualTo("high");
    assertThat(found.getFirst().path("value").asString()).isEqualTo("é.mauvais.top");
    assertThat(found.getFirst().path("time").asString()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(found.get(1).path("kind").asString()).isEqualTo("indicator");
    assertThat(found.get(1).path("title").asString()).isEqualTo("evil.top");
    assertThat(found.get(1).path("value").asString()).isEqualTo("www.EVIL.top");
    assertThat(found.get(1).path("field").asString()).isEqualTo("host");
    assertThat(found.get(1).path("id").asString()).isEqualTo(list + ":2");
    assertThat(err.toString(UTF_8))
        .contains(list + ":3")
        .contains("lines\t3\n")
        .contains("matches_indicator\t1\n")
        .contains("matches_sigma\t1\n");
  }

  @Test
  void nothing_found_is_no_failure() throws IOException {
    Path list = write("liste.txt", "evil.top");
    assertThat(run("--indicators", list.toString(), write("a.log", "rien\n").toString())).isZero();
    assertThat(out.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "absent.log",
        "--format=inconnu a.log",
        "--threads=0 a.log",
        "--rules=absent a.log",
        "--output=absent/b.ndjson a.log"
      })
  void what_cannot_be_used_is_named_and_gives_the_code_2(String arguments) throws IOException {
    Path list = write("liste.txt", "evil.top");
    write("a.log", "evil.top\n");
    var words = arguments.replace("=absent", "=" + folder + "/absent").split(" ");
    var all = new java.util.ArrayList<>(List.of("--indicators", list.toString()));
    for (String word : words) {
      all.add(word.startsWith("--") ? word : folder.resolve(word).toString());
    }
    assertThat(run(all.toArray(String[]::new))).isEqualTo(2);
    assertThat(err.toString(UTF_8)).startsWith("bouclier : ");
  }

  @Test
  void an_input_that_cannot_be_read_does_not_stop_the_others() throws IOException {
    Path list = write("liste.txt", "evil.top");
    Path log = write("a.log", "evil.top\n");
    assertThat(run("--indicators", list.toString(), folder + "/absent.log", log.toString()))
        .isEqualTo(2);
    assertThat(found()).hasSize(1);
  }

  @Test
  void without_anything_to_look_for_it_says_so() throws IOException {
    assertThat(run(write("a.log", "x").toString())).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("--indicators");
  }

  private List<JsonNode> found() {
    return out.toString(UTF_8).lines().map(JSON::readTree).toList();
  }

  private int run(String... arguments) {
    var all = new String[arguments.length + 1];
    all[0] = "scan";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return new Commands(
            node -> {
              throw new IllegalStateException("no node is needed");
            },
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Clock.systemUTC())
        .run(all);
  }

  @Test
  void a_match_on_a_precaution_list_is_told_as_such_and_counted_apart() throws IOException {
    Path list = write("liste.txt", "8.8.8.8\nevil.top\n");
    write(
        "precautions/resolveurs.json",
        "{\"name\":\"Résolveurs\",\"type\":\"cidr\",\"version\":1,\"list\":[\"8.8.8.0/24\"]}");
    Path lists = write("precautions/faux.json", "{\"name\":\"x\",\"type\":\"regex\"}").getParent();
    Path log = write("j.log", "8.8.8.8 evil.top 8.8.8.8\n");

    assertThat(
            run(
                "--indicators",
                list.toString(),
                "--precaution",
                lists.toString(),
                "--summary",
                log.toString()))
        .isZero();

    assertThat(found())
        .extracting(hit -> hit.path("value").asString() + " " + hit.path("precaution").asString(""))
        .containsExactly("8.8.8.8 Résolveurs", "evil.top ", "8.8.8.8 Résolveurs");
    assertThat(err.toString(UTF_8))
        .contains("faux.json")
        .contains("[precaution.type]")
        .contains("matches_indicator\t1\n")
        .contains("matches_precaution\t2\n");
  }

  @Test
  void lists_and_mappings_of_the_site_are_given_to_rules() throws IOException {
    Path rules =
        write(
            "regles/liste.yml",
            """
            title: Vers un serveur
            id: 11111111-2222-4333-8444-666666666666
            logsource: {category: firewall}
            detection: {selection: {dst_ip|expand: '%Servers%'}, condition: selection}
            """);
    Path mapping =
        write(
            "fortigate.yml",
            """
            family: fortigate
            fields: {dst_ip: dstip}
            sources:
              - {when: {type: traffic}, product: fortigate, categories: [firewall]}
            """);
    Path list = write("listes/Servers.txt", "# nos serveurs\n192.0.2.7\n");
    Path log = write("pare-feu.log", "type=\"traffic\" dstip=192.0.2.7\n");

    assertThat(run("--rules", rules.toString(), log.toString())).isZero();
    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(err.toString(UTF_8)).contains("%Servers% [expand]");

    for (String[] lists :
        new String[][] {
          {"--list", "Servers=" + list}, {"--lists", list.getParent().toString()},
        }) {
      out.reset();
      assertThat(
              run(
                  "--rules",
                  rules.toString(),
                  "--mapping",
                  mapping.toString(),
                  lists[0],
                  lists[1],
                  log.toString()))
          .isZero();
      assertThat(found()).hasSize(1);
    }

    Path broken = write("faux.yml", "family: x\nsourcse: []\n");
    err.reset();
    assertThat(run("--rules", rules.toString(), "--mapping", broken.toString(), log.toString()))
        .isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains(broken + ":2").contains("[sourcse]");
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}

package org.bouclier.node.intelligence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.bouclier.detect.precaution.PrecautionList;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.log.NoteVerifier;
import org.bouclier.ledger.log.UntrustedNoteException;
import org.bouclier.node.accounts.Actor;
import org.bouclier.stix.Pap;
import org.bouclier.stix.Tlp;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockListsTest {

  private final TestDesk desk = new TestDesk();
  private final BlockLists lists = desk.blockLists();

  BlockListsTest() {
    desk.precautionChange.bringBuiltIn();
  }

  @Test
  void every_form_says_what_it_can_block() throws IOException {
    desk.list(
        Acceptance.CONFIRMED,
        "evil.top",
        "203.1.112.9",
        "198.20.7.0/24",
        "2a0d:3344::66",
        "http://bad.top:8080/a,b.php?x=1;2",
        "https://tls.top/only",
        "ab".repeat(32));
    assertThat(lists.bringUpToDate()).isTrue();

    assertThat(body(OutputForm.RPZ))
        .contains(
            "evil.top CNAME .",
            "*.evil.top CNAME .",
            "32.9.112.1.203.rpz-ip CNAME .",
            "24.0.7.20.198.rpz-ip CNAME .",
            "128.66.zz.3344.2a0d.rpz-ip CNAME .")
        .noneMatch(line -> line.contains("bad.top"));
    assertThat(body(OutputForm.HOSTS)).containsOnlyOnce("0.0.0.0 evil.top").hasSize(3);
    assertThat(body(OutputForm.CSV))
        .anyMatch(
            line -> line.startsWith("url,\"http://bad.top:8080/a,b.php?x=1;2\",medium,indicator--"))
        .hasSize(8);
    var rules = body(OutputForm.SURICATA);
    assertThat(rules)
        .anyMatch(rule ->
            rule.startsWith("alert dns ")
                && rule.contains("content:\".evil.top\"; nocase; endswith;"))
        .anyMatch(rule -> rule.startsWith("alert ip $HOME_NET any <> 198.20.7.0/24 any "))
        .anyMatch(rule -> rule.contains("http.host; content:\"bad.top\"; startswith; endswith;"))
        .anyMatch(rule -> rule.contains("content:\"/a|2C|b.php|3F|x|3D|1|3B|2\"; startswith;"))
        .noneMatch(rule -> rule.contains("tls.top"));
    rules.stream().filter(rule -> !rule.startsWith("#")).forEach(SuricataSyntax::check);
    assertThat(rules.stream().filter(rule -> !rule.startsWith("#")).map(SuricataSyntax::sid))
        .doesNotHaveDuplicates();
  }

  @Test
  void what_is_on_a_precaution_list_is_never_blocked_and_is_listed_with_its_list()
      throws IOException {
    desk.list(
        Acceptance.CONFIRMED,
        "google.com",
        "evil.google.com",
        "com.ml",
        "douane.gouv.ml",
        "8.8.8.8",
        "8.8.0.0/16",
        "10.0.0.0/8",
        "http://www.gouv.ne/login",
        "evil.top");
    lists.bringUpToDate();

    assertThat(body(OutputForm.CSV))
        .hasSize(3)
        .anyMatch(line -> line.contains(",evil.google.com,"));
    assertThat(desk.inForce()).as("held back from blocking, not from detecting").hasSize(9);
    assertThat(desk.outputSql.held(100))
        .extracting(HeldValue::value, HeldValue::list)
        .contains(
            org.assertj.core.groups.Tuple.tuple("com.ml", "Suffixes publics"),
            org.assertj.core.groups.Tuple.tuple("10.0.0.0/8", "Adresses privées et réservées"),
            org.assertj.core.groups.Tuple.tuple("8.8.8.8", "Résolveurs DNS publics"),
            org.assertj.core.groups.Tuple.tuple(
                "douane.gouv.ml", "Administrations des États membres"))
        .hasSize(7);
    assertThat(desk.precautions.find(TestDesk.indicator("google.com")))
        .contains("Sites les plus visités");
    assertThat(desk.precautions.find(TestDesk.indicator("evil.google.com"))).isEmpty();
  }

  @Test
  void a_new_precaution_list_takes_out_what_was_blocked_and_its_end_puts_it_back()
      throws Exception {
    desk.list(Acceptance.CONFIRMED, "banque.top", "www.banque.top", "evil.top");
    lists.bringUpToDate();
    assertThat(body(OutputForm.HOSTS)).hasSize(5);

    desk.precautionChange.keep(
        PrecautionList.read(
            new ByteArrayInputStream(
                "{\"name\":\"Banques\",\"type\":\"hostname\",\"version\":1,\"list\":[\".banque.top\"]}"
                    .getBytes(UTF_8))));
    lists.bringUpToDate();
    assertThat(body(OutputForm.HOSTS)).hasSize(3).contains("0.0.0.0 evil.top");

    int list =
        desk.precautionSql.lists().stream()
            .filter(line -> line.name().equals("Banques"))
            .findFirst()
            .orElseThrow()
            .id();
    desk.precautionChange.enable(list, false);
    lists.bringUpToDate();
    assertThat(body(OutputForm.HOSTS)).hasSize(5);
  }

  @Test
  void what_may_not_be_acted_upon_is_in_no_output() throws IOException {
    confirm("red.top", Tlp.RED, null);
    confirm("passive.top", Tlp.GREEN, Pap.AMBER);
    confirm("quiet.top", Tlp.CLEAR, Pap.RED);
    confirm("green.top", Tlp.AMBER_STRICT, Pap.GREEN);
    desk.list(Acceptance.PROPOSED, "unconfirmed.top");
    lists.bringUpToDate();

    assertThat(body(OutputForm.HOSTS)).hasSize(3).contains("0.0.0.0 green.top");
    assertThat(desk.inForce()).containsExactly("green.top", "passive.top", "quiet.top", "red.top");
    assertThat(desk.outputSql.heldCounts()).containsExactly(new HeldCount("MARKING", "", 3));
  }

  @Test
  void what_one_source_keeps_red_another_may_have_published() throws IOException {
    confirm("both.top", Tlp.RED, null);
    desk.list(Acceptance.CONFIRMED, "both.top");
    lists.bringUpToDate();

    assertThat(body(OutputForm.HOSTS)).contains("0.0.0.0 both.top");
  }

  @Test
  void a_setting_lets_what_is_only_proposed_be_blocked() throws IOException {
    var bold =
        new TestDesk(
            new IntelligenceSettings(
                true,
                IntelligenceSettings.DEFAULT.maxUpload(),
                IntelligenceSettings.DEFAULT.keepUploads(),
                IntelligenceSettings.DEFAULT.sightingPause()));
    bold.list(Acceptance.PROPOSED, "proposed.top");
    var outputs = bold.blockLists();
    outputs.bringUpToDate();

    assertThat(
            Files.readAllLines(
                outputs.file(outputs.current().orElseThrow().outputs().get(OutputForm.HOSTS))))
        .contains("0.0.0.0 proposed.top");
    assertThat(bold.inForce()).isEmpty();
  }

  @Test
  void a_version_is_made_only_when_something_blocked_has_changed() {
    desk.list(Acceptance.CONFIRMED, "evil.top");
    assertThat(lists.bringUpToDate()).isTrue();
    long version = lists.current().orElseThrow().version().version();

    desk.list(Acceptance.PROPOSED, "other.top");
    assertThat(lists.bringUpToDate()).isFalse();
    assertThat(lists.bringUpToDate()).isFalse();
    desk.list(Acceptance.CONFIRMED, "third.top");
    assertThat(lists.bringUpToDate()).isTrue();

    assertThat(lists.current().orElseThrow().version().version()).isEqualTo(version + 1);
  }

  @Test
  void the_same_version_is_served_after_a_restart_and_a_lost_directory_is_made_anew()
      throws IOException {
    desk.list(Acceptance.CONFIRMED, "evil.top");
    lists.bringUpToDate();
    var output = lists.current().orElseThrow().outputs().get(OutputForm.RPZ);

    var restarted = desk.blockLists();
    assertThat(restarted.bringUpToDate()).isFalse();
    assertThat(restarted.current().orElseThrow().outputs().get(OutputForm.RPZ)).isEqualTo(output);
    assertThat(restarted.verifierKey()).isEqualTo(lists.verifierKey());

    Files.delete(lists.file(output));
    var repaired = desk.blockLists();
    assertThat(repaired.bringUpToDate()).isTrue();
    assertThat(
            Files.readString(
                repaired.file(repaired.current().orElseThrow().outputs().get(OutputForm.RPZ))))
        .contains("evil.top CNAME .");
  }

  @Test
  void the_signature_vouches_for_the_file_and_for_no_other() throws Exception {
    desk.list(Acceptance.CONFIRMED, "evil.top");
    lists.bringUpToDate();
    var output = lists.current().orElseThrow().outputs().get(OutputForm.RPZ);
    var key = NoteVerifier.parse(lists.verifierKey());
    var note = Note.parse(output.note());
    note.verify(key);

    byte[] file = Files.readAllBytes(lists.file(output));
    assertThat(note.text())
        .contains("\nrpz\nversion 1\n")
        .contains("\nsize " + file.length + "\n")
        .contains(
            "\nsha256 " + java.util.HexFormat.of().formatHex(Digest.sha256().digest(file)) + "\n");
    var forged = Note.parse(output.note().replace("version 1", "version 2"));
    assertThatThrownBy(() -> forged.verify(key)).isInstanceOf(UntrustedNoteException.class);
    assertThat(Files.getPosixFilePermissions(desk.directory.resolve("outputs.key")))
        .hasToString("[OWNER_READ, OWNER_WRITE]");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {3, 20_261_122})
  void merging_changes_gives_the_bytes_that_making_all_anew_would(long seed) throws IOException {
    var random = new Random(seed);
    var names = new ArrayList<String>();
    for (int i = 0; i < 60; i++) {
      names.add((random.nextBoolean() ? "a" : "z") + random.nextInt(1_000) + ".top");
    }
    int versions = 0;
    for (int round = 0; round < 12; round++) {
      var chosen = names.subList(round * 5, round * 5 + 5).toArray(String[]::new);
      desk.list(Acceptance.CONFIRMED, chosen);
      desk.indicators.revoke(
          List.of(desk.listed(names.get(random.nextInt(round * 5 + 5)))), Actor.Node.ITSELF);
      versions += lists.bringUpToDate() ? 1 : 0;
      var expected = new TreeSet<>(desk.inForce());
      assertThat(body(OutputForm.HOSTS).stream().filter(line -> !line.startsWith("#")))
          .as("seed " + seed + ", round " + round)
          .containsExactlyElementsOf(expected.stream().map(name -> "0.0.0.0 " + name).toList());
    }
    assertThat(versions).isGreaterThan(6);
    assertThat(lists.current().orElseThrow().version().entries()).isEqualTo(desk.inForce().size());
  }

  @Test
  void named_checkzone_accepts_the_zone(@TempDir Path directory) throws Exception {
    Path tool = tool("named-checkzone");
    desk.load(
        ImportForm.LIST,
        "échantillon",
        Acceptance.CONFIRMED,
        Files.readAllBytes(ImportTest.samples().resolve("indicators/indicators.txt")));
    lists.bringUpToDate();
    var output = lists.current().orElseThrow().outputs().get(OutputForm.RPZ);
    var check = run(tool.toString(), "-k", "fail", "bouclier.rpz", lists.file(output).toString());

    assertThat(check).contains("loaded serial 1").contains("OK");
    assertThat(output.entries()).isGreaterThan(1_500);
  }

  @Test
  void unbound_accepts_a_configuration_that_loads_the_zone(@TempDir Path directory)
      throws Exception {
    Path tool = tool("unbound-checkconf");
    desk.list(Acceptance.CONFIRMED, "evil.top", "198.20.7.0/24", "2a0d:3344::66");
    lists.bringUpToDate();
    var output = lists.current().orElseThrow().outputs().get(OutputForm.RPZ);
    Path zone = directory.resolve("bouclier.rpz");
    Files.copy(lists.file(output), zone);
    Path configuration = directory.resolve("unbound.conf");
    Files.writeString(
        configuration,
        "server:\n  module-config: \"respip validator iterator\"\n  directory: \""
            + directory
            + "\"\n  chroot: \"\"\n  username: \"\"\nrpz:\n  name: bouclier.rpz\n  zonefile: "
            + zone
            + "\n");

    assertThat(run(tool.toString(), configuration.toString())).contains("no errors");
  }

  private void confirm(String name, Tlp tlp, Pap pap) {
    var id = desk.indicators.propose(SharingTest.made(name, tlp, pap));
    desk.indicators.confirm(id, Actor.Node.ITSELF);
  }

  private List<String> body(OutputForm form) throws IOException {
    return Files.readAllLines(lists.file(lists.current().orElseThrow().outputs().get(form)));
  }

  private static Path tool(String name) {
    for (String place : List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")) {
      Path tool = Path.of(place, name);
      if (Files.isExecutable(tool)) {
        return tool;
      }
    }
    return Assumptions.abort(
        name + " is not installed: the zone was checked by our own rules only");
  }

  private static String run(String... command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}

package org.bouclier.node.federation;

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
import org.bouclier.ledger.log.Equivocation;
import org.bouclier.ledger.log.NoteSigner;
import org.bouclier.ledger.log.TiledLog;
import org.bouclier.ledger.spool.DiskSpool;
import org.bouclier.node.command.Commands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Days without a link: nodes that exchange by USB stick, through a third state, and by liars. */
class CourierFederationTest {

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(TestNode on, String... arguments) {
    out.reset();
    err.reset();
    var commands =
        new Commands(
            _ -> {
              throw new IllegalStateException("no node is started here");
            },
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Clock.systemUTC());
    var all = new ArrayList<>(List.of("ledger"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--data=" + on.directory, "--lang=fr"));
    return commands.run(all.toArray(String[]::new));
  }

  private Path stick(String name) {
    return directory.resolve("cles").resolve(name);
  }

  /** Contents that a node has accepted, from all: told after they are durable. */
  private static long taken(TestNode node) {
    return node.register.links().stream().mapToLong(link -> link.record().accepted()).sum();
  }

  /** Nobody reaches anybody: the ports are shut. */
  private static void cut(TestNode... nodes) {
    for (TestNode node : nodes) {
      node.listener.stop();
    }
  }

  @Test
  void what_burkina_exports_reaches_niger_through_mali_by_usb_stick_alone() throws IOException {
    try (var bf = new TestNode("BF", directory);
        var ml = new TestNode("ML", directory);
        var ne = new TestNode("NE", directory)) {
      cut(bf, ml, ne);
      bf.know(ml, ne);
      ml.know(bf, ne);
      ne.know(bf, ml);
      bf.export("indicators", "pour les deux", ml, ne);
      bf.export("indicators", "pour le Niger", ne);

      assertThat(run(bf, "export", "--to", stick("1").toString())).as(err.toString(UTF_8)).isZero();
      assertThat(out.toString(UTF_8)).contains("BF\u00a0: 2 entrées").contains("2 plis");
      assertThat(run(ml, "import", stick("1").toString())).as(err.toString(UTF_8)).isZero();
      ml.until("Mali has its own", () -> taken(ml) == 1);
      assertThat(ml.received).extracting(ml::content).containsExactly("pour les deux");
      ml.until("and has read the other's", () -> ml.link("BF").record().passed() == 1);

      ml.export("sightings", "vu aussi au Mali", ne);
      assertThat(run(ml, "export", "--to", stick("2").toString(), "--for", "NE")).isZero();
      assertThat(run(ne, "import", stick("2").toString())).as(err.toString(UTF_8)).isZero();
      ne.until("Niger has all", () -> taken(ne) == 3);
      assertThat(ne.received)
          .extracting(ne::content)
          .containsExactlyInAnyOrder("pour les deux", "pour le Niger", "vu aussi au Mali");
      ne.until("read to the end", () -> ne.link("BF").record().position() == 2);

      // replay: the same sticks again, the other way round, change nothing
      assertThat(run(ne, "import", stick("1").toString())).isZero();
      assertThat(run(ne, "import", stick("2").toString())).isZero();
      assertThat(run(ml, "import", stick("1").toString())).isZero();
      ne.pulls.hasten(bf.code);
      assertThat(ne.refusals("BF")).isEmpty();
      assertThat(ne.received).hasSize(3);

      // the next stick brings only what is new
      bf.export("indicators", "la suite", ne);
      assertThat(run(bf, "export", "--to", stick("3").toString(), "--since", "2")).isZero();
      assertThat(run(ne, "import", stick("3").toString())).isZero();
      ne.until("the rest", () -> taken(ne) == 4);
      var replica = new DiskSpool(replicaOf(bf, ne));
      assertThat(replica.read("checkpoint", 99_999))
          .isEqualTo(bf.log.spool().read("checkpoint", 99_999));
    }
  }

  private static Path replicaOf(TestNode of, TestNode at) throws IOException {
    try (var all = Files.list(at.directory.resolve("federation/mirror"))) {
      for (Path one : all.toList()) {
        if (Files.readString(one.resolve("checkpoint")).startsWith(of.keys.logKey().name())) {
          return one;
        }
      }
    }
    throw new AssertionError("no copy");
  }

  @Test
  void what_came_by_stick_is_not_fetched_again_when_the_link_is_back() {
    try (var bf = new TestNode("BF", directory);
        var ml = new TestNode("ML", directory)) {
      bf.know(ml);
      ml.know(bf);
      ml.until("linked", () -> ml.link("BF").record().verifiedAt() != null);
      bf.listener.stop();
      bf.export("indicators", "un", ml);
      assertThat(run(bf, "export", "--to", stick("1").toString())).isZero();
      assertThat(run(ml, "import", stick("1").toString())).isZero();
      ml.until("by stick", () -> taken(ml) == 1);
      bf.restart();
      bf.export("indicators", "deux", ml);
      ml.until("by link", () -> taken(ml) == 2);
      assertThat(ml.received).extracting(ml::content).containsExactly("un", "deux");
      assertThat(run(ml, "import", stick("1").toString())).isZero(); // older than what is known
      assertThat(ml.link("BF").record().refused()).isFalse();
      assertThat(ml.link("BF").record().announced()).isEqualTo(2);
    }
  }

  @Test
  void a_stick_that_lies_is_refused_with_its_reason_and_leaves_evidence() throws IOException {
    try (var bf = new TestNode("BF", directory);
        var ml = new TestNode("ML", directory);
        var ne = new TestNode("NE", directory)) {
      cut(bf, ml, ne);
      bf.know(ml);
      ml.know(bf);
      for (String content : List.of("un", "deux", "trois")) {
        bf.export("indicators", content, ml);
      }
      assertThat(run(bf, "export", "--to", stick("1").toString())).isZero();

      // swapped ciphertext: told, and the rest is taken
      var objects = objects(stick("1"));
      Files.copy(objects.get(0), objects.get(1), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      assertThat(run(ml, "import", stick("1").toString())).isEqualTo(1);
      assertThat(err.toString(UTF_8)).contains("[objet-substitue]");
      ml.until("the two others", () -> taken(ml) == 2);
      ml.until("the swapped one is told", () -> ml.refusals("BF").size() == 1);

      // a stick for another, and a stick of nobody
      assertThat(run(ne, "import", stick("1").toString())).isEqualTo(2);
      assertThat(err.toString(UTF_8)).contains("aucun registre d’un pair");

      // the right object on the next stick mends it
      bf.export("indicators", "quatre", ml);
      assertThat(run(bf, "export", "--to", stick("2").toString())).isZero();
      assertThat(run(ml, "import", stick("2").toString())).isZero();
      ml.pulls.hasten(bf.code);
      ml.until("mended", () -> taken(ml) == 4);

      // another history, signed with the same key
      var signer = NoteSigner.parse(Files.readString(bf.directory.resolve("keys/log.key")).strip());
      var lie = Files.createDirectories(directory.resolve("mensonge/ledger"));
      try (var log = TiledLog.open(lie, signer)) {
        log.append(List.of(new byte[] {1}, new byte[] {2}));
      }
      Files.createDirectories(lie.resolveSibling("federation"));
      Files.copy(
          bf.directory.resolve("federation/policy.txt"),
          lie.resolveSibling("federation").resolve("policy.txt"));
      var liar = directory.resolve("mensonge");
      assertThat(exportFrom(liar, stick("3"))).isZero();
      assertThat(run(ml, "import", stick("3").toString())).isEqualTo(1);
      assertThat(err.toString(UTF_8)).contains("journal-equivoque").contains("la preuve est dans");
      var proof =
          ml.evidenceFiles().stream()
              .filter(file -> file.getFileName().toString().contains("import"))
              .findFirst()
              .orElseThrow();
      Equivocation.parse(Files.readString(proof)).verify(bf.keys.logKey());
      assertThat(ml.received).hasSize(4);
    }
  }

  private int exportFrom(Path data, Path to) {
    return new Commands(
            _ -> {
              throw new IllegalStateException();
            },
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Clock.systemUTC())
        .run("ledger", "export", "--data=" + data, "--to=" + to, "--lang=fr");
  }

  private static List<Path> objects(Path stick) throws IOException {
    try (var all = Files.walk(stick)) {
      return all.filter(file -> file.toString().endsWith(".age")).sorted().toList();
    }
  }
}

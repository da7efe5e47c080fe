package org.bouclier.node.federation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.bouclier.ledger.log.NoteSigner;
import org.bouclier.ledger.log.TiledLog;
import org.bouclier.ledger.spool.Leaf;
import org.bouclier.node.command.Commands;
import org.bouclier.node.frontier.TestExports;
import org.bouclier.node.frontier.WithheldLedgerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** A node whose ledger was put back from an old copy: it must not sign a second history. */
class RestoredNodeTest {

  @TempDir Path directory;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private int run(TestNode on, String... arguments) {
    said.reset();
    var print = new PrintStream(said, true, UTF_8);
    var all = new ArrayList<>(List.of("ledger"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--data=" + on.directory, "--lang=fr"));
    return new Commands(
            _ -> {
              throw new IllegalStateException("no node is started here");
            },
            print,
            print,
            Clock.systemUTC())
        .run(all.toArray(String[]::new));
  }

  private static void copy(Path from, Path to) {
    try {
      FileSystemUtils.deleteRecursively(to);
      FileSystemUtils.copyRecursively(from, to);
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  private static void refuses(TestNode node, TestNode to, String code) {
    long size = node.log.checkpoint().size();
    assertThatThrownBy(() -> node.export("indicators", "après", to))
        .hasRootCauseInstanceOf(WithheldLedgerException.class)
        .rootCause()
        .extracting(cause -> ((WithheldLedgerException) cause).code())
        .isEqualTo(code);
    assertThat(node.log.checkpoint().size()).isEqualTo(size);
  }

  private static boolean accused(TestNode by) throws IOException {
    return by.evidenceFiles().stream().anyMatch(file -> file.toString().contains("equivoque"));
  }

  @Test
  void it_appends_nothing_until_the_missing_entries_are_back_and_nobody_gets_evidence()
      throws IOException {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory);
        var ne = new TestNode("NE", directory)) {
      ml.know(bf, ne);
      bf.know(ml, ne);
      ne.know(ml, bf);
      ml.export("indicators", "un", bf, ne);
      var ledger = ml.directory.resolve("ledger");
      var backup = directory.resolve("sauvegarde");
      ml.restart(() -> copy(ledger, backup));
      for (int i = 0; i < 300; i++) { // beyond a full tile
        ml.export("indicators", "suite " + i, bf);
      }
      bf.until("all there", () -> bf.link("ML").record().position() == 301);
      ne.until("read there", () -> ne.link("ML").record().position() == 301);
      var old = directory.resolve("cles/vieille");
      var stick = directory.resolve("cles/neuve");
      assertThat(run(ml, "export", "--to", stick.toString())).as(said.toString(UTF_8)).isZero();
      copy(stick, old);

      ml.restart(() -> copy(backup, ledger));
      refuses(ml, bf, WithheldLedgerException.BEHIND); // at once: the peers were asked first
      assertThat(run(ml, "recover", stick.toString())).isEqualTo(2);
      assertThat(said.toString(UTF_8)).contains("le nœud marche");

      // days without link: it remembers
      bf.listener.stop();
      ne.listener.stop();
      ml.restart();
      refuses(ml, bf, WithheldLedgerException.BEHIND);
      bf.restart();
      ne.restart();

      ml.restart(() -> {
        assertThat(run(ml, "recover", directory.resolve("cles").toString())).isEqualTo(2);
        assertThat(run(ml, "recover", stick.toString())).as(said.toString(UTF_8)).isZero();
        assertThat(said.toString(UTF_8)).contains("1 entrées avant, 301 à présent");
        assertThat(said.toString(UTF_8)).contains("plis repris\u00a0: 300");
      });
      assertThat(ml.log.withheld()).isEmpty();
      assertThat(ml.export("indicators", "après", bf)).isEqualTo(301);
      bf.until("the rest", () -> bf.link("ML").record().position() == 302);
      assertThat(bf.received).hasSize(302);
      assertThat(bf.received).extracting(Received::index).doesNotHaveDuplicates();
      assertThat(accused(bf)).isFalse();
      assertThat(accused(ne)).isFalse();
    }
  }

  @Test
  void what_an_erasure_may_have_erased_since_does_not_come_back() throws IOException {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory);
        var ne = new TestNode("NE", directory)) {
      ml.know(bf, ne);
      bf.know(ml);
      ne.know(ml);
      ml.export("indicators", "un", bf);
      var ledger = ml.directory.resolve("ledger");
      var backup = directory.resolve("sauvegarde");
      ml.restart(() -> copy(ledger, backup));
      ml.export("indicators", "à effacer", bf, ne);
      ml.export("indicators", "pour un autre", ne);
      var order =
          TestExports.seal(
              Leaf.ERASURE,
              "ML",
              List.of("BF"),
              List.of(bf.keys.identity().recipient()),
              "erasure",
              "ordre".getBytes(UTF_8));
      assertThat(TestExports.publish(ml.log, order)).isEqualTo(3);
      ml.export("indicators", "depuis", bf);
      var stick = directory.resolve("cle");
      assertThat(run(ml, "export", "--to", stick.toString())).isZero();

      ml.restart(() -> {
        copy(backup, ledger);
        assertThat(run(ml, "recover", stick.toString(), "--json"))
            .as(said.toString(UTF_8))
            .isZero();
      });
      assertThat(said.toString(UTF_8))
          .contains("\"entries\":5")
          .contains("\"objects\":3") // for the other, the order, and what came after it
          .contains("\"objects_left\":1")
          .contains("\"erasures\":1");
    }
  }

  @Test
  void a_copy_that_holds_too_little_leaves_it_withheld() throws IOException {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory)) {
      ml.know(bf);
      bf.know(ml);
      ml.export("indicators", "un", bf);
      var ledger = ml.directory.resolve("ledger");
      var backup = directory.resolve("sauvegarde");
      ml.restart(() -> copy(ledger, backup));
      ml.export("indicators", "deux", bf);
      var stick = directory.resolve("cles/1");
      assertThat(run(ml, "export", "--to", stick.toString())).isZero();
      ml.export("indicators", "trois", bf);
      bf.until("read", () -> bf.link("ML").record().position() == 3);

      ml.restart(() -> copy(backup, ledger));
      refuses(ml, bf, WithheldLedgerException.BEHIND);
      ml.restart(() -> {
        assertThat(run(ml, "recover", stick.toString())).isEqualTo(1);
        assertThat(said.toString(UTF_8)).contains("Il manque encore 1 entrées");
      });
      refuses(ml, bf, WithheldLedgerException.BEHIND);
      assertThat(ml.log.checkpoint().size()).isEqualTo(2);
      assertThat(accused(bf)).isFalse();
    }
  }

  @Test
  void a_ledger_that_was_appended_to_before_it_knew_is_stopped_for_good() throws IOException {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory)) {
      ml.know(bf);
      bf.know(ml);
      ml.export("indicators", "un", bf);
      ml.export("indicators", "deux", bf);
      bf.until("read", () -> bf.link("ML").record().position() == 2);
      var signer = NoteSigner.parse(Files.readString(ml.directory.resolve("keys/log.key")).strip());
      ml.restart(() -> {
        var ledger = ml.directory.resolve("ledger");
        try {
          FileSystemUtils.deleteRecursively(ledger);
          try (var log = TiledLog.open(Files.createDirectories(ledger), signer)) {
            log.append(List.of(new byte[] {1}, new byte[] {2}, new byte[] {3}));
          }
        } catch (IOException full) {
          throw new UncheckedIOException(full);
        }
      });
      refuses(ml, bf, WithheldLedgerException.FORKED);
    }
  }

  @Test
  void a_head_that_another_key_signed_stops_nothing() throws IOException {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory)) {
      ml.know(bf);
      bf.know(ml);
      bf.export("indicators", "un", ml);
      ml.log.consider(bf.log.checkpoint().note());
      assertThat(ml.log.withheld()).isEmpty();
      assertThat(ml.export("indicators", "un", bf)).isZero();
    }
  }
}

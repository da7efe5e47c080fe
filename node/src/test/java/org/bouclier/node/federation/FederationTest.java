package org.bouclier.node.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.bouclier.ledger.log.Equivocation;
import org.bouclier.ledger.log.NoteSigner;
import org.bouclier.ledger.log.TiledLog;
import org.bouclier.node.frontier.TestExports;
import org.bouclier.node.site.StateCode;
import org.bouclier.node.web.PeerLinks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** Three nodes with real databases, ledgers, ports and certificates. */
class FederationTest {

  @TempDir Path directory;

  @Test
  void what_one_node_exports_is_opened_by_those_it_is_for_and_counted_by_the_other() {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory);
        var ne = new TestNode("NE", directory)) {
      ml.know(bf, ne);
      bf.know(ml, ne);
      ne.know(ml, bf);

      long both = ml.export("indicators", "pour deux", bf, ne);
      long one = ml.export("sightings", "pour un", bf);

      bf.until("BF has both", () -> bf.received.size() == 2);
      ne.until("NE has read all", () -> ne.link("ML").record().position() == 2);
      assertThat(bf.received)
          .extracting(Received::from, Received::index, Received::kind)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(new StateCode("ML"), both, "indicators"),
              org.assertj.core.groups.Tuple.tuple(new StateCode("ML"), one, "sightings"));
      assertThat(bf.received).extracting(bf::content).containsExactly("pour deux", "pour un");
      assertThat(ne.received).extracting(ne::content).containsExactly("pour deux");
      assertThat(ne.link("ML").record().passed()).isEqualTo(1);
      assertThat(ne.link("ML").record().accepted()).isEqualTo(1);
      bf.until("current", () -> bf.state("ML") == PeerLinks.State.CURRENT);
      ml.until("ML heard how far BF is", () -> heardSize(ml, "BF") == 2);
      assertThat(bf.refusals("ML")).isEmpty();
    }
  }

  private static long heardSize(TestNode node, String peer) {
    var heard = node.link(peer).heard();
    return heard == null ? -1 : heard.size();
  }

  @Test
  void a_restart_goes_on_where_it_was_and_takes_nothing_twice() {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory)) {
      ml.know(bf);
      bf.know(ml);
      ml.export("indicators", "avant", bf);
      bf.until("first", () -> bf.received.size() == 1);

      bf.restart();
      ml.export("indicators", "pendant", bf);
      bf.until("second", () -> bf.received.size() == 2);
      ml.restart();
      ml.export("indicators", "après", bf);
      bf.until("third", () -> bf.received.size() == 3);

      assertThat(bf.received).extracting(bf::content).containsExactly("avant", "pendant", "après");
      assertThat(bf.link("ML").record().accepted()).isEqualTo(3);
    }
  }

  @Test
  void a_peer_that_is_not_reached_is_shown_as_such_and_caught_up_with_when_it_is_back() {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory)) {
      ml.know(bf);
      ml.listener.stop();
      bf.know(ml);
      bf.until("trouble", () -> bf.link("ML").record().problem().code().equals("injoignable"));
      assertThat(bf.state("ML")).isEqualTo(PeerLinks.State.UNREACHED);

      ml.export("indicators", "en attendant", bf);
      ml.restart();

      bf.until("caught up", () -> bf.received.size() == 1);
      bf.until("current", () -> bf.state("ML") == PeerLinks.State.CURRENT);
      assertThat(bf.link("ML").record().problem()).isEqualTo(Problem.NONE);
    }
  }

  @Test
  void a_node_restored_from_an_old_copy_is_refused_and_its_other_history_is_proved()
      throws IOException {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory)) {
      ml.know(bf);
      bf.know(ml);
      ml.export("indicators", "un", bf);
      bf.until("first", () -> bf.received.size() == 1);
      var copy = directory.resolve("copy");
      ml.restart(() -> copy(ml.directory.resolve("ledger"), copy));
      ml.export("indicators", "deux", bf);
      ml.export("indicators", "trois", bf);
      bf.until("all", () -> bf.received.size() == 3);

      // Killed, and put back from the copy of before: its ledger is shorter than what it signed.
      ml.restart(() -> putBack(copy, ml.directory.resolve("ledger")));
      bf.until("rollback", () -> problem(bf, "ML").equals("journal-recul"));
      assertThat(bf.state("ML")).isEqualTo(PeerLinks.State.REFUSED);
      assertThat(bf.link("ML").record().problem().text()).isNotBlank();

      // The node refuses to go on from there. A program that does not ask its peers goes on all the
      // same, with its key, and tells another history than the one that it signed before.
      ml.restart(() -> appendWithoutAsking(ml, "autre deux", "autre trois", "autre quatre"));
      bf.until("fork", () -> problem(bf, "ML").equals("journal-equivoque"));
      assertThat(bf.link("ML").record().locked()).isTrue();
      assertThat(bf.received).extracting(bf::content).containsExactly("un", "deux", "trois");
      var proofs =
          bf.evidenceFiles().stream()
              .filter(file -> file.getFileName().toString().contains("equivoque"))
              .toList();
      assertThat(proofs).isNotEmpty();
      Equivocation.parse(Files.readString(proofs.getFirst())).verify(ml.keys.logKey());
    }
  }

  private static void appendWithoutAsking(TestNode of, String... entries) {
    try {
      var key = NoteSigner.parse(Files.readString(of.directory.resolve("keys/log.key")).strip());
      try (var log = TiledLog.open(of.directory.resolve("ledger"), key)) {
        for (String entry : entries) {
          log.append(entry.getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String problem(TestNode node, String peer) {
    return node.link(peer).record().problem().code();
  }

  private static void putBack(Path copy, Path ledger) {
    if (!FileSystemUtils.deleteRecursively(ledger.toFile())) {
      throw new IllegalStateException("still there: " + ledger);
    }
    copy(copy, ledger);
  }

  private static void copy(Path from, Path to) {
    try {
      FileSystemUtils.copyRecursively(from, to);
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  @Test
  void a_clock_that_jumps_two_days_ahead_and_back_delays_nothing() {
    var clock = new JumpingClock();
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory, clock)) {
      ml.know(bf);
      bf.know(ml);
      ml.export("indicators", "avant", bf);
      bf.until("first", () -> bf.received.size() == 1);

      for (long days : new long[] {2, -4, 2}) {
        clock.jump(Duration.ofDays(days));
        int sofar = bf.received.size();
        ml.export("indicators", "après " + days, bf);
        bf.until("received", () -> bf.received.size() == sofar + 1);
        bf.until("current", () -> bf.state("ML") == PeerLinks.State.CURRENT);
      }

      // Away while the clock is ahead, back once it was set right: the pause is not two days
      // longer.
      clock.jump(Duration.ofDays(2));
      ml.listener.stop();
      bf.until("away", () -> problem(bf, "ML").equals("injoignable"));
      clock.jump(Duration.ofDays(-2));
      ml.export("indicators", "en attendant", bf);
      ml.restart();
      bf.until("back", () -> bf.received.size() == 5);
      bf.until("current", () -> bf.state("ML") == PeerLinks.State.CURRENT);
    }
  }

  @Test
  void what_was_to_be_tried_again_is_tried_although_the_clock_was_set_back() {
    var clock = new JumpingClock();
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory, clock)) {
      ml.know(bf);
      clock.jump(Duration.ofDays(2)); // its clock is wrong when the object is refused
      var late =
          TestExports.seal(
              "ML",
              List.of("BF"),
              List.of(bf.keys.identity().recipient()),
              "indicators",
              "en retard".getBytes(StandardCharsets.UTF_8));
      TestExports.append(ml.log, late.leaf().bytes());
      bf.know(ml);
      bf.until("refused for now", () -> bf.refusals("ML").size() == 1);
      TestExports.store(ml.log, late);
      clock.jump(Duration.ofDays(-2)); // and now it is set right

      bf.until("taken", () -> bf.received.size() == 1);
      assertThat(bf.received.getFirst().index()).isZero();
      assertThat(bf.refusals("ML")).isEmpty();
    }
  }

  /** The true time, and so much ahead of it. */
  private static final class JumpingClock extends Clock {

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    void jump(Duration by) {
      ahead.updateAndGet(before -> before.plus(by));
    }

    @Override
    public Instant instant() {
      return Clock.systemUTC().instant().plus(ahead.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void a_peer_that_does_not_know_us_yet_says_so_and_is_pulled_once_it_does() {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory)) {
      bf.know(ml);
      bf.until("trouble", () -> bf.link("ML").record().problem().code().equals("pair-nous-ignore"));
      ml.export("indicators", "bonjour", bf);

      ml.know(bf);

      bf.until("pulled", () -> bf.received.size() == 1);
    }
  }

  @Test
  void another_certificate_than_that_of_the_card_is_not_spoken_to() {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory);
        var ne = new TestNode("NE", directory)) {
      ml.know(bf);
      var card = ml.card();
      bf.register.add(
          new PeerCard(
              card.code(),
              card.name(),
              card.city(),
              card.url(),
              card.logKey(),
              card.recipient(),
              ne.tls.fingerprint(),
              card.witnessKey()));

      bf.until(
          "trouble", () -> bf.link("ML").record().problem().code().equals("certificat-inconnu"));
      assertThat(bf.link("ML").record().contactAt()).isNull();
    }
  }

  @Test
  void a_suspended_peer_is_neither_pulled_nor_served_until_it_is_resumed() {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory)) {
      ml.know(bf);
      bf.know(ml);
      bf.until("current", () -> bf.state("ML") == PeerLinks.State.CURRENT);

      ml.register.suspend(new StateCode("BF"));
      bf.until(
          "refused there",
          () -> bf.link("ML").record().problem().code().equals("pair-nous-ignore"));
      assertThat(ml.register.recipients()).isEmpty();
      bf.register.suspend(new StateCode("ML"));
      ml.export("indicators", "plus tard", bf);
      ml.register.resume(new StateCode("BF"));
      assertThat(bf.received).isEmpty();
      bf.register.resume(new StateCode("ML"));

      bf.until("pulled", () -> bf.received.size() == 1);
    }
  }

  @Test
  void a_peer_that_was_removed_and_added_again_is_verified_anew_and_brings_nothing_twice() {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory)) {
      ml.know(bf);
      bf.know(ml);
      ml.export("indicators", "une fois", bf);
      bf.until("pulled", () -> bf.received.size() == 1);

      bf.register.remove(new StateCode("ML"));
      assertThat(bf.register.list()).isEmpty();
      bf.know(ml);

      bf.until("verified", () -> bf.link("ML").record().position() == 1);
      assertThat(bf.received).hasSize(1);
    }
  }

  @Test
  void thousands_of_entries_for_others_are_passed_over() {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory);
        var ne = new TestNode("NE", directory)) {
      ml.know(bf);
      var forNiger =
          TestExports.seal(
                  "ML",
                  java.util.List.of("NE"),
                  java.util.List.of(ne.keys.identity().recipient()),
                  "indicators",
                  new byte[10])
              .leaf()
              .bytes();
      var many = new byte[3_000][];
      java.util.Arrays.fill(many, forNiger);
      TestExports.append(ml.log, many);
      ml.export("indicators", "au bout", bf);

      bf.know(ml);

      bf.until("pulled", () -> bf.received.size() == 1);
      assertThat(bf.received.getFirst().index()).isEqualTo(3_000);
      bf.until("all counted", () -> bf.link("ML").record().passed() == 3_000);
    }
  }
}

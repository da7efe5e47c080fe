package org.bouclier.node.federation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouclier.ledger.log.Equivocation;
import org.bouclier.ledger.log.NoteSigner;
import org.bouclier.ledger.log.SignatureType;
import org.bouclier.ledger.seal.SealIdentity;
import org.bouclier.ledger.seal.SealRecipient;
import org.bouclier.ledger.spool.Leaf;
import org.bouclier.ledger.spool.Spool;
import org.bouclier.node.frontier.ExportLog;
import org.bouclier.node.frontier.TestExports;
import org.bouclier.node.site.StateCode;
import org.bouclier.node.web.PeerLinks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One honest node against a peer that lies: each lie has its name, and the rest goes on. */
class PeerPullTest {

  @TempDir Path directory;
  private LyingPeer liar;
  private TestNode ml;

  @BeforeEach
  void open() {
    liar = new LyingPeer("BF", directory);
    ml = new TestNode("ML", directory);
  }

  @AfterEach
  void close() {
    ml.close();
    liar.close();
  }

  private TestExports.Sealed sealed(String content) {
    return sealed("BF", content, ml.keys.identity().recipient());
  }

  private static TestExports.Sealed sealed(String from, String content, SealRecipient to) {
    return TestExports.seal(
        from, List.of("ML"), List.of(to), "indicators", content.getBytes(UTF_8));
  }

  private long publish(String content) {
    return TestExports.publish(liar.log, sealed(content));
  }

  private void know() {
    ml.register.add(liar.card());
  }

  private LinkRecord record() {
    return ml.link("BF").record();
  }

  private void untilProblem(String code) {
    ml.until(code, () -> record().problem().code().equals(code));
  }

  private List<String> contents() {
    return ml.received.stream().map(ml::content).toList();
  }

  private String refusalOf(long index) {
    return ml.refusals("BF").stream()
        .filter(refusal -> refusal.index() == index)
        .map(refusal -> refusal.problem().code())
        .findFirst()
        .orElse("none");
  }

  @Test
  void a_checkpoint_with_a_bad_signature_is_refused_and_kept() throws IOException {
    publish("vrai");
    var forged =
        NoteSigner.generate("bouclier.bf/exports", SignatureType.ED25519, new SecureRandom())
            .note(liar.log.checkpoint().note().text());
    liar.lies.put("checkpoint", exchange -> LyingPeer.send(exchange, 200, forged.bytes()));
    know();

    untilProblem("journal-signature");

    assertThat(ml.state("BF")).isEqualTo(PeerLinks.State.REFUSED);
    assertThat(ml.received).isEmpty();
    assertThat(ml.evidenceFiles()).hasSize(1);
    liar.lies.clear();
    ml.until("it is read once it is signed", () -> contents().equals(List.of("vrai")));
    assertThat(ml.state("BF")).isEqualTo(PeerLinks.State.CURRENT);
  }

  @Test
  void a_ledger_that_rolls_back_is_refused_with_both_notes_kept() throws IOException {
    publish("un");
    var old = liar.log.checkpoint().note();
    publish("deux");
    know();
    ml.until("read", () -> ml.received.size() == 2);

    liar.lies.put("checkpoint", exchange -> LyingPeer.send(exchange, 200, old.bytes()));
    untilProblem("journal-recul");

    assertThat(ml.state("BF")).isEqualTo(PeerLinks.State.REFUSED);
    assertThat(record().announced()).isEqualTo(2);
    var evidence = ml.sql.evidence("BF").getFirst();
    assertThat(evidence.offered()).isEqualTo(old.print());
    assertThat(evidence.seen()).isEqualTo(liar.log.checkpoint().note().print());
    assertThat(Files.readString(ml.evidenceFiles().getFirst()))
        .contains(evidence.seen(), evidence.offered());
    publish("trois");
    assertThat(ml.received).hasSize(2);
    liar.lies.clear();
    ml.until("it is read once it is whole again", () -> ml.received.size() == 3);
  }

  @Test
  void a_ledger_with_two_histories_is_refused_until_a_person_decides() throws IOException {
    publish("un");
    publish("deux");
    know();
    ml.until("read", () -> ml.received.size() == 2);

    try (var other = ExportLog.open(directory.resolve("other-ledger"), liar.keys)) {
      for (String content : List.of("autre un", "autre deux", "autre trois")) {
        TestExports.publish(other, sealed(content));
      }
      var honest = liar.log;
      liar.log = other;
      untilProblem("journal-equivoque");
      assertThat(record().locked()).isTrue();
      assertThat(contents()).containsExactly("un", "deux");
      var proof = Files.readString(ml.evidenceFiles().getFirst());
      Equivocation.parse(proof).verify(liar.keys.logKey()); // anyone can, with the public key only

      liar.log = honest;
      publish("trois");
      ml.restart(); // a restart does not forget
      assertThat(ml.state("BF")).isEqualTo(PeerLinks.State.REFUSED);
      assertThat(contents()).containsExactly("un", "deux");
      ml.register.resume(new StateCode("BF"));
      ml.pulls.hasten(new StateCode("BF"));
      ml.until("read after the decision", () -> ml.received.size() == 3);
    }
  }

  @Test
  void what_cannot_be_accepted_is_refused_by_its_index_and_the_rest_goes_on() {
    var swapped = sealed("échangé");
    var stranger =
        sealed("BF", "pour un autre", SealIdentity.generate(new SecureRandom()).recipient());
    var copied = sealed("NE", "copié", ml.keys.identity().recipient());
    var replayed = sealed("répété");
    var tooLong = new byte[600];
    Arrays.fill(tooLong, (byte) 'x');
    long first = TestExports.publish(liar.log, replayed);
    long badLeaf = TestExports.append(liar.log, "{\"pas\":\"une feuille\"}".getBytes(UTF_8));
    long longLeaf = TestExports.append(liar.log, tooLong);
    long swappedAt = TestExports.publish(liar.log, swapped);
    long strangerAt = TestExports.publish(liar.log, stranger);
    long copiedAt = TestExports.publish(liar.log, copied);
    long replayedAt = TestExports.publish(liar.log, replayed);
    long huge = TestExports.append(liar.log, announcing(sealed("énorme").leaf(), 30).bytes());
    long last = publish("à la fin");
    var ciphertext = swapped.leaf().ciphertext();
    assertThat(ciphertext).isNotNull();
    liar.lies.put(
        Spool.path(ciphertext.sha256()),
        exchange -> LyingPeer.send(exchange, 200, new byte[swapped.ciphertext().length]));
    know();

    ml.until("all looked at", () -> record().position() == last + 1);

    assertThat(contents()).containsExactly("répété", "à la fin");
    assertThat(ml.received.getFirst().index()).isEqualTo(first);
    assertThat(refusalOf(badLeaf)).isEqualTo("feuille-forme");
    assertThat(refusalOf(longLeaf)).isEqualTo("feuille-forme");
    assertThat(refusalOf(swappedAt)).isEqualTo("objet-substitue");
    assertThat(refusalOf(strangerAt)).isEqualTo("pli-destinataire");
    assertThat(refusalOf(copiedAt)).isEqualTo("colis-expediteur");
    assertThat(refusalOf(replayedAt)).isEqualTo("rejeu");
    assertThat(refusalOf(huge)).isEqualTo("objet-trop-grand");
    assertThat(ml.refusals("BF")).hasSize(7);
    ml.until("no object of a refused entry stays", () -> kept().isEmpty());
    assertThat(ml.state("BF")).isEqualTo(PeerLinks.State.CURRENT);
  }

  private static Leaf announcing(Leaf leaf, int sizeClass) {
    var ciphertext = leaf.ciphertext();
    assertThat(ciphertext).isNotNull();
    return new Leaf(
        leaf.type(),
        leaf.n(),
        leaf.commit(),
        new Leaf.Ciphertext(ciphertext.sha256(), sizeClass),
        leaf.dest(),
        leaf.prio(),
        leaf.exp(),
        leaf.policy(),
        leaf.t());
  }

  @Test
  void an_object_that_never_ends_is_refused_and_the_rest_goes_on() {
    var endless = sealed("sans fin");
    long at = TestExports.publish(liar.log, endless);
    publish("après");
    var ciphertext = endless.leaf().ciphertext();
    assertThat(ciphertext).isNotNull();
    liar.lies.put(Spool.path(ciphertext.sha256()), LyingPeerBodies::endless);
    know();

    ml.until("the next one is read", () -> contents().equals(List.of("après")));

    assertThat(refusalOf(at)).isEqualTo("objet-substitue");
  }

  @Test
  void a_peer_that_does_not_say_what_it_has_seen_of_us_is_read_all_the_same() {
    publish("un");
    liar.lies.put(LogServlet.SEEN, LyingPeerBodies::endless);
    know();

    ml.until("read", () -> ml.received.size() == 1);

    assertThat(record().problem().code()).isEmpty();
  }

  @Test
  void a_checkpoint_that_never_ends_stops_nothing_but_that_peer() {
    publish("un");
    liar.lies.put("checkpoint", LyingPeerBodies::endless);
    know();

    ml.until("trouble", () -> !record().problem().code().isEmpty());

    assertThat(ml.received).isEmpty();
    liar.lies.clear();
    ml.until("read once it ends", () -> ml.received.size() == 1);
  }

  @Test
  void a_link_that_is_cut_in_the_middle_of_an_object_is_gone_on_with_from_there() {
    var content = "x".repeat(500_000);
    var sealed = sealed(content);
    TestExports.publish(liar.log, sealed);
    var ciphertext = sealed.leaf().ciphertext();
    assertThat(ciphertext).isNotNull();
    var path = Spool.path(ciphertext.sha256());
    var cuts = new AtomicInteger();
    liar.lies.put(
        path,
        exchange -> {
          var range = exchange.getRequestHeaders().getFirst("Range");
          int from =
              range == null
                  ? 0
                  : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
          int whole = sealed.ciphertext().length;
          if (from > 0) {
            exchange
                .getResponseHeaders()
                .set("Content-Range", "bytes " + from + "-" + (whole - 1) + "/" + whole);
          }
          exchange.sendResponseHeaders(from > 0 ? 206 : 200, whole - from);
          int to = cuts.incrementAndGet() <= 2 ? Math.min(whole, from + 200_000) : whole;
          exchange.getResponseBody().write(sealed.ciphertext(), from, to - from);
          exchange.getResponseBody().flush();
        });
    know();

    ml.until("whole", () -> contents().equals(List.of(content)));

    assertThat(liar.asked.stream().filter(asked -> asked.startsWith(path)))
        .hasSizeGreaterThanOrEqualTo(2)
        .anyMatch(asked -> asked.contains("Range") || asked.contains("bytes="));
    assertThat(ml.refusals("BF")).isEmpty();
  }

  @Test
  void an_object_that_is_not_there_yet_is_taken_when_it_is() {
    var late = sealed("en retard");
    TestExports.append(liar.log, late.leaf().bytes());
    publish("présent");
    know();
    ml.until("the rest is read", () -> contents().equals(List.of("présent")));
    assertThat(refusalOf(0)).isEqualTo("objet-absent");

    TestExports.publish(liar.log, late); // the object, and the same leaf a second time
    ml.pulls.hasten(new StateCode("BF"));

    ml.until("taken", () -> ml.received.size() == 2);
    assertThat(contents()).containsExactlyInAnyOrder("présent", "en retard");
    ml.until("all looked at", () -> record().position() == 3);
    assertThat(record().accepted()).isEqualTo(2);
  }

  @Test
  void a_peer_that_cuts_what_is_tried_again_leaves_one_part_and_not_many() {
    var first = sealed("a".repeat(500_000));
    var second = sealed("b".repeat(500_000));
    TestExports.append(liar.log, first.leaf().bytes());
    TestExports.append(liar.log, second.leaf().bytes());
    know();
    ml.until("both are refused", () -> ml.refusals("BF").size() == 2);

    cut(second);
    ml.pulls.hasten(new StateCode("BF"));
    ml.until("a part of the second", () -> kept().equals(List.of(part(second))));
    cut(first);
    ml.pulls.hasten(new StateCode("BF"));
    ml.until("only a part of the first", () -> kept().equals(List.of(part(first))));
  }

  /** Sends 200,000 bytes of an object, and hangs up. */
  private void cut(TestExports.Sealed sealed) {
    liar.lies.put(
        Spool.path(sealed.leaf().ciphertext().sha256()),
        exchange -> {
          exchange.sendResponseHeaders(200, sealed.ciphertext().length);
          exchange.getResponseBody().write(sealed.ciphertext(), 0, 200_000);
          exchange.getResponseBody().flush();
        });
  }

  private static String part(TestExports.Sealed sealed) {
    return sealed.leaf().ciphertext().sha256().hex() + ".part";
  }

  /** The objects of peers that are on the disk, whole or in part. */
  private List<String> kept() {
    try (var files = Files.walk(ml.directory.resolve("federation/incoming"))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException moving) {
      throw new UncheckedIOException(moving);
    }
  }

  @Test
  void killed_while_it_keeps_what_it_opened_it_takes_it_exactly_once() {
    publish("un");
    publish("deux");
    var kills = new AtomicInteger();
    ml.onEvent =
        _ -> {
          if (kills.incrementAndGet() <= 3) {
            throw new IllegalStateException("killed before the commit");
          }
        };
    know();

    ml.until("both", () -> ml.received.size() == 2);

    assertThat(contents()).containsExactly("un", "deux");
    assertThat(kills.get()).isEqualTo(5);
    assertThat(record().accepted()).isEqualTo(2);
  }

  @Test
  void a_tile_that_does_not_hash_to_the_signed_root_is_refused() {
    publish("un");
    liar.lies.put(
        "tile/entries/000.p/1", exchange -> LyingPeer.send(exchange, 200, new byte[] {0, 1, 'x'}));
    know();

    untilProblem("journal-abime");

    assertThat(ml.state("BF")).isEqualTo(PeerLinks.State.REFUSED);
    assertThat(ml.received).isEmpty();
    liar.lies.clear();
    ml.until("read once it is true", () -> ml.received.size() == 1);
  }
}

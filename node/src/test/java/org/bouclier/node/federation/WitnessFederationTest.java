package org.bouclier.node.federation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouclier.ledger.log.Checkpoint;
import org.bouclier.ledger.log.Equivocation;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.Note;
import org.bouclier.ledger.log.NoteSigner;
import org.bouclier.ledger.log.TiledLog;
import org.bouclier.ledger.log.TrustPolicy;
import org.bouclier.ledger.log.WitnessAnswer;
import org.bouclier.ledger.log.WitnessRequest;
import org.bouclier.ledger.spool.DiskSpool;
import org.bouclier.ledger.spool.SpoolAudit;
import org.bouclier.node.site.TlsIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that cosign one another's ledgers, and what that catches. */
class WitnessFederationTest {

  @TempDir Path directory;

  private static Hash place(TestNode of) {
    return Hash.sha256(of.keys.logKey().name().getBytes(UTF_8));
  }

  private static Optional<Note> cosigned(TestNode node) {
    try {
      return Optional.of(Note.parse(node.log.spool().read("cosigned", Note.MAX_BYTES)));
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  private static boolean isCosigned(TestNode node, long size, int witnesses) {
    return cosigned(node)
        .filter(note -> note.text().lines().skip(1).findFirst().orElse("").equals("" + size))
        .filter(note -> note.signatures().size() == 1 + witnesses)
        .isPresent();
  }

  @Test
  void each_ledger_is_cosigned_by_the_two_others_and_an_auditor_needs_public_keys_only()
      throws IOException {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory);
        var ne = new TestNode("NE", directory)) {
      ml.know(bf, ne);
      bf.know(ml, ne);
      ne.know(ml, bf);
      ml.export("indicators", "un", bf);
      ml.export("indicators", "deux", bf, ne);

      ml.until("both have cosigned", () -> isCosigned(ml, 2, 2));
      assertThat(ml.cosigners.standing(bf.code).size()).isEqualTo(2);
      assertThat(ml.cosigners.standing(ne.code).problem()).isEqualTo(Problem.NONE);

      var policy = TrustPolicy.parse(TrustText.of(bf.register.cards()));
      assertThat(policy.witnesses()).hasSize(3);
      var seen = policy.judge(cosigned(ml).orElseThrow());
      assertThat(seen.quorum()).isTrue();
      assertThat(seen.seen())
          .extracting(one -> one.witness().label())
          .containsExactlyInAnyOrder("BF", "NE");
      var audit =
          new SpoolAudit(
              new DiskSpool(ml.directory.resolve("ledger")), policy, true, Instant.now(ml.clock));
      var faults = new ArrayList<>();
      assertThat(audit.run(null, faults::add).isWhole()).as(faults.toString()).isTrue();

      // and the peers keep what the witnesses say, beside the head that they verified themselves
      var link = bf.link("ML").peer().id();
      ml.export("indicators", "trois", bf);
      bf.until("kept", () -> bf.sql.cosigned(link).isPresent());
      var kept = Note.parse(bf.sql.cosigned(link).orElseThrow().note());
      assertThat(bf.register.cosigned(kept)).isNotEmpty();
    }
  }

  @Test
  void a_witness_that_was_away_cosigns_when_it_is_back() {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory)) {
      ml.know(bf);
      bf.know(ml);
      bf.listener.stop();
      ml.export("indicators", "un", bf);
      ml.until("it is away", () -> !ml.cosigners.standing(bf.code).problem().code().isEmpty());
      bf.listener.start(); // on another port: the card tells the old one
      bf.restart();
      ml.until("cosigned", () -> isCosigned(ml, 1, 1));
      ml.restart();
      ml.export("indicators", "deux", bf);
      ml.until("cosigned again", () -> isCosigned(ml, 2, 1));
      assertThat(ml.log.withheld()).isEmpty();
    }
  }

  /** Another history of a node's ledger, signed with its key. */
  private TiledLog fork(TestNode of, int entries) throws IOException {
    var signer = NoteSigner.parse(Files.readString(of.directory.resolve("keys/log.key")).strip());
    var log = TiledLog.open(Files.createDirectories(directory.resolve("fork")), signer);
    var lies = new ArrayList<byte[]>();
    for (int i = 0; i < entries; i++) {
      lies.add(("mensonge " + i).getBytes(UTF_8));
    }
    log.append(lies);
    return log;
  }

  @Test
  void a_ledger_that_shows_each_state_another_history_is_caught_by_comparing_witnesses()
      throws IOException {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory);
        var ne = new TestNode("NE", directory);
        var lie = fork(ml, 2)) {
      ml.know(bf, ne);
      ne.know(ml, bf);
      ne.pulls.stop(); // Niger is shown the lie, and only the lie
      ml.cosigners.stop();
      for (String content :
          List.of("un", "deux", "trois")) { // it would not, had it heard of the lie
        ml.export("indicators", content, bf);
      }
      var request = WitnessRequest.of(lie.checkpoint(), lie.reader().tree(lie.checkpoint()), 0);
      assertThat(ne.witness.answer(request.bytes(), ne.register::logOf, Instant.now(ne.clock)))
          .isInstanceOf(WitnessAnswer.Cosigned.class);
      bf.know(ml);
      bf.until("all is well", () -> bf.received.size() == 3);
      bf.know(ne);
      bf.until("caught", () -> bf.link("ML").record().locked());

      assertThat(bf.link("ML").record().problem().code()).isEqualTo("journal-equivoque");
      var proof = bf.evidenceFiles().getFirst();
      var evidence = Equivocation.parse(Files.readString(proof));
      evidence.verify(ml.keys.logKey());
      assertThat(Checkpoint.open(evidence.smaller(), ml.keys.logKey()).size()).isEqualTo(2);
    }
  }

  @Test
  void a_second_root_brought_to_a_witness_is_kept_as_evidence() throws Exception {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory);
        var lie = fork(ml, 1)) {
      ml.know(bf);
      bf.know(ml);
      ml.export("indicators", "un", bf);
      ml.until("cosigned", () -> isCosigned(ml, 1, 1));
      var request = WitnessRequest.of(lie.checkpoint(), lie.reader().tree(lie.checkpoint()), 1);
      assertThat(post(ml.tls, bf, request.bytes()).statusCode()).isEqualTo(422);
      assertThat(bf.link("ML").record().locked()).isTrue();
      Equivocation.parse(Files.readString(bf.evidenceFiles().getFirst())).verify(ml.keys.logKey());
    }
  }

  private static HttpResponse<String> post(TlsIdentity as, TestNode to, byte[] body)
      throws Exception {
    return send(
        as,
        to,
        HttpRequest.newBuilder(to.card().url().resolve("/log/v1/witness/add-checkpoint"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private static HttpResponse<String> send(TlsIdentity as, TestNode to, HttpRequest.Builder request)
      throws Exception {
    try (var client =
        HttpClient.newBuilder()
            .sslContext(PeerTls.client(as, to.tls.fingerprint()))
            .version(HttpClient.Version.HTTP_1_1)
            .build()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void the_port_answers_with_the_status_codes_of_the_specification() throws Exception {
    try (var ml = new TestNode("ML", directory);
        var bf = new TestNode("BF", directory);
        var ne = new TestNode("NE", directory)) {
      bf.know(ml);
      ml.export("indicators", "un", bf);
      ml.export("indicators", "deux", bf);
      var head = ml.log.checkpoint();
      var tree = ml.log.reader().tree(head);
      var path = "/log/v1/witness/" + place(ml).hex() + "/checkpoint";
      var monitor = HttpRequest.newBuilder(bf.card().url().resolve(path));
      assertThat(send(ml.tls, bf, monitor).statusCode()).isEqualTo(404);

      var good = WitnessRequest.of(head, tree, 0).bytes();
      assertThat(post(ne.tls, bf, good).statusCode()).isEqualTo(403); // no peer's certificate
      assertThat(post(ml.tls, bf, "old x\n".getBytes(UTF_8)).statusCode()).isEqualTo(400);
      assertThat(post(ml.tls, bf, new byte[WitnessRequest.MAX_BYTES + 100]).statusCode())
          .isEqualTo(400);
      var unknown = ne.log.checkpoint();
      assertThat(
              post(ml.tls, bf, new WitnessRequest(0, List.of(), unknown.note()).bytes())
                  .statusCode())
          .isEqualTo(404);
      var answer = post(ml.tls, bf, good);
      assertThat(answer.statusCode()).isEqualTo(200);
      var note = Note.parse(head.note().print() + answer.body());
      assertThat(note.verify(List.of(bf.witness.key()))).hasSize(1);

      var conflict = post(ml.tls, bf, good);
      assertThat(conflict.statusCode()).isEqualTo(409);
      assertThat(conflict.body()).isEqualTo("2\n");
      assertThat(conflict.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/x.tlog.size");
      var twice = new WitnessRequest(2, List.of(Hash.sha256()), head.note()).bytes();
      assertThat(post(ml.tls, bf, twice).statusCode()).isEqualTo(422);

      var served = send(ml.tls, bf, monitor);
      assertThat(served.statusCode()).isEqualTo(200);
      assertThat(Note.parse(served.body())).isEqualTo(note);
      var wrong =
          HttpRequest.newBuilder(bf.card().url().resolve("/log/v1/witness/add-checkpoint")).GET();
      assertThat(send(ml.tls, bf, wrong).statusCode()).isEqualTo(404);
    }
  }
}

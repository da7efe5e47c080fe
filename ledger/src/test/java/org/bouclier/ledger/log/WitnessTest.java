package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A witness never cosigns two histories, whatever it is sent and whenever it is cut. */
class WitnessTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant AT = Instant.parse("2026-01-29T10:15:30Z");
  private static final NoteSigner LOG =
      NoteSigner.generate("bouclier.ml/exports", SignatureType.ED25519, RANDOM);
  private static final NoteSigner STRANGER =
      NoteSigner.generate("bouclier.ml/exports", SignatureType.ED25519, RANDOM);
  private static final NoteSigner KEY =
      NoteSigner.generate("bouclier.bf/witness", SignatureType.COSIGNATURE_ML_DSA_44, RANDOM);
  private static final NoteSigner THIN =
      NoteSigner.generate("bouclier.bf/witness", SignatureType.COSIGNATURE_ED25519, RANDOM);

  @TempDir Path directory;
  private Witness witness;
  private final MemoryLog log = new MemoryLog(LOG);

  @BeforeEach
  void open() throws IOException {
    witness = Witness.open(directory.resolve("temoin"), List.of(KEY, THIN), new FastDisk());
  }

  @AfterEach
  void close() throws IOException {
    witness.close();
  }

  private Checkpoint grow(int to) {
    return log.append(TiledLogTest.leaves(log.head().size(), to));
  }

  private static Optional<NoteVerifier> known(String origin) {
    return origin.equals(LOG.name()) ? Optional.of(LOG.verifier()) : Optional.empty();
  }

  private WitnessAnswer send(byte[] body) throws IOException {
    return witness.addCheckpoint(body, WitnessTest::known, AT);
  }

  private WitnessAnswer send(Checkpoint head, long old) throws IOException {
    return send(request(log, head, old).bytes());
  }

  private static WitnessRequest request(MemoryLog log, Checkpoint head, long old)
      throws IOException {
    return WitnessRequest.of(head, log.reader().tree(head), old);
  }

  @Test
  void heads_that_grow_are_cosigned_by_every_key_of_the_witness() throws IOException {
    long old = 0;
    for (int size : List.of(0, 1, 1, 2, 255, 256, 300, 300, 3_000)) {
      var head = grow(size);
      var answer = send(head, old);
      assertThat(answer.status()).isEqualTo(200);
      var lines = ((WitnessAnswer.Cosigned) answer).lines();
      var note = Note.parse(head.note().print() + lines);
      assertThat(note.verify(List.of(KEY.verifier(), THIN.verifier()))).hasSize(2);
      assertThat(KEY.verifier().time(note.text(), note.signatures().get(1))).contains(AT);
      var served = witness.checkpoint(Hash.sha256(LOG.name().getBytes(UTF_8))).orElseThrow();
      assertThat(served).isEqualTo(note);
      old = size;
    }
  }

  @Test
  void the_examples_form_of_a_request_is_read_and_any_other_is_400() throws IOException {
    send(grow(3), 0);
    var good = new String(request(log, grow(10), 3).bytes(), UTF_8);
    assertThat(WitnessRequest.parse(good.getBytes(UTF_8)).proof()).hasSize(5);
    for (String bad :
        List.of(
            "",
            "old 3\n",
            good.replace("old 3", "old 03"),
            good.replace("old 3", "old +3"),
            good.replace("old 3", "old -3"),
            good.replace("old 3", "old  3"),
            good.replace("old 3", "Old 3"),
            good.replace("old 3", "old 99999999999999999999"),
            good.replace("\n", "\r\n"),
            good.replaceFirst("=\n", "\n"),
            good.replaceFirst("old 3\n", "old 3\nAAAA\n"),
            good.replaceFirst("old 3\n", "old 3\n" + (Hash.sha256().base64() + "\n").repeat(60)),
            good.replaceFirst("\n\n", "\n"),
            good.substring(0, good.length() - 1),
            good.replace("\n10\n", "\n010\n"),
            good + "— \n",
            "old 11" + good.substring("old 3".length())) /* larger than the checkpoint */) {
      var answer = send(bad.getBytes(UTF_8));
      assertThat(answer.status()).as(bad).isIn(400, 403);
    }
    assertThat(send(("old 11" + good.substring("old 3".length())).getBytes(UTF_8)).status())
        .isEqualTo(400);
    assertThat(send(new byte[WitnessRequest.MAX_BYTES + 1]).status()).isEqualTo(400);
    assertThat(send(good.getBytes(UTF_8)).status()).isEqualTo(200);
  }

  @Test
  void an_unknown_log_is_404() throws IOException {
    var other = NoteSigner.generate("bouclier.td/exports", SignatureType.ED25519, RANDOM);
    var theirs = new MemoryLog(other, TiledLogTest.leaves(0, 3));
    var head = theirs.sign(theirs.head());
    assertThat(send(request(theirs, head, 0).bytes()).status()).isEqualTo(404);
  }

  @Test
  void a_head_that_the_log_did_not_sign_is_403() throws IOException {
    var forged = new MemoryLog(STRANGER, TiledLogTest.leaves(0, 3));
    assertThat(send(request(forged, forged.sign(forged.head()), 0).bytes()).status())
        .isEqualTo(403);
    var head = grow(3);
    var line = head.note().signatures().getFirst();
    var broken = line.signature();
    broken[5] ^= 1;
    var spoiled =
        new Note(
            head.note().text(), List.of(line, NoteSignature.of(line.name(), line.keyId(), broken)));
    assertThat(send(new WitnessRequest(0, List.of(), spoiled).bytes()).status()).isEqualTo(403);
    var unknownToo = head.note().with(THIN.cosign(head.note().text(), AT));
    assertThat(send(new WitnessRequest(0, List.of(), unknownToo).bytes()).status()).isEqualTo(200);
  }

  @Test
  void another_old_size_than_the_last_is_409_with_the_last() throws IOException {
    var three = grow(3);
    send(three, 0);
    var ten = grow(10);
    assertThat(send(ten, 0)).isEqualTo(new WitnessAnswer.Conflict(3));
    assertThat(send(ten, 4)).isEqualTo(new WitnessAnswer.Conflict(3));
    assertThat(send(ten, 3).status()).isEqualTo(200);
    assertThat(send(ten, 3)).isEqualTo(new WitnessAnswer.Conflict(10));
    assertThat(send(three, 3)).isEqualTo(new WitnessAnswer.Conflict(10)); // rolls back
    assertThat(send(three, 0).status()).isEqualTo(409);
  }

  @Test
  void a_proof_that_does_not_lead_from_the_last_head_is_422() throws IOException {
    send(grow(3), 0);
    var ten = request(log, grow(10), 3);
    var cut = new WitnessRequest(3, ten.proof().subList(0, 3), ten.checkpoint());
    var none = new WitnessRequest(3, List.of(), ten.checkpoint());
    for (WitnessRequest bad : List.of(cut, none)) {
      var answer = send(bad.bytes());
      assertThat(answer.status()).isEqualTo(422);
      var suspect = ((WitnessAnswer.Refused) answer).suspect();
      assertThat(suspect).isNotNull();
      assertThat(suspect.proof()).isEmpty(); // the log may still be honest
    }
    assertThat(send(ten.bytes()).status()).isEqualTo(200);
  }

  @Test
  void a_proof_from_nothing_is_422_and_so_is_an_empty_tree_with_a_root() throws IOException {
    var head = grow(3);
    var proof = List.of(Hash.sha256());
    assertThat(send(new WitnessRequest(0, proof, head.note()).bytes()).status()).isEqualTo(422);
    var text = LOG.name() + "\n0\n" + Hash.sha256(new byte[1]).base64() + "\n";
    var wrong = new WitnessRequest(0, List.of(), LOG.note(text));
    assertThat(send(wrong.bytes()).status()).isEqualTo(422);
    var extended = LOG.note(head.note().text() + "extension\n");
    assertThat(send(new WitnessRequest(0, List.of(), extended).bytes()).status()).isEqualTo(400);
  }

  @Test
  void a_second_root_of_one_size_is_422_with_evidence_that_anyone_can_check() throws IOException {
    send(grow(5), 0);
    var fork = new MemoryLog(LOG, TiledLogTest.leaves(1, 6));
    var answer = send(request(fork, fork.sign(fork.head()), 5).bytes());
    assertThat(answer.status()).isEqualTo(422);
    var suspect = ((WitnessAnswer.Refused) answer).suspect();
    assertThat(suspect).isNotNull();
    var evidence = Equivocation.parse(suspect.proof().orElseThrow().print());
    evidence.verify(LOG.verifier());
    // and what it had cosigned still stands
    assertThat(send(grow(6), 5).status()).isEqualTo(200);
  }

  @Test
  void what_was_cosigned_is_remembered_by_the_next_process() throws IOException {
    send(grow(5), 0);
    assertThatThrownBy(this::open).isInstanceOf(LockedLogException.class);
    witness.close();
    open();
    var fork = new MemoryLog(LOG, TiledLogTest.leaves(1, 9));
    var forked = fork.sign(fork.head());
    assertThat(send(request(fork, forked, 0).bytes())).isEqualTo(new WitnessAnswer.Conflict(5));
    assertThat(send(request(fork, forked, 5).bytes()).status()).isEqualTo(422);
  }

  @Test
  void a_memory_that_is_unreadable_is_not_taken_for_none() throws IOException {
    send(grow(5), 0);
    witness.close();
    var file =
        directory
            .resolve("temoin")
            .resolve(Hash.sha256(LOG.name().getBytes(UTF_8)).hex())
            .resolve("checkpoint");
    Files.writeString(file, "rien");
    open();
    assertThatThrownBy(() -> send(grow(6), 0)).isInstanceOf(IOException.class);
  }

  @Test
  void a_disk_that_fails_at_any_step_lets_no_cosignature_out_that_is_not_remembered()
      throws IOException {
    witness.close();
    var random = new Random(17);
    int failures = 0;
    long cosigned = 0;
    for (int round = 0; round < 200; round++) {
      int[] left = {random.nextInt(8)};
      var disk =
          new Disk() {
            private void step() throws IOException {
              if (left[0]-- == 0) {
                throw new IOException("no space left");
              }
            }

            @Override
            void write(Path file, byte[] bytes) throws IOException {
              step();
              Files.write(file, bytes);
            }

            @Override
            void rename(Path from, Path to) throws IOException {
              step();
              super.rename(from, to);
            }

            @Override
            void sync(Path path) throws IOException {
              step();
            }
          };
      try (var cut = Witness.open(directory.resolve("temoin"), List.of(THIN), disk)) {
        var head = grow((int) log.head().size() + 1);
        var reader = log.reader();
        var outcome =
            new Cosigning(reader, THIN.verifier())
                .ask(
                    head,
                    0,
                    body -> {
                      var answer = cut.addCheckpoint(body, WitnessTest::known, AT);
                      return sent(answer);
                    });
        assertThat(outcome).isInstanceOf(Cosigning.Outcome.Cosigned.class);
        cosigned = head.size();
      } catch (IOException full) {
        failures++;
      }
      open();
      var remembered = witness.checkpoint(Hash.sha256(LOG.name().getBytes(UTF_8)));
      long size = remembered.map(note -> TreeHead.parse(note.text()).size()).orElse(0L);
      assertThat(size).isGreaterThanOrEqualTo(cosigned);
      witness.close();
    }
    assertThat(failures).isBetween(20, 180);
  }

  /** The bytes of an answer, as a server sends them. */
  private static Cosigning.Answer sent(WitnessAnswer answer) {
    return new Cosigning.Answer(answer.status(), answer.body().getBytes(UTF_8));
  }

  @Test
  void two_heads_at_once_are_cosigned_in_one_order_or_not_at_all() throws Exception {
    var heads = new ArrayList<Checkpoint>();
    for (int size = 1; size <= 40; size++) {
      heads.add(grow(size));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = new ArrayList<Callable<WitnessAnswer>>();
      for (Checkpoint head : heads) {
        tasks.add(() -> send(head, 0));
      }
      int cosigned = 0;
      for (var answer : threads.invokeAll(tasks)) {
        cosigned += answer.get() instanceof WitnessAnswer.Cosigned ? 1 : 0;
      }
      assertThat(cosigned).isEqualTo(1); // all others then proved from another size
    }
  }

  @Test
  void a_log_gets_its_cosignature_although_it_does_not_know_what_the_witness_knows()
      throws IOException {
    send(grow(3), 0);
    var head = grow(10);
    Cosigning.Transport transport = body -> sent(send(body));
    for (long known : new long[] {0, 3, 7, 10}) {
      var outcome = new Cosigning(log.reader(), KEY.verifier()).ask(head, known, transport);
      assertThat(outcome).isInstanceOf(Cosigning.Outcome.Cosigned.class);
      var lines = ((Cosigning.Outcome.Cosigned) outcome).lines();
      assertThat(lines).hasSize(1);
      assertThat(KEY.verifier().verify(head.note().text(), lines.getFirst())).isTrue();
    }
  }

  @Test
  void a_log_that_was_put_back_from_an_old_copy_learns_it_from_its_witness() throws IOException {
    var old = grow(3);
    send(old, 0);
    send(grow(10), 3);
    var outcome = new Cosigning(log.reader(), KEY.verifier()).ask(old, 0, body -> sent(send(body)));
    assertThat(outcome).isEqualTo(new Cosigning.Outcome.Ahead(10));
  }

  @Test
  void a_witness_that_lies_convinces_no_log() throws IOException {
    var head = grow(3);
    var cosigning = new Cosigning(log.reader(), KEY.verifier());
    var elsewhere = KEY.cosign(new TreeHead(LOG.name(), 4, Hash.sha256()).text(), AT).line();
    for (String body : List.of("", "\n", "— x y\n", elsewhere, head.note().print())) {
      assertThatThrownBy(
              () -> cosigning.ask(head, 0, _ -> new Cosigning.Answer(200, body.getBytes(UTF_8))))
          .as(body)
          .isInstanceOf(LedgerException.class);
    }
    int[] asked = {0};
    var turning =
        cosigning.ask(
            head, 0, _ -> new Cosigning.Answer(409, (asked[0]++ % 2 + 1 + "\n").getBytes(UTF_8)));
    assertThat(turning).isInstanceOf(Cosigning.Outcome.Refused.class);
    for (String size : List.of("01\n", "-1\n", "x\n", "1", "9223372036854775808\n")) {
      var outcome = cosigning.ask(head, 0, _ -> new Cosigning.Answer(409, size.getBytes(UTF_8)));
      assertThat(outcome).as(size).isInstanceOf(Cosigning.Outcome.Refused.class);
    }
    assertThat(cosigning.ask(head, 0, _ -> new Cosigning.Answer(503, new byte[0])))
        .isEqualTo(new Cosigning.Outcome.Refused(503, ""));
  }

  @Test
  void cosignatures_join_under_one_head_and_make_way_for_the_next() throws IOException {
    var home = Files.createDirectories(directory.resolve("registre"));
    var file = new CosignedFile(home);
    assertThat(file.read()).isEmpty();
    var three = grow(3);
    file.add(three, List.of(KEY.cosign(three.note().text(), AT)));
    var both = file.add(three, List.of(THIN.cosign(three.note().text(), AT)));
    assertThat(both.signatures()).hasSize(3);
    var again = file.add(three, List.of(THIN.cosign(three.note().text(), AT.plusSeconds(9))));
    assertThat(again.signatures()).hasSize(3);
    assertThat(THIN.verifier().time(again.text(), again.signatures().get(2)))
        .contains(AT.plusSeconds(9));
    var four = grow(4);
    var next = file.add(four, List.of(KEY.cosign(four.note().text(), AT)));
    assertThat(next.signatures()).hasSize(2);
    assertThat(TileSource.of(home).read(TileSource.COSIGNED, Note.MAX_BYTES))
        .isEqualTo(next.bytes());
  }
}

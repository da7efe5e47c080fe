package org.bouclier.node.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.SimpleFileServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.bouclier.ledger.log.Equivocation;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.NoteSigner;
import org.bouclier.ledger.log.SignatureType;
import org.bouclier.ledger.log.TiledLog;
import org.bouclier.ledger.spool.DiskSpool;
import org.bouclier.ledger.spool.Leaf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code bouclier ledger}, as an auditor types it. */
class LedgerCommandTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final NoteSigner SIGNER =
      NoteSigner.generate("bouclier.ml/exports", SignatureType.ED25519, RANDOM);
  private static final NoteSigner BURKINA =
      NoteSigner.generate("temoin.bf", SignatureType.COSIGNATURE_ML_DSA_44, RANDOM);
  private static final NoteSigner NIGER =
      NoteSigner.generate("temoin.ne", SignatureType.COSIGNATURE_ED25519, RANDOM);

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    out.reset();
    err.reset();
    var commands =
        new Commands(
            _ -> {
              throw new IllegalStateException("no node is started here");
            },
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Clock.fixed(NOW, ZoneOffset.UTC));
    var all = new ArrayList<>(List.of("ledger"));
    all.addAll(List.of(arguments));
    all.add("--lang=fr");
    return commands.run(all.toArray(String[]::new));
  }

  private String said() {
    return out.toString(UTF_8);
  }

  private String refused() {
    return err.toString(UTF_8);
  }

  private JsonNode json() {
    return JsonMapper.shared().readTree(said());
  }

  /** A register with so many leaves, each with an object; says where. */
  private Path register(String name, int leaves, int salt) throws IOException {
    var directory = Files.createDirectories(folder.resolve(name));
    append(directory, leaves, salt);
    return directory;
  }

  private static void append(Path directory, int leaves, int salt) throws IOException {
    var spool = new DiskSpool(directory);
    try (var log = TiledLog.open(directory, SIGNER)) {
      var entries = new ArrayList<byte[]>();
      for (int i = 0; i < leaves; i++) {
        var sealed = ("pli " + salt + " " + i).getBytes(UTF_8);
        var stored = spool.put(new ByteArrayInputStream(sealed), 1_000);
        entries.add(leaf(salt + i, Leaf.Ciphertext.of(stored.sha256(), stored.bytes())).bytes());
      }
      log.append(entries);
    }
  }

  private static Leaf leaf(int n, Leaf.Ciphertext ciphertext) {
    return new Leaf(
        Leaf.EXPORT,
        n,
        Hash.sha256(new byte[] {1}),
        ciphertext,
        List.of("BF", "NE"),
        1,
        n % 2 == 0 ? NOW.plusSeconds(60) : NOW.minusSeconds(60),
        Hash.sha256(new byte[] {2}),
        NOW.minusSeconds(120));
  }

  private static String key() {
    return "--key=" + SIGNER.verifier();
  }

  @Test
  void a_register_as_it_was_signed_is_conform() throws IOException {
    var register = register("registre", 300, 0);

    assertThat(run("verify", register.toString(), key())).isZero();

    assertThat(said())
        .contains("bouclier.ml/exports")
        .containsPattern("300 entrées, racine [A-Za-z0-9+/]{43}=")
        .contains("2 paquets d’entrées et 3 tuiles vérifiés")
        .contains("300 export")
        .contains("300 conformes, 0 expirés, 0 absents, 0 altérés")
        .contains("Conforme.");
    assertThat(refused()).isEmpty();
  }

  @Test
  void a_file_that_was_changed_is_named_and_the_code_is_1() throws IOException {
    var register = register("registre", 300, 0);
    var tile = register.resolve("tile/0/000");
    var bytes = Files.readAllBytes(tile);
    bytes[100] ^= 1;
    Files.write(tile, bytes);
    var objects = new DiskSpool(register).objects();
    Files.writeString(register.resolve("objects/" + objects.getFirst().hex() + ".age"), "autre");
    Files.delete(register.resolve("objects/" + objects.getLast().hex() + ".age"));

    assertThat(run("verify", register.toString(), key())).isEqualTo(1);
    assertThat(refused())
        .contains("tile/0/000 [journal-abime]")
        .contains("objects/" + objects.getFirst().hex() + ".age [objet-substitue]")
        .contains("2 défauts");

    assertThat(run("verify", register.toString(), key(), "--json")).isEqualTo(1);
    var answer = json();
    assertThat(answer.path("ok").asBoolean()).isFalse();
    assertThat(answer.path("faultCount").asLong()).isEqualTo(2);
    assertThat(answer.path("faults").get(0).path("path").asString()).isEqualTo("tile/0/000");
    assertThat(answer.path("objects").path("whole").asLong()).isEqualTo(298);
    assertThat(
            answer.path("objects").path("expired").asLong()
                + answer.path("objects").path("absent").asLong())
        .isEqualTo(1);
    assertThat(run("verify", register.toString(), key(), "--json", "--no-objects")).isEqualTo(1);
    assertThat(json().path("faultCount").asLong()).isEqualTo(1);
  }

  @Test
  void another_key_believes_nothing() throws IOException {
    var register = register("registre", 3, 0);
    var other = NoteSigner.generate("bouclier.ml/exports", SignatureType.ED25519, RANDOM);
    assertThat(run("verify", register.toString(), "--key=" + other.verifier())).isEqualTo(1);
    assertThat(refused()).contains("journal-signature");
    assertThat(run("verify", register.toString(), "--key=rien")).isEqualTo(2);
    assertThat(run("verify", register.toString())).isEqualTo(2);
    assertThat(refused()).contains("--key");
    assertThat(run("verify", folder.resolve("absent").toString(), key())).isEqualTo(2);
    assertThat(run("verify", folder.toString(), key())).isEqualTo(2); // no register in it
  }

  @Test
  void the_same_check_is_made_over_http() throws IOException {
    var register = register("registre", 300, 0);
    var server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            register,
            SimpleFileServer.OutputLevel.NONE);
    server.start();
    try {
      var url = "http://localhost:" + server.getAddress().getPort();
      var file = Files.writeString(folder.resolve("cle.txt"), SIGNER.verifier() + "\n");
      assertThat(run("verify", url, "--key", file.toString(), "--json")).isZero();
      assertThat(json().path("objects").path("whole").asLong()).isEqualTo(300);
      Files.delete(register.resolve("tile/entries/001.p/44"));
      assertThat(run("verify", url, key(), "--json")).isEqualTo(1);
      assertThat(json().path("faults").get(0).path("code").asString()).isEqualTo("fichier-absent");
    } finally {
      server.stop(0);
    }
    assertThat(run("verify", "http://localhost:" + server.getAddress().getPort(), key()))
        .isEqualTo(2);
  }

  @Test
  void witnesses_count_by_the_quorum_of_the_policy() throws IOException {
    var register = register("registre", 5, 0);
    var policy =
        Files.writeString(
            folder.resolve("politique.txt"),
            """
            log %s
            witness BF %s
            witness NE %s
            group voisins all BF NE
            quorum voisins
            """
                .formatted(SIGNER.verifier(), BURKINA.verifier(), NIGER.verifier()));
    var trust = "--policy=" + policy;
    assertThat(run("verify", register.toString(), trust)).isEqualTo(1);
    assertThat(said()).contains("aucun\u00a0; quorum manquant");
    assertThat(refused()).contains("trop peu de témoins");

    Instant at = Instant.parse("2026-05-31T12:34:56Z");
    try (var log = TiledLog.open(register, SIGNER)) {
      var note = log.checkpoint().note();
      note = note.with(BURKINA.cosign(note.text(), at)).with(NIGER.cosign(note.text(), at));
      Files.write(register.resolve("cosigned"), note.bytes());
    }
    append(register, 2, 50); // the head has grown past what the witnesses saw

    assertThat(run("verify", register.toString(), trust)).isZero();
    assertThat(said())
        .contains("BF 2026-05-31 12:34 UTC, NE 2026-05-31 12:34 UTC")
        .contains("quorum atteint à 5 entrées")
        .contains("7 entrées");
    assertThat(run("verify", register.toString(), trust, "--json")).isZero();
    assertThat(json().path("witnessedSize").asLong()).isEqualTo(5);
    assertThat(json().path("witnesses").size()).isEqualTo(2);
  }

  @Test
  void a_register_with_two_histories_leaves_evidence_that_anyone_can_check() throws IOException {
    var state = folder.resolve("dernier-releve");
    var first = register("premier", 3, 0);
    assertThat(run("verify", first.toString(), key(), "--state", state.toString())).isZero();
    append(first, 2, 10);
    assertThat(run("verify", first.toString(), key(), "--state", state.toString())).isZero();
    assertThat(said()).contains("suite du relevé de 3 entrées");

    var old = register("ancien", 3, 0);
    assertThat(run("verify", old.toString(), key(), "--state", state.toString())).isEqualTo(1);
    assertThat(refused()).contains("journal-recul");

    var other = register("autre", 9, 100);
    var proof = folder.resolve("preuve.txt");
    assertThat(
            run(
                "verify",
                other.toString(),
                key(),
                "--state=" + state,
                "--evidence=" + proof,
                "--json"))
        .isEqualTo(1);
    assertThat(json().path("code").asString()).isEqualTo("journal-equivoque");
    assertThat(json().path("evidence").asString()).isEqualTo(proof.toString());
    assertThat(Equivocation.parse(Files.readString(proof)).path()).isNotEmpty();

    assertThat(run("verify-evidence", proof.toString(), key())).isZero();
    assertThat(said()).contains("deux histoires").contains("5 entrées").contains("9 entrées");
    assertThat(run("verify-evidence", proof.toString(), key(), "--json")).isZero();
    assertThat(json().path("proves").asBoolean()).isTrue();

    var innocent = NoteSigner.generate("bouclier.ml/exports", SignatureType.ED25519, RANDOM);
    assertThat(run("verify-evidence", proof.toString(), "--key=" + innocent.verifier()))
        .isEqualTo(1);
    var text = Files.readString(proof);
    Files.writeString(proof, text.replace("\n9\n", "\n8\n"));
    assertThat(run("verify-evidence", proof.toString(), key())).isEqualTo(1);
    assertThat(refused()).contains("ne prouve rien");
    assertThat(run("verify-evidence", folder.resolve("rien").toString(), key())).isEqualTo(2);
  }

  @Test
  void two_heads_that_agree_are_no_evidence() throws IOException {
    var register = register("registre", 3, 0);
    var note = Files.readString(register.resolve("checkpoint"));
    var file =
        Files.writeString(
            folder.resolve("fausse.txt"), "bouclier/equivocation@v1\n\n" + note + "\n" + note);
    assertThat(run("verify-evidence", file.toString(), key())).isEqualTo(1);
    assertThat(refused()).contains("both notes are of one tree");
  }
}

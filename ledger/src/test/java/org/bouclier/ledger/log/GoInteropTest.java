package org.bouclier.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Go's sumdb/note and sumdb/tlog, from which the formats come, read our log and check our proofs.
 */
class GoInteropTest {

  private static final NoteSigner SIGNER =
      NoteSigner.generate("registre.example.ml/exports", SignatureType.ED25519, new SecureRandom());

  @TempDir Path temporary;

  @Test
  void go_verifies_our_log_and_proofs_and_we_its_notes() throws Exception {
    GoTool.assumeVersion(16);
    GoTool.assumePackage("golang.org/x/mod/sumdb/tlog", "golang-golang-x-mod-dev");
    var directory = Files.createDirectory(temporary.resolve("log"));
    var lines = new ArrayList<String>();
    String text;
    try (var log = TiledLog.open(directory, SIGNER, new FastDisk())) {
      for (int size : List.of(1, 200, 700)) {
        log.append(TiledLogTest.leaves(log.size(), size));
      }
      var tree = log.reader().tree(log.checkpoint());
      var random = new Random(13);
      for (int i = 0; i < 200; i++) {
        int size = 1 + random.nextInt(700);
        int smaller = 1 + random.nextInt(size);
        var inclusion = tree.inclusionProof(smaller - 1, size);
        lines.add(line("inclusion", smaller - 1, size, inclusion.path()));
        var consistency = tree.consistencyProof(smaller, size);
        lines.add(line("consistency", smaller, size, consistency.path()));
      }
      text = log.checkpoint().note().text();
    }
    var proofs = Files.write(temporary.resolve("proofs"), lines);

    var program = Objects.requireNonNull(GoInteropTest.class.getResource("interop/main.go"));
    var output =
        GoTool.run(
            Path.of(program.toURI()),
            directory.toString(),
            SIGNER.verifier().vkey(),
            proofs.toString());

    var answer = output.split("\n", 4);
    assertThat(answer[0]).isEqualTo("verified 400");
    var goKey = NoteSigner.parse(answer[1]);
    assertThat(goKey.verifier()).isEqualTo(NoteVerifier.parse(answer[2]));
    Note.parse(answer[3]).verify(goKey.verifier());
    assertThat(goKey.note(text).print()).isEqualTo(answer[3]);
  }

  private static String line(String kind, long a, long b, List<Hash> path) {
    return path.stream()
        .map(Hash::base64)
        .collect(Collectors.joining(" ", kind + " " + a + " " + b + " ", ""));
  }
}

package org.bouclier.ledger.npm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.NoteSignature;
import org.bouclier.ledger.log.NoteSigner;
import org.bouclier.ledger.log.NoteVerifier;
import org.bouclier.ledger.log.SignatureType;
import org.bouclier.ledger.log.TreeHead;
import org.bouclier.ledger.seal.Envelope;
import org.bouclier.ledger.seal.SealIdentity;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cosignatures and envelopes against the implementations of npm, both ways. Needs Node and, in the
 * directory that {@code BOUCLIER_NPM} names, {@code npm install @noble/post-quantum@0.7.1
 * age-encryption@0.3.1}; skips aloud without.
 */
class NpmInteropTest {

  @TempDir Path temporary;

  @BeforeEach
  void findPackages() throws IOException {
    var directory = System.getenv("BOUCLIER_NPM");
    Assumptions.assumeTrue(
        directory != null && Files.isDirectory(Path.of(directory, "node_modules")),
        "SKIPPED: BOUCLIER_NPM names no directory with node_modules: npm install"
            + " @noble/post-quantum@0.7.1 age-encryption@0.3.1");
    // a script finds its packages above itself, not above where it is started
    Files.createSymbolicLink(
        temporary.resolve("node_modules"), Path.of(directory, "node_modules").toAbsolutePath());
  }

  private List<String> run(String script, String... arguments)
      throws IOException, InterruptedException, URISyntaxException {
    var source = Objects.requireNonNull(NpmInteropTest.class.getResource(script));
    Files.copy(Path.of(source.toURI()), temporary.resolve(script));
    var command = new ArrayList<>(List.of("node", script));
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command)
            .directory(temporary.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }

  @Test
  void noble_verifies_our_cosignature_and_we_its() throws Exception {
    var at = Instant.parse("2026-01-29T10:15:30Z");
    var head = new TreeHead("bouclier.ml/exports", 42, Hash.sha256(new byte[] {1}));
    var witness =
        NoteSigner.generate(
            "bouclier.bf/witness", SignatureType.COSIGNATURE_ML_DSA_44, new SecureRandom());
    var line = witness.cosign(head.text(), at);

    var answer =
        run(
            "cosignature.mjs",
            witness.verifier().vkey(),
            Base64.getEncoder().encodeToString(line.signature()),
            message(witness.name(), at.getEpochSecond(), head),
            witness.name());

    assertThat(answer.subList(0, 2)).containsExactly("true", "false");
    var theirs = NoteVerifier.parse(answer.get(2));
    var signature = Base64.getDecoder().decode(answer.get(3));
    var theirLine = NoteSignature.of(theirs.name(), theirs.keyId(), signature);
    assertThat(theirs.verify(head.text(), theirLine)).isTrue();
    assertThat(theirs.time(head.text(), theirLine)).contains(at);
    assertThat(witness.verifier().verify(head.text(), theirLine)).isFalse();
  }

  /** C2SP tlog-cosignature, "ML-DSA-44 signed message", written without our own code. */
  private static String message(String witness, long seconds, TreeHead head) {
    var bytes = ByteBuffer.allocate(500).put("subtree/v1\n\0".getBytes(UTF_8));
    bytes.put((byte) witness.length()).put(witness.getBytes(UTF_8)).putLong(seconds);
    bytes.put((byte) head.origin().length()).put(head.origin().getBytes(UTF_8));
    bytes.putLong(0).putLong(head.size()).put(head.root().bytes());
    return HexFormat.of().formatHex(bytes.array(), 0, bytes.position());
  }

  @Test
  void the_reference_of_age_opens_our_envelope_and_we_its() throws Exception {
    var identity = SealIdentity.generate(new SecureRandom());
    var content = new byte[200_000]; // four chunks
    new Random(3).nextBytes(content);
    var ours = temporary.resolve("nous.age");
    try (var out = Files.newOutputStream(ours)) {
      Envelope.seal(List.of(identity.recipient()), new ByteArrayInputStream(content), out);
    }

    var answer =
        run(
            "envelope.mjs",
            identity.privateKey(),
            identity.recipient().text(),
            ours.toString(),
            temporary.resolve("eux.age").toString());

    assertThat(answer).containsExactly(Hash.sha256(content).hex());
    var opened = new ByteArrayOutputStream();
    try (var in = Files.newInputStream(temporary.resolve("eux.age"))) {
      Envelope.open(identity, in, opened);
    }
    var theirs = opened.toByteArray();
    for (int i = 0; i < content.length / 2; i++) { // they sealed it from its end to its beginning
      byte last = content[content.length - 1 - i];
      content[content.length - 1 - i] = content[i];
      content[i] = last;
    }
    assertThat(theirs).isEqualTo(content);
  }
}

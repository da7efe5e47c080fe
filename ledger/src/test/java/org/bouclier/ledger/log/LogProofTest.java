package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogProofTest {

  private static final NoteSigner SIGNER =
      NoteSigner.generate("registre.example.ml", SignatureType.ED25519, new SecureRandom());
  private static final byte[] ENTRY = "alerte 700".getBytes(UTF_8);

  private MemoryLog log;
  private LogProof proof;

  @BeforeEach
  void prove() throws IOException {
    log = new MemoryLog(SIGNER, TiledLogTest.leaves(0, 1_000));
    proof = log.reader().prove(log.reader().latest(), 700);
  }

  @Test
  void a_proof_travels_as_text_and_is_verified_far_from_the_log() {
    var text = proof.withExtra(new byte[] {1, 2}).print();
    assertThat(text).startsWith("c2sp.org/tlog-proof@v1\nextra AQI=\nindex 700\n");
    var read = LogProof.parse(text);
    assertThat(read.print()).isEqualTo(text);
    assertThat(read.verify(ENTRY, SIGNER.verifier()).size()).isEqualTo(1_000);
    assertThat(LogProof.parse(proof.print())).isEqualTo(proof);
  }

  @Test
  void cosignatures_travel_with_it() {
    var witness =
        NoteSigner.generate(
            "temoin.example.bf", SignatureType.COSIGNATURE_ED25519, new SecureRandom());
    var line = witness.cosign(proof.checkpoint().text(), Instant.EPOCH);
    var cosigned =
        new LogProof(proof.index(), proof.path(), proof.checkpoint().with(line), proof.extra());
    var read = LogProof.parse(cosigned.print());
    assertThat(read.verify(ENTRY, SIGNER.verifier()).note().verify(List.of(witness.verifier())))
        .containsExactly(line);
  }

  @Test
  void another_entry_another_place_or_another_log_is_refused() throws IOException {
    assertThatThrownBy(() -> proof.verify(new byte[] {1}, SIGNER.verifier()))
        .isInstanceOf(RefusedProofException.class);
    var moved = new LogProof(701, proof.path(), proof.checkpoint(), proof.extra());
    assertThatThrownBy(() -> moved.verify(ENTRY, SIGNER.verifier()))
        .isInstanceOf(RefusedProofException.class);
    var beyond = new LogProof(1_000, proof.path(), proof.checkpoint(), proof.extra());
    assertThatThrownBy(() -> beyond.verify(ENTRY, SIGNER.verifier()))
        .isInstanceOf(RefusedProofException.class);
    var other = NoteSigner.generate(SIGNER.name(), SignatureType.ED25519, new SecureRandom());
    assertThatThrownBy(() -> proof.verify(ENTRY, other.verifier()))
        .isInstanceOf(UntrustedNoteException.class);
    var grown = log.append(TiledLogTest.leaves(1_000, 1_001));
    assertThatThrownBy(() -> LogProof.of(grown, new InclusionProof(700, 1_000, proof.path())))
        .isInstanceOf(RefusedProofException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "c2sp.org/tlog-proof@v1, c2sp.org/tlog-proof@v2",
    "index 700, index 0700",
    "index 700, index +700",
    "index 700, index -1",
    "index 700, indeks 700",
    "index 700, index 99999999999999999999",
    "'index 700\n', ''",
    "'index 700\n', 'extra AQJ=\nindex 700\n'",
    "'index 700\n', 'extra A\nindex 700\n'",
    "'index 700\n', 'index 700\nAAAA\n'",
    "'index 700\n', 'index 700\n\n'",
    "— , -- ",
  })
  void any_other_spelling_is_refused(String of, String by) {
    var text = proof.print();
    assertThat(text).contains(of);
    assertThatThrownBy(() -> LogProof.parse(text.replace(of, by)))
        .isInstanceOf(MalformedLogException.class);
  }
}

package org.bouclier.ledger.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.bouclier.ledger.log.Hash;
import org.bouclier.ledger.log.NoteSigner;
import org.bouclier.ledger.log.SignatureType;
import org.bouclier.ledger.log.TiledLog;
import org.bouclier.ledger.seal.SealIdentity;
import org.bouclier.ledger.seal.SealedContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpoolTest {

  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path directory;

  @Test
  void a_sealed_object_goes_from_leaf_to_content() throws IOException {
    var signer = NoteSigner.generate("registre.example.ml/exports", SignatureType.ED25519, RANDOM);
    var burkina = SealIdentity.generate(RANDOM);
    var spool = new DiskSpool(directory);
    var content = "indicateur : 203.0.113.7".getBytes(UTF_8);

    var sealed = new SealedContent.Sealed[1];
    var stored =
        spool.put(out ->
            sealed[0] =
                SealedContent.seal(
                    List.of(burkina.recipient()), new ByteArrayInputStream(content), out, RANDOM));
    assertThat(stored.sha256()).isEqualTo(sealed[0].ciphertext());
    var leaf =
        new Leaf(
            Leaf.EXPORT,
            1,
            sealed[0].commitment(),
            Leaf.Ciphertext.of(stored.sha256(), stored.bytes()),
            List.of("BF"),
            1,
            Instant.parse("2026-03-01T00:00:00Z"),
            Hash.sha256(),
            Instant.parse("2026-01-29T10:15:30Z"));
    try (var log = TiledLog.open(directory, signer)) {
      log.append(leaf.bytes());
      var read = Leaf.parse(log.reader().entries(log.checkpoint(), 0, 1).getFirst());
      assertThat(read).isEqualTo(leaf);
      var ciphertext = Objects.requireNonNull(read.ciphertext());
      var opened = new ByteArrayOutputStream();
      try (var in = spool.open(ciphertext.sha256(), ciphertext.maxBytes())) {
        SealedContent.open(burkina, in, opened, read.commit());
      }
      assertThat(opened.toByteArray()).isEqualTo(content);
    }
  }
}

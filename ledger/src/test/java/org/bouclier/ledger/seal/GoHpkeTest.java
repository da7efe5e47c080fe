package org.bouclier.ledger.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.bouclier.ledger.log.GoTool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Go's own HPKE opens what we seal: the vectors show only that we open what others seal. */
class GoHpkeTest {

  @TempDir Path temporary;

  @Test
  void go_finds_the_file_key_in_the_stanza_meant_for_it() throws Exception {
    GoTool.assumeVersion(26);
    var random = new SecureRandom();
    var mali = SealIdentity.generate(random);
    var niger = SealIdentity.generate(random);
    var file = temporary.resolve("pli.age");
    try (var out = Files.newOutputStream(file)) {
      Envelope.seal(
          List.of(mali.recipient(), niger.recipient()),
          new ByteArrayInputStream(new byte[1000]),
          out);
    }
    var seed = HexFormat.of().formatHex(Bech32.decode("age-secret-key-pq-", niger.privateKey()));
    var program = Objects.requireNonNull(GoHpkeTest.class.getResource("interop/main.go"));
    assertThat(GoTool.run(Path.of(program.toURI()), seed, file.toString())).isEqualTo("2 1\n");
  }
}

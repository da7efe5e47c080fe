package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another process appends and is killed without warning; then this one opens its log. */
class TiledLogKillTest {

  private static final NoteSigner SIGNER =
      NoteSigner.generate("registre.example.ml", SignatureType.ED25519, new SecureRandom());

  @TempDir Path directory;

  @Test
  void a_killed_appender_loses_nothing_that_it_acknowledged() throws Exception {
    var random = new Random(4);
    long acknowledged = 0;
    for (int kill = 0; kill < 3; kill++) {
      var size = size(directory);
      var process = AppendingProcess.start(directory, SIGNER);
      try (var output = AppendingProcess.output(process)) {
        assertThat(output.readLine()).isEqualTo("ouvert " + size);
        for (int lines = 10 + random.nextInt(50); lines > 0; lines--) {
          acknowledged = Long.parseLong(Objects.requireNonNull(output.readLine()));
        }
        process.toHandle().destroyForcibly(); // SIGKILL, at any moment of the round under way
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          acknowledged = Long.parseLong(line);
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
      try (var log = TiledLog.open(directory, SIGNER)) {
        assertThat(log.size()).isGreaterThanOrEqualTo(acknowledged);
        log.reader()
            .read(
                log.checkpoint(),
                0,
                log.size(),
                (index, entry) ->
                    assertThat(new String(entry, UTF_8)).isEqualTo("entree " + index));
      }
    }
    assertThat(acknowledged).isGreaterThan(60);
  }

  private static long size(Path directory) throws IOException {
    try {
      return new LogReader(TileSource.of(directory), SIGNER.verifier()).latest().size();
    } catch (NoSuchFileException none) {
      return 0;
    }
  }

  @Test
  void two_processes_never_append_to_one_log() throws Exception {
    var process = AppendingProcess.start(directory, SIGNER);
    try (var output = AppendingProcess.output(process)) {
      assertThat(output.readLine()).startsWith("ouvert");
      assertThatThrownBy(() -> TiledLog.open(directory, SIGNER))
          .isInstanceOf(LockedLogException.class);
    } finally {
      process.destroyForcibly().waitFor();
    }
    try (var log = TiledLog.open(directory, SIGNER)) {
      var refused = AppendingProcess.start(directory, SIGNER);
      try (var output = AppendingProcess.output(refused)) {
        assertThat(output.readLine()).isEqualTo("journal-occupe");
      }
      assertThat(refused.waitFor()).isZero();
      log.append(new byte[] {1});
    }
  }
}

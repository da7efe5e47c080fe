package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that another program wrote: Go's Tessera, at its sizes 0 to 15. */
class TesseraLogTest {

  private static final NoteVerifier KEY =
      NoteVerifier.parse(
          "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx");

  @TempDir Path temporary;

  private static Path log() throws URISyntaxException {
    var url = TesseraLogTest.class.getResource("tessera/checkpoint");
    return Path.of(Objects.requireNonNull(url).toURI()).resolveSibling("");
  }

  private static TileSource at(int size) throws URISyntaxException {
    var files = TileSource.of(log());
    var checkpoint = log().resolve("checkpoint." + size);
    return (path, max) ->
        path.equals(TileSource.CHECKPOINT) ? Files.readAllBytes(checkpoint) : files.read(path, max);
  }

  @Test
  void every_size_verifies_and_grew_from_the_one_before() throws Exception {
    Checkpoint seen = null;
    for (int size = 0; size <= 15; size++) {
      var reader = new LogReader(at(size), KEY);
      seen = reader.advance(seen);
      assertThat(seen.size()).isEqualTo(size);
      var entries = reader.entries(seen, 0, size);
      for (int index = 0; index < size; index++) {
        var proof = LogProof.parse(reader.prove(seen, index).print());
        proof.verify(entries.get(index), KEY);
      }
    }
    var newest = new LogReader(TileSource.of(log()), KEY);
    assertThat(newest.entries(newest.latest(), 0, 3))
        .containsExactly("one".getBytes(UTF_8), "two".getBytes(UTF_8), "three".getBytes(UTF_8));
  }

  @Test
  void our_log_of_the_same_entries_has_the_same_files() throws Exception {
    var reader = new LogReader(TileSource.of(log()), KEY);
    var entries = reader.entries(reader.latest(), 0, 15);
    var signer = NoteSigner.generate(KEY.name(), SignatureType.ED25519, new SecureRandom());
    var compared = new ArrayList<String>();
    try (var ours = TiledLog.open(temporary, signer)) {
      for (int index = 0; index < 15; index++) {
        ours.append(entries.get(index));
        var paths =
            List.of(Tile.of(0, 0, index + 1).path(), Tile.of(Tile.ENTRIES, 0, index + 1).path());
        for (String path : paths) {
          compareFile(path);
          compared.add(path);
        }
      }
      assertThat(ours.checkpoint().head()).isEqualTo(reader.latest().head());
    }
    assertThat(compared).hasSize(30);
  }

  private void compareFile(String path) throws IOException, URISyntaxException {
    assertThat(temporary.resolve(path)).hasSameBinaryContentAs(log().resolve(path));
  }
}

package org.bouclier.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that another hand, or a disk that lies, has changed. */
class TiledLogRecoveryTest {

  private static final NoteSigner SIGNER =
      NoteSigner.generate("registre.example.ml", SignatureType.ED25519, new SecureRandom());

  @TempDir Path directory;

  @BeforeEach
  void append() throws IOException {
    try (var log = TiledLog.open(directory, SIGNER, new FastDisk())) {
      log.append(TiledLogTest.leaves(0, 600));
      log.append(TiledLogTest.leaves(600, 700));
    }
  }

  private void assertOpensWith(int size) throws IOException {
    try (var log = TiledLog.open(directory, SIGNER, new FastDisk())) {
      assertThat(log.size()).isEqualTo(size);
      log.append(TiledLogTest.leaves(size, size + 1));
      assertThat(log.reader().entries(log.checkpoint(), 0, size + 1)).hasSize(size + 1);
      for (long index = 0; index < size; index += 50) {
        log.prove(index);
      }
    }
  }

  private void assertRefuses(Class<? extends Exception> refusal) {
    for (int attempt = 0; attempt < 2; attempt++) { // the first leaves no lock behind
      assertThatThrownBy(() -> TiledLog.open(directory, SIGNER, new FastDisk()))
          .isInstanceOf(refusal);
    }
  }

  @Test
  void lost_or_damaged_hashes_are_made_again_from_the_entries() throws IOException {
    Files.delete(directory.resolve("tile/0/002.p/188"));
    Files.write(directory.resolve("tile/1/000.p/2"), new byte[64]);
    Files.delete(directory.resolve("tile/0/000"));
    assertOpensWith(700);
  }

  @Test
  void lost_or_damaged_entries_are_not_papered_over() throws IOException {
    var bundle = directory.resolve("tile/entries/002.p/188");
    var bytes = Files.readAllBytes(bundle);
    bytes[5] ^= 1;
    Files.write(bundle, bytes);
    assertRefuses(DamagedLogException.class);
    Files.delete(bundle);
    assertRefuses(DamagedLogException.class);
    Files.write(bundle, new byte[] {0, 7});
    assertRefuses(DamagedLogException.class);
    assertThat(directory.resolve("tile/0/002.p/188")).exists();
  }

  @Test
  void a_checkpoint_that_was_taken_back_is_put_there_again() throws IOException {
    var newest = Files.readAllBytes(directory.resolve("checkpoint"));
    Files.write(directory.resolve("checkpoint"), new byte[0]); // renamed, and its content lost
    assertOpensWith(700);
    Files.delete(directory.resolve("checkpoint"));
    assertOpensWith(701);
    Files.write(directory.resolve("checkpoint"), newest); // the size before
    assertOpensWith(702);
  }

  @Test
  void a_copy_without_the_private_state_opens() throws IOException {
    try (Stream<Path> state = Files.list(directory.resolve(".state"))) {
      for (Path file : state.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory.resolve(".state"));
    assertOpensWith(700);
  }

  @Test
  void a_last_signed_head_that_contradicts_the_published_one_stops_everything() throws IOException {
    var signed = directory.resolve(".state/signed");
    var older = SIGNER.note(new TreeHead(SIGNER.name(), 600, MerkleTree.EMPTY_ROOT).text());
    Files.write(signed, older.bytes());
    assertRefuses(DamagedLogException.class);
    var other = SIGNER.note(new TreeHead(SIGNER.name(), 700, MerkleTree.EMPTY_ROOT).text());
    Files.write(signed, other.bytes());
    assertRefuses(DamagedLogException.class);
    var beyond = SIGNER.note(new TreeHead(SIGNER.name(), 701, MerkleTree.EMPTY_ROOT).text());
    Files.write(signed, beyond.bytes()); // signed, and its tiles are not there: a disk that lies
    assertRefuses(DamagedLogException.class);
    Files.write(signed, new byte[0]);
    assertRefuses(MalformedLogException.class);
  }

  @Test
  void another_key_does_not_open_the_log() {
    var other = NoteSigner.generate(SIGNER.name(), SignatureType.ED25519, new SecureRandom());
    assertThatThrownBy(() -> TiledLog.open(directory, other))
        .isInstanceOf(UntrustedNoteException.class);
  }

  @Test
  void tiles_without_any_checkpoint_are_not_taken_for_a_new_log() throws IOException {
    Files.delete(directory.resolve("checkpoint"));
    Files.delete(directory.resolve(".state/signed"));
    assertRefuses(DamagedLogException.class);
  }

  @Test
  void files_beyond_the_head_are_swept_away() throws IOException {
    var left = List.of("tile/0/002", "tile/0/003", "tile/0/002.p/200", "tile/entries/002.p/189");
    for (String path : left) {
      Files.write(directory.resolve(path), new byte[8192]);
    }
    Files.write(directory.resolve(".state/3.tmp"), new byte[10]);
    assertOpensWith(700);
    for (String path : left) {
      assertThat(directory.resolve(path).toFile().length()).as(path).isNotEqualTo(8192);
    }
    assertThat(directory.resolve(".state/3.tmp")).doesNotExist();
    assertThat(directory.resolve("tile/0/001")).exists();
  }

  @Test
  void links_and_pipes_are_not_followed() throws IOException {
    var tile = directory.resolve("tile/0/001");
    var elsewhere = directory.resolve("ailleurs");
    Files.move(tile, elsewhere);
    Files.createSymbolicLink(tile, elsewhere);
    var source = TileSource.of(directory);
    assertThatThrownBy(() -> source.read("tile/0/001", 8192))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> source.read("../secret", 8192))
        .isInstanceOf(MalformedLogException.class);
    assertThatThrownBy(() -> source.read(".state/signed", 8192))
        .isInstanceOf(MalformedLogException.class);
    assertThatThrownBy(() -> source.read("tile/0/000", 8191)).isInstanceOf(IOException.class);
    assertThat(source.read("tile/0/000", 8192)).hasSize(8192);
  }
}

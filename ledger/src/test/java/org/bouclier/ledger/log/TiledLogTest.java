package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The appending side, read back each time by a reader that trusts nothing. */
class TiledLogTest {

  private static final NoteSigner SIGNER =
      NoteSigner.generate("registre.example.ml/exports", SignatureType.ED25519, new SecureRandom());

  @TempDir Path directory;

  static List<byte[]> leaves(long from, long to) {
    var leaves = new ArrayList<byte[]>();
    for (long i = from; i < to; i++) {
      leaves.add(("alerte " + i).getBytes(UTF_8));
    }
    return leaves;
  }

  @Test
  void a_new_log_is_empty_and_signed() throws IOException {
    try (var log = TiledLog.open(directory, SIGNER)) {
      assertThat(log.checkpoint().head()).isEqualTo(TreeHead.empty(SIGNER.name()));
      assertThat(log.reader().latest()).isEqualTo(log.checkpoint());
      assertThat(log.append(List.of())).isZero();
    }
  }

  @Test
  void what_is_appended_is_read_back_with_its_proofs_and_after_reopening() throws IOException {
    long size = 0;
    for (int more : List.of(1, 1, 253, 1, 1, 600, 70_000)) {
      try (var log = TiledLog.open(directory, SIGNER)) {
        assertThat(log.size()).isEqualTo(size);
        assertThat(log.append(leaves(size, size + more))).isEqualTo(size);
        size += more;
        assertThat(log.size()).isEqualTo(size);
        verifyWhole(log, size);
      }
    }
  }

  private static void verifyWhole(TiledLog log, long size) throws IOException {
    var reader = log.reader();
    var checkpoint = reader.latest();
    assertThat(checkpoint.size()).isEqualTo(size);
    var expected = leaves(0, size);
    reader.read(
        checkpoint,
        0,
        size,
        (index, entry) -> assertThat(entry).isEqualTo(expected.get((int) index)));
    var hashes = expected.stream().map(MerkleTree::leaf).toList();
    assertThat(checkpoint.head().root()).isEqualTo(MerkleTree.root(hashes));
    for (long index : List.of(0L, size / 2, size - 1)) {
      var proof = LogProof.parse(log.prove(index).print());
      assertThat(proof.verify(expected.get((int) index), SIGNER.verifier())).isEqualTo(checkpoint);
    }
  }

  @Test
  void many_callers_at_once_get_each_its_own_index() throws Exception {
    Set<Long> indexes = ConcurrentHashMap.newKeySet();
    try (var log = TiledLog.open(directory, SIGNER);
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (int caller = 0; caller < 64; caller++) {
        int first = caller * 1000;
        running.add(
            callers.submit(() -> {
              for (int i = 0; i < 20; i++) {
                var entry = ("entree " + (first + i)).getBytes(UTF_8);
                long index = log.append(entry);
                assertThat(indexes.add(index)).isTrue();
                var checkpoint = log.checkpoint();
                assertThat(log.reader().entries(checkpoint, index, index + 1))
                    .containsExactly(entry);
              }
              return null;
            }));
      }
      for (Future<?> caller : running) {
        caller.get();
      }
      assertThat(log.size()).isEqualTo(64 * 20);
    }
    assertThat(indexes).hasSize(64 * 20).contains(0L, 64 * 20 - 1L);
  }

  @Test
  void a_second_appender_is_refused_until_the_first_closes() throws IOException {
    try (var log = TiledLog.open(directory, SIGNER)) {
      assertThatThrownBy(() -> TiledLog.open(directory, SIGNER))
          .isInstanceOf(LockedLogException.class);
      log.append(leaves(0, 1)); // the refused attempt has not broken the lock of the first
    }
    try (var log = TiledLog.open(directory, SIGNER)) {
      assertThat(log.size()).isEqualTo(1);
    }
  }

  @Test
  void a_closed_log_refuses_to_append_and_still_says_what_it_holds() throws IOException {
    var log = TiledLog.open(directory, SIGNER);
    log.append(leaves(0, 3));
    log.close();
    assertThatThrownBy(() -> log.append(leaves(3, 4))).isInstanceOf(IllegalStateException.class);
    assertThat(log.reader().entries(log.checkpoint(), 0, 3)).hasSize(3);
  }

  @Test
  void an_entry_that_the_format_cannot_hold_is_refused_and_the_longest_is_taken()
      throws IOException {
    try (var log = TiledLog.open(directory, SIGNER)) {
      assertThatThrownBy(() -> log.append(new byte[Tile.MAX_ENTRY_BYTES + 1]))
          .isInstanceOf(MalformedLogException.class);
      assertThat(log.append(new byte[Tile.MAX_ENTRY_BYTES])).isZero();
      assertThat(log.append(new byte[0])).isEqualTo(1);
      assertThat(log.reader().entries(log.checkpoint(), 0, 2))
          .containsExactly(new byte[Tile.MAX_ENTRY_BYTES], new byte[0]);
    }
  }

  @Test
  void partial_files_go_when_full_ones_have_replaced_them() throws IOException {
    try (var log = TiledLog.open(directory, SIGNER)) {
      log.append(leaves(0, 100));
      log.append(leaves(100, 256));
      log.append(leaves(256, 257));
      assertThat(Files.exists(directory.resolve("tile/0/000"))).isTrue();
      assertThat(Files.exists(directory.resolve("tile/0/000.p"))).isFalse();
      assertThat(Files.exists(directory.resolve("tile/entries/000.p"))).isFalse();
      assertThat(Files.exists(directory.resolve("tile/0/001.p/1"))).isTrue();
    }
  }
}

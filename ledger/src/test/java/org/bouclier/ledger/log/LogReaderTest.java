package org.bouclier.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reader refuses of a log that lies. */
class LogReaderTest {

  private static final NoteSigner SIGNER =
      NoteSigner.generate("registre.example.ml", SignatureType.ED25519, new SecureRandom());
  private static final NoteSigner OTHER =
      NoteSigner.generate("registre.example.ne", SignatureType.ED25519, new SecureRandom());

  @Test
  void growth_is_followed_from_nothing_to_the_newest() throws IOException {
    var log = new MemoryLog(SIGNER);
    Checkpoint seen = null;
    for (int size : List.of(0, 1, 2, 255, 256, 300, 1_000)) {
      log.append(TiledLogTest.leaves(log.head().size(), size));
      seen = log.reader().advance(seen);
      assertThat(seen.size()).isEqualTo(size);
      assertThat(log.reader().advance(seen)).isEqualTo(seen);
    }
  }

  @Test
  void a_smaller_tree_is_a_rollback_that_keeps_both_notes() throws IOException {
    var log = new MemoryLog(SIGNER);
    var old = log.append(TiledLogTest.leaves(0, 5));
    var seen = log.append(TiledLogTest.leaves(5, 9));
    log.files.put(TileSource.CHECKPOINT, old.note().bytes());
    var rollback = catchThrowableOfType(RollbackException.class, () -> log.reader().advance(seen));
    assertThat(rollback.seen()).isEqualTo(seen);
    assertThat(rollback.offered()).isEqualTo(old);
    assertThat(rollback.code()).isEqualTo("journal-recul");
  }

  @ParameterizedTest
  @CsvSource({"5, 5", "4, 9", "5, 9", "1, 2", "256, 700", "255, 70000", "699, 700"})
  void two_histories_are_a_fork_that_anyone_can_verify(int seenSize, int forkedSize)
      throws IOException {
    var entries = TiledLogTest.leaves(0, seenSize);
    var seen = new MemoryLog(SIGNER, entries).reader().latest();
    var forkedEntries = TiledLogTest.leaves(0, forkedSize);
    forkedEntries.set(seenSize - 1, new byte[] {'x'});
    var forked = new MemoryLog(SIGNER, forkedEntries);

    var fork = catchThrowableOfType(ForkException.class, () -> forked.reader().advance(seen));
    var evidence = Equivocation.parse(fork.evidence().print());
    assertThat(evidence).isEqualTo(fork.evidence());
    evidence.verify(SIGNER.verifier());
    assertThat(Note.parse(evidence.smaller().print())).isEqualTo(seen.note());

    assertThatThrownBy(() -> evidence.verify(OTHER.verifier()))
        .isInstanceOf(UntrustedNoteException.class);
    var honest =
        new Equivocation(
            forked
                .sign(new TreeHead(SIGNER.name(), seenSize, rootOf(forkedEntries, seenSize)))
                .note(),
            evidence.larger(),
            evidence.path());
    assertThatThrownBy(() -> honest.verify(SIGNER.verifier()))
        .as("a log that did not fork cannot be accused")
        .isInstanceOf(RefusedProofException.class);
  }

  private static Hash rootOf(List<byte[]> entries, int size) {
    return MerkleTree.root(entries.subList(0, size).stream().map(MerkleTree::leaf).toList());
  }

  @Test
  void an_accusation_needs_a_path_that_leads_to_what_was_signed() throws IOException {
    var seen = new MemoryLog(SIGNER, TiledLogTest.leaves(0, 5)).reader().latest();
    var log = new MemoryLog(SIGNER, TiledLogTest.leaves(100, 109));
    var evidence =
        catchThrowableOfType(ForkException.class, () -> log.reader().advance(seen)).evidence();
    for (List<Hash> path :
        List.of(
            List.<Hash>of(),
            evidence.path().subList(1, evidence.path().size()),
            evidence.path().reversed())) {
      var weak = new Equivocation(evidence.smaller(), evidence.larger(), path);
      assertThatThrownBy(() -> weak.verify(SIGNER.verifier()))
          .isInstanceOf(RefusedProofException.class);
    }
    var swapped = new Equivocation(evidence.larger(), evidence.smaller(), evidence.path());
    assertThatThrownBy(() -> swapped.verify(SIGNER.verifier()))
        .isInstanceOf(RefusedProofException.class);
    assertThatThrownBy(() -> Equivocation.parse(evidence.print() + "\n"))
        .isInstanceOf(MalformedLogException.class);
  }

  @Test
  void a_checkpoint_of_another_key_or_another_log_is_refused() throws IOException {
    var log = new MemoryLog(OTHER, TiledLogTest.leaves(0, 3));
    assertThatThrownBy(() -> new LogReader(log, SIGNER.verifier()).latest())
        .isInstanceOf(UntrustedNoteException.class);

    var head = new TreeHead(OTHER.name(), 3, log.head().root());
    log.files.put(TileSource.CHECKPOINT, SIGNER.note(head.text()).bytes());
    assertThatThrownBy(() -> new LogReader(log, SIGNER.verifier()).latest())
        .isInstanceOf(WrongOriginException.class);

    log.files.put(TileSource.CHECKPOINT, SIGNER.note("bonjour\n").bytes());
    assertThatThrownBy(() -> new LogReader(log, SIGNER.verifier()).latest())
        .isInstanceOf(MalformedLogException.class);

    log.files.put(TileSource.CHECKPOINT, new byte[Note.MAX_BYTES + 1]);
    assertThatThrownBy(() -> new LogReader(log, SIGNER.verifier()).latest())
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_signed_root_without_the_tiles_of_it_is_damage() {
    var log = new MemoryLog(SIGNER, TiledLogTest.leaves(0, 300));
    log.sign(new TreeHead(SIGNER.name(), 300, MerkleTree.EMPTY_ROOT));
    assertThatThrownBy(() -> log.reader().advance(null)).isInstanceOf(DamagedLogException.class);
  }

  @Test
  void an_entry_longer_than_the_reader_takes_stops_the_reading_there() throws IOException {
    var entries = TiledLogTest.leaves(0, 300);
    entries.set(280, new byte[600]);
    var log = new MemoryLog(SIGNER, entries);
    var reader = new LogReader(log, SIGNER.verifier(), 512);
    var visited = new long[1];
    assertThatThrownBy(() -> reader.read(reader.latest(), 0, 300, (index, _) -> visited[0] = index))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining("tile/entries/001.p/44");
    assertThat(visited[0]).isEqualTo(255);
    assertThatThrownBy(() -> new LogReader(log, SIGNER.verifier(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void any_range_reads_the_entries_it_names() throws IOException {
    var entries = TiledLogTest.leaves(0, 1_100);
    var log = new MemoryLog(SIGNER, entries);
    var checkpoint = log.reader().latest();
    for (var range :
        List.of(
            List.of(0, 1),
            List.of(255, 257),
            List.of(256, 512),
            List.of(1_023, 1_100),
            List.of(7, 7),
            List.of(0, 1_100))) {
      assertThat(log.reader().entries(checkpoint, range.get(0), range.get(1)))
          .containsExactlyElementsOf(entries.subList(range.get(0), range.get(1)));
    }
    assertThatThrownBy(() -> log.reader().entries(checkpoint, 0, 1_101))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void a_list_of_more_entries_than_memory_should_hold_is_refused() throws IOException {
    var log = new MemoryLog(SIGNER, TiledLogTest.leaves(0, LogReader.MAX_LIST + 1));
    var checkpoint = log.reader().latest();
    assertThatThrownBy(() -> log.reader().entries(checkpoint, 0, LogReader.MAX_LIST + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(log.reader().entries(checkpoint, 1, LogReader.MAX_LIST + 1))
        .hasSize(LogReader.MAX_LIST);
  }
}

package org.bouclier.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree of tiles against the definition: a list of leaf hashes and a recursion. */
class TreeTest {

  private static final NoteSigner SIGNER =
      NoteSigner.generate("registre.example.ml", SignatureType.ED25519, new SecureRandom());

  private static List<Hash> hashes(List<byte[]> entries) {
    return entries.stream().map(MerkleTree::leaf).toList();
  }

  @Test
  void every_proof_in_every_tree_of_up_to_40_leaves_holds_and_no_neighbour_of_it_does()
      throws IOException {
    var entries = TiledLogTest.leaves(0, 40);
    var leaves = hashes(entries);
    for (int size = 1; size <= 40; size++) {
      var log = new MemoryLog(SIGNER, entries.subList(0, size));
      var tree = Tree.open(log, log.head());
      var root = MerkleTree.root(leaves.subList(0, size));
      assertThat(tree.rootOf(size)).isEqualTo(root);
      for (int index = 0; index < size; index++) {
        var proof = tree.inclusionProof(index, size);
        proof.verify(leaves.get(index), root);
        assertRefused(proof, leaves.get((index + 1) % 40), root);
        assertRefused(proof, leaves.get(index), leaves.get(index % 7));
        if (size > 1) {
          var moved = new InclusionProof((index + 1) % size, size, proof.path());
          assertRefused(moved, leaves.get(index), root);
          var cut = proof.path().subList(1, proof.path().size());
          assertRefused(new InclusionProof(index, size, cut), leaves.get(index), root);
        }
        var longer = new ArrayList<>(proof.path());
        longer.add(root);
        assertRefused(new InclusionProof(index, size, longer), leaves.get(index), root);
      }
      for (int old = 0; old <= size; old++) {
        var oldRoot = MerkleTree.root(leaves.subList(0, old));
        assertThat(tree.rootOf(old)).isEqualTo(oldRoot);
        var proof = tree.consistencyProof(old, size);
        proof.verify(oldRoot, root);
        assertRefused(proof, oldRoot, leaves.get(39));
        assertRefused(proof, leaves.get(39), root);
      }
    }
  }

  private static void assertRefused(InclusionProof proof, Hash leaf, Hash root) {
    if (proof.size() == 1 && proof.path().isEmpty() && leaf.equals(root)) {
      return; // the only leaf is the root
    }
    assertThatThrownBy(() -> proof.verify(leaf, root)).isInstanceOf(RefusedProofException.class);
  }

  private static void assertRefused(ConsistencyProof proof, Hash root1, Hash root2) {
    if (proof.size1() == 0 && root1.equals(MerkleTree.EMPTY_ROOT)) {
      return; // every tree begins with nothing
    }
    assertThatThrownBy(() -> proof.verify(root1, root2)).isInstanceOf(RefusedProofException.class);
  }

  @ParameterizedTest(name = "size {0}")
  @ValueSource(ints = {255, 256, 257, 511, 65_535, 65_536, 65_537, 70_000, 131_072})
  void trees_of_more_than_one_level_agree_with_the_definition(int size) throws IOException {
    var entries = TiledLogTest.leaves(0, size);
    var leaves = hashes(entries);
    var log = new MemoryLog(SIGNER, entries);
    var root = MerkleTree.root(leaves);
    assertThat(log.head().root()).isEqualTo(root);
    var tree = Tree.open(log, log.head());
    var random = new Random(size);
    for (int i = 0; i < 40; i++) {
      int index = random.nextInt(size);
      assertThat(tree.leaf(index)).isEqualTo(leaves.get(index));
      tree.inclusionProof(index, size).verify(leaves.get(index), root);
      int old = 1 + random.nextInt(size);
      var oldRoot = MerkleTree.root(leaves.subList(0, old));
      assertThat(tree.rootOf(old)).isEqualTo(oldRoot);
      tree.consistencyProof(old, size).verify(oldRoot, root);
      int smaller = 1 + random.nextInt(old);
      tree.consistencyProof(smaller, old).verify(tree.rootOf(smaller), oldRoot);
      int within = random.nextInt(old);
      tree.inclusionProof(within, old).verify(leaves.get(within), oldRoot);
    }
  }

  @Test
  void a_log_grown_in_steps_has_the_files_of_one_grown_at_once() {
    var random = new Random(11);
    var entries = TiledLogTest.leaves(0, 66_000);
    var steps = new MemoryLog(SIGNER);
    for (int at = 0; at < entries.size(); ) {
      int next = Math.min(entries.size(), at + 1 + random.nextInt(3_000));
      steps.append(entries.subList(at, next));
      at = next;
    }
    var once = new MemoryLog(SIGNER, entries);
    assertThat(steps.head()).isEqualTo(once.head());
    assertThat(steps.files).hasSizeGreaterThan(once.files.size()); // its partial files remain
    for (var file : once.files.entrySet()) {
      assertThat(steps.files.get(file.getKey())).as(file.getKey()).isEqualTo(file.getValue());
    }
  }

  @Test
  void a_changed_bit_of_any_file_is_found_by_whoever_needs_that_file() throws IOException {
    var random = new Random(5);
    var entries = TiledLogTest.leaves(0, 1_000);
    int opened = 0;
    var needed = new HashSet<>(new MemoryLog(SIGNER, entries).files.keySet());
    needed.remove(TileSource.CHECKPOINT);
    for (String path : needed) {
      var log = new MemoryLog(SIGNER, entries);
      var bytes = log.files.get(path).clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      log.files.put(path, bytes);
      if (!path.contains(".p/") || path.contains("entries")) {
        Tree.open(log, log.head()); // the edge is whole: damage further in is found when read
        opened++;
      }
      assertThatThrownBy(() -> readAll(log)).as(path).isInstanceOf(DamagedLogException.class);
    }
    assertThat(opened).isGreaterThan(5);
    readAll(new MemoryLog(SIGNER, entries));
  }

  private static void readAll(MemoryLog log) throws IOException {
    var tree = Tree.open(log, log.head());
    tree.entries(0, log.head().size(), 100, (_, _) -> {});
    for (long index = 0; index < log.head().size(); index++) {
      tree.inclusionProof(index, log.head().size());
    }
  }

  @Test
  void a_tile_of_another_length_is_damage_and_an_absent_one_is_an_io_error() throws IOException {
    var entries = TiledLogTest.leaves(0, 300);
    for (String path : List.of("tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1")) {
      var log = new MemoryLog(SIGNER, entries);
      var bytes = log.files.get(path);
      log.files.put(path, Arrays.copyOf(bytes, bytes.length - 32));
      assertThatThrownBy(() -> readAll(log)).isInstanceOf(DamagedLogException.class);
      log.files.put(path, Arrays.copyOf(bytes, bytes.length + 32));
      assertThatThrownBy(() -> readAll(log)).isInstanceOf(IOException.class);
      log.files.remove(path);
      assertThatThrownBy(() -> readAll(log)).isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void a_partial_file_that_has_gone_is_found_in_the_full_one() throws IOException {
    var entries = TiledLogTest.leaves(0, 600);
    var log = new MemoryLog(SIGNER);
    var early = log.append(entries.subList(0, 300));
    log.append(entries.subList(300, 600));
    log.files.keySet().removeIf(path -> path.endsWith("001.p/44"));
    assertThat(log.files).doesNotContainKey("tile/entries/001.p/44");
    assertThat(log.reader().entries(early, 250, 300)).hasSize(50);
    Tree.open(log, early.head()).inclusionProof(299, 300);
  }

  @Test
  void questions_outside_the_tree_are_refused() throws IOException {
    var log = new MemoryLog(SIGNER, TiledLogTest.leaves(0, 10));
    var tree = Tree.open(log, log.head());
    assertThatThrownBy(() -> tree.leaf(10)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tree.leaf(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tree.rootOf(11)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tree.inclusionProof(5, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tree.inclusionProof(5, 11))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tree.consistencyProof(6, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tree.entries(5, 11, 100, (_, _) -> {}))
        .isInstanceOf(IndexOutOfBoundsException.class);
    tree.entries(10, 10, 100, (_, _) -> assertThat(true).as("nothing to visit").isFalse());
  }

  @Test
  void proofs_that_no_tree_can_have_are_refused() {
    var hash = MerkleTree.EMPTY_ROOT;
    var many = Collections.nCopies(64, hash);
    assertThatThrownBy(() -> new InclusionProof(0, 0, List.of()))
        .isInstanceOf(RefusedProofException.class);
    assertThatThrownBy(() -> new InclusionProof(-1, 1, List.of()))
        .isInstanceOf(RefusedProofException.class);
    assertThatThrownBy(() -> new InclusionProof(0, Long.MAX_VALUE, many))
        .isInstanceOf(RefusedProofException.class);
    assertThatThrownBy(() -> new ConsistencyProof(2, 1, List.of()))
        .isInstanceOf(RefusedProofException.class);
    assertThatThrownBy(() -> new ConsistencyProof(-1, 1, List.of()))
        .isInstanceOf(RefusedProofException.class);
    assertThatThrownBy(() -> new ConsistencyProof(1, 2, List.of()))
        .isInstanceOf(RefusedProofException.class);
    assertThatThrownBy(() -> new ConsistencyProof(2, 2, List.of(hash)))
        .isInstanceOf(RefusedProofException.class);
  }

  @Test
  void a_path_longer_than_the_claimed_tree_is_refused_even_if_it_leads_to_the_root() {
    var leaves = hashes(TiledLogTest.leaves(0, 8));
    var root2 = MerkleTree.root(leaves.subList(0, 2));
    // the second of two leaves, claimed to be the only one
    var only = new InclusionProof(0, 1, List.of(leaves.get(0)));
    assertThatThrownBy(() -> only.verify(leaves.get(1), root2))
        .isInstanceOf(RefusedProofException.class)
        .hasMessageContaining("longer");

    // growth from 7 to 8, claimed to be from 3 to 4: the same path in the right half, and the left
    var left = MerkleTree.root(leaves.subList(0, 4));
    var start = MerkleTree.root(leaves.subList(4, 6));
    var path = List.of(leaves.get(6), leaves.get(7), start, left);
    var root7 = MerkleTree.root(leaves.subList(0, 7));
    var root8 = MerkleTree.root(leaves);
    new ConsistencyProof(7, 8, path).verify(root7, root8);
    assertThatThrownBy(() -> new ConsistencyProof(3, 4, path).verify(root7, root8))
        .isInstanceOf(RefusedProofException.class)
        .hasMessageContaining("longer");
  }
}

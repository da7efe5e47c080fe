package org.bouclier.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Proofs for parts of a tree: all of them, in all trees up to a size. */
class SubtreeTest {

  private static final int LARGEST = 40;

  private final MemoryLog log =
      new MemoryLog(
          NoteSigner.generate("registre.example.ml", SignatureType.ED25519, new SecureRandom()),
          TiledLogTest.leaves(0, LARGEST));
  private final List<Hash> leaves =
      TiledLogTest.leaves(0, LARGEST).stream().map(MerkleTree::leaf).toList();

  private static boolean isSubtree(int start, int end) {
    int ceiling = 1;
    while (ceiling < end - start) {
      ceiling *= 2;
    }
    return start % ceiling == 0;
  }

  @Test
  void every_subtree_of_every_tree_is_proved_and_every_change_is_refused() throws IOException {
    var tree = log.reader().tree(log.reader().latest());
    int proved = 0;
    for (int size = 1; size <= LARGEST; size++) {
      var root = MerkleTree.root(leaves.subList(0, size));
      for (int start = 0; start < size; start++) {
        for (int end = start + 1; end <= size; end++) {
          if (isSubtree(start, end)) {
            prove(tree, new Subtree(start, end), size, root);
            proved++;
          } else {
            int from = start;
            int to = end;
            assertThatThrownBy(() -> new Subtree(from, to))
                .isInstanceOf(RefusedProofException.class);
          }
        }
      }
    }
    assertThat(proved).isGreaterThan(2_000);
  }

  private void prove(Tree tree, Subtree subtree, int size, Hash root) throws IOException {
    var part = MerkleTree.root(leaves.subList((int) subtree.start(), (int) subtree.end()));
    assertThat(tree.rootOf(subtree)).isEqualTo(part);
    var path = tree.subtreeProof(subtree, size);
    subtree.verifyConsistency(size, path, part, root);
    if (subtree.start() == 0) { // then it is the proof of RFC 9162
      assertThat(path).isEqualTo(tree.consistencyProof(subtree.end(), size).path());
    }
    assertRefused(subtree, size, path, Hash.sha256(), root);
    assertRefused(subtree, size, path, part, Hash.sha256());
    var longer = new ArrayList<>(path);
    longer.add(part);
    assertRefused(subtree, size, longer, part, root);
    if (!path.isEmpty()) {
      assertRefused(subtree, size, path.subList(1, path.size()), part, root);
      var changed = new ArrayList<>(path);
      changed.set(path.size() / 2, Hash.sha256(new byte[] {7}));
      assertRefused(subtree, size, changed, part, root);
    }
    assertRefused(subtree, (int) subtree.end() - 1, path, part, root);
  }

  private static void assertRefused(
      Subtree subtree, int size, List<Hash> path, Hash part, Hash root) {
    assertThatThrownBy(() -> subtree.verifyConsistency(size, path, part, root))
        .as(subtree + " of " + size)
        .isInstanceOf(RefusedProofException.class);
  }
}

package org.bouclier.ledger.log;

import java.util.List;

/**
 * The hashes that lead from one leaf to a root.
 *
 * @param index of the leaf, below {@code size}
 * @param size of the tree, at least 1
 * @param path from the leaf's sibling to the root's child; at most 63 hashes
 */
public record InclusionProof(long index, long size, List<Hash> path) {

  static final int MAX_PATH = 63;

  /**
   * Checks the bounds above.
   *
   * @throws RefusedProofException if the index is not in the tree (RFC 9162, section 2.1.3.2, step
   *     1) or the path is too long for any tree
   */
  public InclusionProof {
    path = List.copyOf(path);
    if (index < 0 || index >= size) {
      throw new RefusedProofException("leaf " + index + " is not in a tree of " + size);
    }
    if (path.size() > MAX_PATH) {
      throw new RefusedProofException("a path of " + path.size() + " hashes is too long");
    }
  }

  /**
   * Verifies that the leaf is in the tree with that root (RFC 9162, section 2.1.3.2).
   *
   * @param leaf {@link MerkleTree#leaf} of the entry
   * @throws RefusedProofException if it does not follow from this proof
   */
  public void verify(Hash leaf, Hash root) {
    long fn = index; // step 2
    long sn = size - 1;
    var r = leaf; // step 3
    for (Hash p : path) { // step 4
      if (sn == 0) {
        throw new RefusedProofException("the path is longer than the tree is high");
      }
      if ((fn & 1) == 1 || fn == sn) {
        r = MerkleTree.node(p, r);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        r = MerkleTree.node(r, p);
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    if (sn != 0) { // step 5
      throw new RefusedProofException("the path is shorter than the tree is high");
    }
    if (!r.equals(root)) {
      throw new RefusedProofException("the path leads to " + r.base64() + ", not to the root");
    }
  }
}

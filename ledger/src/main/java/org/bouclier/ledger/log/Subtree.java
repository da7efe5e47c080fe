package org.bouclier.ledger.log;

import java.util.List;

/**
 * Some consecutive leaves of a tree that a proof can speak of: their number is at most the largest
 * power of two that divides the index of the first. So every package of 256 entries is one, and so
 * is what is left of one at the end of a tree.
 *
 * <p>Source: draft-ietf-plants-merkle-tree-certs, "Subtrees".
 *
 * @param start index of the first leaf, {@code >= 0}
 * @param end one past the last
 */
public record Subtree(long start, long end) {

  /**
   * Checks the condition above.
   *
   * @throws RefusedProofException if it is not kept
   */
  public Subtree {
    if (start < 0 || end <= start || !isAligned(start, end - start)) {
      throw new RefusedProofException("no subtree is [" + start + ", " + end + ")");
    }
  }

  private static boolean isAligned(long start, long leaves) {
    int height = Long.SIZE - Long.numberOfLeadingZeros(leaves - 1); // of the next power of two
    return start == 0 || Long.numberOfTrailingZeros(start) >= height;
  }

  /**
   * Verifies that a leaf of a tree is in this subtree of it.
   *
   * @param index of the leaf in the tree
   * @param path from the leaf's sibling to the child of the subtree's root
   * @throws RefusedProofException if it does not follow from the path
   */
  public void verifyInclusion(long index, List<Hash> path, Hash leaf, Hash root) {
    if (index < start || index >= end) {
      throw new RefusedProofException("leaf " + index + " is not in " + this);
    }
    new InclusionProof(index - start, end - start, path).verify(leaf, root);
  }

  /**
   * Verifies that these are the leaves of a larger tree at their place ("Verifying a Subtree
   * Consistency Proof"; the steps are numbered as there).
   *
   * @param size of the tree
   * @param path at most 64 hashes
   * @param subtreeRoot root of this subtree
   * @param root of the tree
   * @throws RefusedProofException if it does not follow from the path
   */
  public void verifyConsistency(long size, List<Hash> path, Hash subtreeRoot, Hash root) {
    if (end > size || path.size() > InclusionProof.MAX_PATH + 1) { // step 1
      throw new RefusedProofException(this + " is not in a tree of " + size);
    }
    long fn = start; // step 2
    long sn = end - 1;
    long tn = size - 1;
    while (fn != sn && (sn == tn || (sn & 1) == 1)) { // step 3
      fn >>>= 1;
      sn >>>= 1;
      tn >>>= 1;
    }
    if (fn != sn && path.isEmpty()) {
      throw new RefusedProofException("the path is empty");
    }
    var fr = fn == sn ? subtreeRoot : path.getFirst(); // step 4
    var sr = fr;
    for (Hash c : fn == sn ? path : path.subList(1, path.size())) { // step 5
      if (tn == 0) {
        throw new RefusedProofException("the path is longer than the tree is high");
      }
      if ((sn & 1) == 1 || sn == tn) {
        if (fn < sn) {
          fr = MerkleTree.node(c, fr);
        }
        sr = MerkleTree.node(c, sr);
        while ((sn & 1) == 0) { // ends: tn is not 0, and if sn is even then it is tn
          fn >>>= 1;
          sn >>>= 1;
          tn >>>= 1;
        }
      } else {
        sr = MerkleTree.node(sr, c);
      }
      fn >>>= 1;
      sn >>>= 1;
      tn >>>= 1;
    }
    if (tn != 0) { // step 6
      throw new RefusedProofException("the path is shorter than the tree is high");
    }
    if (!fr.equals(subtreeRoot) || !sr.equals(root)) {
      throw new RefusedProofException("the path leads to other roots");
    }
  }
}

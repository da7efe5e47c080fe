package org.bouclier.ledger.log;

import java.util.ArrayList;
import java.util.List;

/**
 * The hashes that show that one tree is the beginning of another.
 *
 * @param size1 of the smaller tree, {@code >= 0}
 * @param size2 of the larger tree, {@code >= size1}
 * @param path at most 64 hashes; none if the sizes are equal or the smaller is 0
 */
public record ConsistencyProof(long size1, long size2, List<Hash> path) {

  /**
   * Checks the bounds above.
   *
   * @throws RefusedProofException if they are not kept
   */
  public ConsistencyProof {
    path = List.copyOf(path);
    if (size1 < 0 || size1 > size2) {
      throw new RefusedProofException("no tree grows from " + size1 + " to " + size2);
    }
    boolean trivial = size1 == 0 || size1 == size2;
    if (trivial != path.isEmpty() || path.size() > InclusionProof.MAX_PATH + 1) {
      throw new RefusedProofException(
          path.size() + " hashes cannot lead from " + size1 + " to " + size2);
    }
  }

  /**
   * Verifies that the tree with {@code root1} is the beginning of the one with {@code root2} (RFC
   * 9162, section 2.1.4.2). The empty tree is the beginning of every other, as in C2SP
   * tlog-witness; Go's and Trillian's verifiers refuse to say so.
   *
   * @throws RefusedProofException if it does not follow from this proof
   */
  public void verify(Hash root1, Hash root2) {
    if (size1 == 0 && !root1.equals(MerkleTree.EMPTY_ROOT)) {
      throw new RefusedProofException("the first root is not that of an empty tree");
    }
    if (size2 == 0 && !root2.equals(MerkleTree.EMPTY_ROOT)) {
      throw new RefusedProofException("the second root is not that of an empty tree");
    }
    if (size1 == size2 && !root1.equals(root2)) {
      throw new RefusedProofException("two roots for the size " + size1);
    }
    if (!path.isEmpty()) {
      var roots = roots(root1);
      if (!roots.second().equals(root2)) {
        throw new RefusedProofException("the path does not lead to the second root");
      }
      if (!roots.first().equals(root1)) {
        throw new RefusedProofException("the path does not lead to the first root");
      }
    }
  }

  /** The two roots that a path of at least one hash leads to. */
  record Roots(Hash first, Hash second) {}

  /**
   * Follows the path.
   *
   * @param root1 used only if {@code size1} is a power of two: then the path leaves it out
   */
  Roots roots(Hash root1) {
    var hashes = new ArrayList<>(path);
    if (Long.bitCount(size1) == 1) { // step 2
      hashes.addFirst(root1);
    }
    long fn = size1 - 1; // step 3
    long sn = size2 - 1;
    int odd = Long.numberOfTrailingZeros(~fn); // step 4
    fn >>>= odd;
    sn >>>= odd;
    var fr = hashes.getFirst(); // step 5
    var sr = fr;
    for (Hash c : hashes.subList(1, hashes.size())) { // step 6
      if (sn == 0) {
        throw new RefusedProofException("the path is longer than the tree is high");
      }
      if ((fn & 1) == 1 || fn == sn) {
        fr = MerkleTree.node(c, fr);
        sr = MerkleTree.node(c, sr);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        sr = MerkleTree.node(sr, c);
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    if (sn != 0) { // step 7
      throw new RefusedProofException("the path is shorter than the tree is high");
    }
    return new Roots(fr, sr);
  }
}

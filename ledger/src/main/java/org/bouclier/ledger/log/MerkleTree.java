package org.bouclier.ledger.log;

import java.util.List;

/** The two hashes of a Merkle tree, and its root by the definition (RFC 6962, section 2.1). */
public final class MerkleTree {

  /** The root of a tree without leaves: the SHA-256 of nothing. */
  public static final Hash EMPTY_ROOT = Hash.sha256();

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private MerkleTree() {}

  /** The hash of one entry: {@code SHA-256(0x00 || entry)}. */
  public static Hash leaf(byte[] entry) {
    var digest = Hash.newSha256();
    digest.update(LEAF);
    return new Hash(digest.digest(entry));
  }

  /** The hash of two subtrees side by side: {@code SHA-256(0x01 || left || right)}. */
  public static Hash node(Hash left, Hash right) {
    var digest = Hash.newSha256();
    digest.update(NODE);
    left.update(digest);
    right.update(digest);
    return new Hash(digest.digest());
  }

  /** The root over some leaf hashes, by the definition: linear time, recursion of log n. */
  public static Hash root(List<Hash> leaves) {
    if (leaves.isEmpty()) {
      return EMPTY_ROOT;
    }
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int split = (int) split(leaves.size());
    return node(root(leaves.subList(0, split)), root(leaves.subList(split, leaves.size())));
  }

  /** The largest power of two below {@code n}, for {@code n >= 2}: where a tree is cut in two. */
  static long split(long n) {
    return Long.highestOneBit(n - 1);
  }
}

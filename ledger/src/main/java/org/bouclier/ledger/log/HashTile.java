package org.bouclier.ledger.log;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The hashes of one tile, and those of the subtrees that they form. Immutable. */
final class HashTile {

  private final byte[] bytes; // never leaves this class but by a copy

  /**
   * Takes the bytes of a tile.
   *
   * @throws DamagedLogException if there are too many or too few
   */
  HashTile(Tile tile, byte[] bytes) {
    if (bytes.length != tile.width() * Hash.SIZE_BYTES) {
      throw new DamagedLogException(tile.path() + " has " + bytes.length + " bytes");
    }
    this.bytes = bytes;
  }

  static HashTile of(Tile tile, List<Hash> hashes) {
    return new HashTile(tile, bytes(hashes));
  }

  static byte[] bytes(List<Hash> hashes) {
    var bytes = new byte[hashes.size() * Hash.SIZE_BYTES];
    for (int i = 0; i < hashes.size(); i++) {
      hashes.get(i).copyTo(bytes, i * Hash.SIZE_BYTES);
    }
    return bytes;
  }

  List<Hash> hashes() {
    return IntStream.range(0, bytes.length / Hash.SIZE_BYTES).mapToObj(this::at).toList();
  }

  Hash at(int index) {
    return Hash.at(bytes, index * Hash.SIZE_BYTES);
  }

  /** The root of the {@code 2^height} hashes that start at {@code from}; height 0 to 8. */
  Hash subtree(int from, int height) {
    if (height == 0) {
      return at(from);
    }
    int half = 1 << (height - 1);
    return MerkleTree.node(subtree(from, height - 1), subtree(from + half, height - 1));
  }

  /** The root of a full tile: one hash of the level above. */
  Hash root() {
    return subtree(0, Tile.HEIGHT);
  }

  boolean sameAs(HashTile other) {
    return Arrays.equals(bytes, other.bytes);
  }
}

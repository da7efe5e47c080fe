package org.bouclier.ledger.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A tree of hashes read from tiles, every byte of which is checked against one signed head.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class Tree {

  /*
   * How a tile is trusted. The partial tiles at the right edge, at most one for each level, hold
   * exactly the perfect subtrees into which the tree's size falls:
   *
   *     size 70 000 = 1 x 65 536 + 17 x 256 + 112 x 1
   *                   level 2      level 1    level 0     widths of the partial tiles
   *
   * So they alone give the root, and a root that is the signed one vouches for all of them. Any
   * other tile is full, and then its own root is one hash of the tile above it: by induction on
   * the level it is trusted when the one above is. Opening a tree of a billion leaves costs four
   * small reads; reaching any leaf, at most three more.
   *
   * A hash of this tree is named by (height, index): the root of the 2^height leaves that start at
   * index * 2^height. Inside a tile of level L lie the heights 8L to 8L + 8.
   */

  private static final int MAX_CACHED_TILES = 256; // 2 MiB: the path to a leaf and its neighbours

  private final TileSource source;
  private final TreeHead head;
  private final Map<Integer, HashTile> edges = new HashMap<>();
  private final Map<Tile, HashTile> full =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Tile, HashTile> eldest) {
          return size() > MAX_CACHED_TILES;
        }
      };

  private Tree(TileSource source, TreeHead head) {
    this.source = source;
    this.head = head;
  }

  /**
   * Reads the right edge of the tree and checks that it gives the head's root.
   *
   * @throws IOException if a tile cannot be read
   * @throws DamagedLogException if the tiles are not those of the head
   */
  public static Tree open(TileSource source, TreeHead head) throws IOException {
    var tree = new Tree(source, head);
    for (int level = 0; level < Tile.LEVELS; level++) {
      var edge = Tile.edge(level, head.size());
      if (edge.isPresent()) {
        tree.edges.put(level, fetch(edge.get(), source));
      }
    }
    var root = tree.rootOf(head.size());
    if (!root.equals(head.root())) {
      throw new DamagedLogException("the tiles of " + head + " give the root " + root.base64());
    }
    return tree;
  }

  /** The head that vouches for this tree. */
  public TreeHead head() {
    return head;
  }

  /**
   * The hash of one leaf.
   *
   * @throws IndexOutOfBoundsException if the tree has no such leaf
   */
  public Hash leaf(long index) throws IOException {
    Objects.checkIndex(index, head.size());
    return hash(0, index);
  }

  /**
   * The root that this tree had at an earlier size.
   *
   * @param size 0 to that of the head
   */
  public Hash rootOf(long size) throws IOException {
    checkSize(size);
    return size == 0 ? MerkleTree.EMPTY_ROOT : range(0, size);
  }

  /**
   * Proves that a leaf is in the tree as it was at some size (RFC 9162, section 2.1.3.1).
   *
   * @param index of the leaf, below {@code size}
   * @param size 1 to that of the head
   */
  public InclusionProof inclusionProof(long index, long size) throws IOException {
    checkSize(size);
    Objects.checkIndex(index, size);
    var path = new ArrayList<Hash>();
    long from = 0;
    long to = size;
    while (to - from > 1) { // from the root down; the proof is written from the leaf up
      long middle = from + MerkleTree.split(to - from);
      if (index < middle) {
        path.add(range(middle, to));
        to = middle;
      } else {
        path.add(range(from, middle));
        from = middle;
      }
    }
    return new InclusionProof(index, size, path.reversed());
  }

  /**
   * Proves that the tree as it was at {@code size1} is the beginning of what it was at {@code
   * size2} (RFC 9162, section 2.1.4.1).
   *
   * @param size1 0 to {@code size2}; the proof from 0 is empty
   * @param size2 at most that of the head
   */
  public ConsistencyProof consistencyProof(long size1, long size2) throws IOException {
    checkSize(size2);
    if (size1 < 0 || size1 > size2) {
      throw new IndexOutOfBoundsException(size1 + " is not in [0, " + size2 + "]");
    }
    var path = new ArrayList<Hash>();
    long from = 0;
    long to = size2;
    boolean known = true; // the verifier has the left subtree already: it is the whole old tree
    while (size1 != 0 && size1 != to) {
      long middle = from + MerkleTree.split(to - from);
      if (size1 <= middle) {
        path.add(range(middle, to));
        to = middle;
      } else {
        path.add(range(from, middle));
        from = middle;
        known = false;
      }
    }
    if (!known) {
      path.add(range(from, to));
    }
    return new ConsistencyProof(size1, size2, path.reversed());
  }

  /** The root of some leaves that form a subtree of this tree. */
  public Hash rootOf(Subtree subtree) throws IOException {
    checkSize(subtree.end());
    return range(subtree.start(), subtree.end());
  }

  /**
   * Proves that a subtree is at its place in the tree as it was at some size
   * (draft-ietf-plants-merkle-tree-certs, "Generating a Subtree Consistency Proof").
   *
   * @param size at least the subtree's end, at most that of the head
   */
  public List<Hash> subtreeProof(Subtree subtree, long size) throws IOException {
    checkSize(size);
    if (subtree.end() > size) {
      throw new IndexOutOfBoundsException(subtree + " is not in a tree of " + size);
    }
    var path = new ArrayList<Hash>();
    long from = 0;
    long to = size;
    boolean known = true; // the verifier has it: it is the whole subtree
    while (from < subtree.start() || to != subtree.end()) {
      long middle = from + MerkleTree.split(to - from);
      if (subtree.end() <= middle) {
        path.add(range(middle, to));
        to = middle;
      } else if (middle <= subtree.start()) {
        path.add(range(from, middle));
        from = middle;
      } else { // it begins where this part does, and goes beyond the middle
        path.add(range(from, middle));
        from = middle;
        known = false;
      }
    }
    if (!known) {
      path.add(range(from, to));
    }
    return path.reversed();
  }

  /**
   * Reads entries in order. A full bundle is hashed up to one hash of level 1, so that the tiles of
   * level 0 need not be fetched.
   *
   * @param from first index
   * @param to one past the last, at most the head's size
   * @param maxEntryBytes the longest entry that the caller will take, at most 65,535
   * @throws DamagedLogException if a bundle does not hash to the signed root; the entries before it
   *     have been visited
   */
  public void entries(long from, long to, int maxEntryBytes, EntryVisitor visitor)
      throws IOException {
    Objects.checkFromToIndex(from, to, head.size());
    for (long at = from; at < to; ) {
      var tile = Tile.of(Tile.ENTRIES, at / Tile.FULL_WIDTH, head.size());
      var entries = bundle(tile, source, maxEntryBytes);
      long first = tile.index() * Tile.FULL_WIDTH;
      for (; at < Math.min(to, first + tile.width()); at++) {
        visitor.visit(at, entries.get((int) (at - first)));
      }
    }
  }

  /**
   * Reads one bundle and verifies it whole.
   *
   * @param tile as wide as this tree makes it
   * @param from any source: what vouches for the entries is this tree
   */
  List<byte[]> bundle(Tile tile, TileSource from, int maxEntryBytes) throws IOException {
    List<byte[]> entries = fetchBundle(tile, from, maxEntryBytes);
    var hashes = HashTile.of(tileOfHashes(tile), entries.stream().map(MerkleTree::leaf).toList());
    boolean signed =
        tile.isFull()
            ? hashes.root().equals(hash(Tile.HEIGHT, tile.index()))
            : hashes.sameAs(edge(0));
    if (!signed) {
      throw new DamagedLogException(tile.path() + " does not hash to the signed root");
    }
    return entries;
  }

  private static Tile tileOfHashes(Tile entries) {
    return new Tile(0, entries.index(), entries.width());
  }

  /** Reads a bundle, verified by nothing; a partial one may have been replaced by the full one. */
  static List<byte[]> fetchBundle(Tile tile, TileSource from, int maxEntryBytes)
      throws IOException {
    try {
      return fetchWhole(tile, from, maxEntryBytes);
    } catch (NoSuchFileException absent) {
      if (tile.isFull()) {
        throw absent;
      }
      return fetchWhole(tile.full(), from, maxEntryBytes).subList(0, tile.width());
    }
  }

  private static List<byte[]> fetchWhole(Tile tile, TileSource from, int maxEntryBytes)
      throws IOException {
    var bytes = from.read(tile.path(), EntryBundle.maxBytes(tile.width(), maxEntryBytes));
    try {
      return EntryBundle.decode(bytes, tile.width(), maxEntryBytes);
    } catch (MalformedLogException malformed) {
      throw new DamagedLogException(tile.path() + ": " + malformed.getMessage(), malformed);
    }
  }

  /** The root over leaves {@code [from, to)}, where {@code from} is aligned as in RFC 6962. */
  private Hash range(long from, long to) throws IOException {
    var perfect = new ArrayList<Hash>();
    for (long at = from; at < to; ) {
      int height = 63 - Long.numberOfLeadingZeros(to - at);
      perfect.add(hash(height, at >>> height));
      at += 1L << height;
    }
    var root = perfect.getLast();
    for (int i = perfect.size() - 2; i >= 0; i--) {
      root = MerkleTree.node(perfect.get(i), root);
    }
    return root;
  }

  /** The root of the perfect subtree of that height and index: see the essay above. */
  private Hash hash(int height, long index) throws IOException {
    int level = Math.min(height / Tile.HEIGHT, Tile.LEVELS - 1);
    int above = height - level * Tile.HEIGHT;
    long first = index << above; // among the hashes of that level
    var tile = tile(Tile.of(level, first / Tile.FULL_WIDTH, head.size()));
    return tile.subtree((int) (first % Tile.FULL_WIDTH), above);
  }

  /** The hashes of the partial tile of a level; none if its last tile is full. */
  List<Hash> edgeHashes(int level) {
    var edge = edges.get(level);
    return edge == null ? List.of() : edge.hashes();
  }

  /**
   * Reads a full tile and verifies it up to the signed root.
   *
   * @throws DamagedLogException if it, or one above it, is not the head's
   */
  HashTile verified(Tile tile) throws IOException {
    return tile(tile);
  }

  private HashTile edge(int level) {
    return Objects.requireNonNull(edges.get(level), "no edge at this level");
  }

  private HashTile tile(Tile tile) throws IOException {
    if (!tile.isFull()) {
      return edge(tile.level());
    }
    var known = full.get(tile);
    if (known != null) {
      return known;
    }
    var fetched = fetch(tile, source);
    if (!fetched.root().equals(hash((tile.level() + 1) * Tile.HEIGHT, tile.index()))) {
      throw new DamagedLogException(tile.path() + " does not hash to the signed root");
    }
    full.put(tile, fetched);
    return fetched;
  }

  /** Reads a tile; a partial one may have been replaced by the full one since the head. */
  static HashTile fetch(Tile tile, TileSource source) throws IOException {
    int bytes = tile.width() * Hash.SIZE_BYTES;
    try {
      return new HashTile(tile, source.read(tile.path(), bytes));
    } catch (NoSuchFileException absent) {
      if (tile.isFull()) {
        throw absent;
      }
      var full = source.read(tile.full().path(), Tile.FULL_WIDTH * Hash.SIZE_BYTES);
      if (full.length != Tile.FULL_WIDTH * Hash.SIZE_BYTES) {
        throw new DamagedLogException(tile.full().path() + " has " + full.length + " bytes");
      }
      return new HashTile(tile, Arrays.copyOf(full, bytes));
    }
  }

  private void checkSize(long size) {
    if (size < 0 || size > head.size()) {
      throw new IndexOutOfBoundsException(size + " is not in [0, " + head.size() + "]");
    }
  }
}

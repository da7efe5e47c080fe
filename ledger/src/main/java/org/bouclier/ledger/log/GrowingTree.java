package org.bouclier.ledger.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The right edge of a log that grows: what must stay in memory to append, at most 255 entries and
 * 255 hashes of each level. Immutable: an append that fails leaves the old one.
 */
final class GrowingTree {

  private final long size;
  private final List<byte[]> entries; // of the partial bundle
  private final List<List<Hash>> edges; // of the partial tile of each level, level 0 first

  private GrowingTree(long size, List<byte[]> entries, List<List<Hash>> edges) {
    this.size = size;
    this.entries = entries;
    this.edges = edges;
  }

  static GrowingTree empty() {
    return new GrowingTree(0, List.of(), List.of());
  }

  /** A tree that has grown, and the files that it has and the old one had not. */
  record Growth(GrowingTree tree, Map<Tile, byte[]> files) {}

  long size() {
    return size;
  }

  Hash root() {
    Hash root = null;
    for (List<Hash> edge : edges) { // lowest level first, that is from the right
      for (int at = edge.size(), height = 0; at > 0; height++) { // by bits, from the right too
        if ((edge.size() >>> height & 1) == 1) {
          at -= 1 << height;
          var perfect = MerkleTree.root(edge.subList(at, at + (1 << height)));
          root = root == null ? perfect : MerkleTree.node(perfect, root);
        }
      }
    }
    return root == null ? MerkleTree.EMPTY_ROOT : root;
  }

  /** Appends entries, each at most {@link Tile#MAX_ENTRY_BYTES} long. */
  Growth append(Iterable<byte[]> more) {
    var files = new LinkedHashMap<Tile, byte[]>();
    var bundle = new ArrayList<>(entries);
    var rows = new ArrayList<List<Hash>>();
    edges.forEach(edge -> rows.add(new ArrayList<>(edge)));
    long next = size;
    for (byte[] entry : more) {
      bundle.add(entry);
      add(rows, 0, next, MerkleTree.leaf(entry), files);
      next++;
      if (bundle.size() == Tile.FULL_WIDTH) {
        files.put(Tile.of(Tile.ENTRIES, (next - 1) / Tile.FULL_WIDTH, next), encode(bundle));
        bundle.clear();
      }
    }
    var grown = new GrowingTree(next, bundle, rows);
    files.putAll(grown.edgeFiles(size));
    return new Growth(grown, files);
  }

  /** The partial files of the right edge that are not those of a smaller size: hashes, entries. */
  Map<Tile, byte[]> edgeFiles(long since) {
    var files = new LinkedHashMap<Tile, byte[]>();
    for (int level = Tile.ENTRIES; level < edges.size(); level++) {
      var edge = Tile.edge(level, size);
      if (edge.isPresent() && Tile.count(level, since) < Tile.count(level, size)) {
        boolean hashes = level != Tile.ENTRIES;
        files.put(edge.get(), hashes ? HashTile.bytes(edges.get(level)) : encode(entries));
      }
    }
    return files;
  }

  /** Adds one hash to a level; a full row becomes a file and one hash of the level above. */
  private static void add(
      List<List<Hash>> rows, int level, long index, Hash hash, Map<Tile, byte[]> files) {
    if (rows.size() == level) {
      rows.add(new ArrayList<>());
    }
    var row = rows.get(level);
    row.add(hash);
    if (row.size() == Tile.FULL_WIDTH) {
      var tile = new Tile(level, index / Tile.FULL_WIDTH, Tile.FULL_WIDTH);
      var hashes = HashTile.of(tile, row);
      files.put(tile, HashTile.bytes(row));
      row.clear();
      add(rows, level + 1, tile.index(), hashes.root(), files);
    }
  }

  private static byte[] encode(List<byte[]> bundle) {
    return EntryBundle.encode(bundle);
  }

  /**
   * Reads the edge of a tree back from its files.
   *
   * @throws DamagedLogException if they do not give the head's root
   */
  static GrowingTree read(TileSource source, TreeHead head) throws IOException {
    var tree = Tree.open(source, head); // verifies the edge tiles against the root
    var edges = new ArrayList<List<Hash>>();
    for (int level = 0; Tile.count(level, head.size()) > 0; level++) {
      edges.add(tree.edgeHashes(level));
      if (level == Tile.LEVELS - 1) {
        break;
      }
    }
    var entries = new ArrayList<byte[]>();
    long first = head.size() / Tile.FULL_WIDTH * Tile.FULL_WIDTH;
    tree.entries(first, head.size(), Tile.MAX_ENTRY_BYTES, (_, entry) -> entries.add(entry));
    return new GrowingTree(head.size(), entries, edges);
  }
}

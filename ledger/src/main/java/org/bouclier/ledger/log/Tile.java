package org.bouclier.ledger.log;

import java.util.Locale;
import java.util.Optional;

/**
 * The coordinates of one immutable file of a log: a row of up to 256 consecutive hashes of one
 * level of the tree, or the entries below such a row of level 0.
 *
 * <pre>{@code
 * tile/<L>/<N>[.p/<W>]          hashes: W times 32 bytes
 * tile/entries/<N>[.p/<W>]      entries: W times (big-endian uint16 length, bytes)
 * N = 1234067 is written x001/x234/067; .p/W stands only for W below 256
 * }</pre>
 *
 * <p>A hash of level 1 covers a full row of level 0, that is 256 leaves; and so on. Source: C2SP
 * tlog-tiles, "Merkle Tree".
 *
 * @param level 0 to 7 (a size is a positive {@code long}, so no tree is higher); {@link #ENTRIES}
 *     for entries
 * @param index place in its level, {@code >= 0}
 * @param width 1 to 256
 */
public record Tile(int level, long index, int width) {

  /** Hashes in a full tile. */
  public static final int FULL_WIDTH = 256;

  /** The level of the files that hold entries. */
  public static final int ENTRIES = -1;

  /** The longest entry that the format can hold, in bytes. */
  public static final int MAX_ENTRY_BYTES = 65_535;

  static final int HEIGHT = 8; // 2^8 hashes in a full tile
  static final int LEVELS = 8; // 8 levels of 8 bits: every positive long

  /** Checks the bounds above. */
  public Tile {
    if (level < ENTRIES || level >= LEVELS || index < 0 || width < 1 || width > FULL_WIDTH) {
      throw new MalformedLogException("no tile at level " + level + ", " + index + ", " + width);
    }
  }

  /** Whether it holds 256 hashes or entries. A file that does will never change its path. */
  public boolean isFull() {
    return width == FULL_WIDTH;
  }

  /** The same place, full: where its bytes are found once the log has grown past it. */
  public Tile full() {
    return new Tile(level, index, FULL_WIDTH);
  }

  /** The path of the file below the log's prefix. */
  public String path() {
    var place = new StringBuilder(String.format(Locale.ROOT, "%03d", index % 1000));
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      place.insert(0, String.format(Locale.ROOT, "x%03d/", rest % 1000));
    }
    var row = level == ENTRIES ? "entries" : Integer.toString(level);
    return "tile/" + row + "/" + place + (isFull() ? "" : ".p/" + width);
  }

  /**
   * Reads a path.
   *
   * @throws MalformedLogException if it is not, character for character, what {@link #path} gives
   */
  public static Tile parse(String path) {
    try {
      var parts = path.split("/", -1);
      if (path.length() > 64 || parts.length < 3) {
        throw new MalformedLogException("not the path of a tile: " + path);
      }
      boolean partial = parts[parts.length - 2].endsWith(".p");
      int width = partial ? Integer.parseInt(parts[parts.length - 1]) : FULL_WIDTH;
      int level = parts[1].equals("entries") ? ENTRIES : Integer.parseInt(parts[1]);
      var digits = new StringBuilder();
      for (int i = 2; i < parts.length - (partial ? 1 : 0); i++) {
        digits.append(parts[i].replaceAll("^x|\\.p$", ""));
      }
      var tile = new Tile(level, Long.parseLong(digits.toString()), width);
      if (!tile.path().equals(path)) {
        throw new MalformedLogException("not the path of a tile: " + path);
      }
      return tile;
    } catch (NumberFormatException unreadable) {
      throw new MalformedLogException("not the path of a tile: " + path, unreadable);
    }
  }

  /** How many hashes the whole level holds in a tree of {@code size} leaves. */
  static long count(int level, long size) {
    int shift = HEIGHT * Math.max(level, 0);
    return size >>> shift;
  }

  /**
   * The tile at a place, as wide as a tree of {@code size} leaves makes it.
   *
   * @throws IndexOutOfBoundsException if that tree has no tile there
   */
  public static Tile of(int level, long index, long size) {
    long count = count(level, size);
    if (index < 0 || index > (count - 1) / FULL_WIDTH || count == 0) {
      throw new IndexOutOfBoundsException("no tile " + level + "/" + index + " at size " + size);
    }
    return new Tile(level, index, (int) Math.min(FULL_WIDTH, count - index * FULL_WIDTH));
  }

  /** The partial tile at the right edge of a level, if a tree of {@code size} leaves has one. */
  static Optional<Tile> edge(int level, long size) {
    long count = count(level, size);
    int width = (int) (count % FULL_WIDTH);
    return width == 0 ? Optional.empty() : Optional.of(new Tile(level, count / FULL_WIDTH, width));
  }
}

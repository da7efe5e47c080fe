package org.bouclier.ledger.log;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of a bundle of entries: for each, a big-endian uint16 length and as many bytes. Source:
 * C2SP tlog-tiles, "Log entries".
 */
public final class EntryBundle {

  private static final int LENGTH_BYTES = 2;

  private EntryBundle() {}

  /** The longest bundle of {@code width} entries of at most {@code maxEntryBytes} each. */
  public static int maxBytes(int width, int maxEntryBytes) {
    return width * (LENGTH_BYTES + maxEntryBytes);
  }

  /**
   * Writes entries one after the other.
   *
   * @throws MalformedLogException if one is longer than {@link Tile#MAX_ENTRY_BYTES}
   */
  public static byte[] encode(List<byte[]> entries) {
    var bytes = new ByteArrayOutputStream();
    for (byte[] entry : entries) {
      checkLength(entry.length, Tile.MAX_ENTRY_BYTES);
      bytes.write(entry.length >>> 8);
      bytes.write(entry.length);
      bytes.writeBytes(entry);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a bundle.
   *
   * @param width how many entries it must hold, exactly
   * @param maxEntryBytes the longest entry that the caller will take
   * @throws MalformedLogException if it holds more, fewer, a longer one or a part of one
   */
  public static List<byte[]> decode(byte[] bundle, int width, int maxEntryBytes) {
    var entries = new ArrayList<byte[]>(width);
    int at = 0;
    for (int i = 0; i < width; i++) {
      if (bundle.length - at < LENGTH_BYTES) {
        throw new MalformedLogException("bundle ends at entry " + i + " of " + width);
      }
      int length = (bundle[at] & 0xFF) << 8 | (bundle[at + 1] & 0xFF);
      checkLength(length, maxEntryBytes);
      at += LENGTH_BYTES;
      if (bundle.length - at < length) {
        throw new MalformedLogException("bundle ends inside entry " + i + " of " + width);
      }
      entries.add(Arrays.copyOfRange(bundle, at, at + length));
      at += length;
    }
    if (at != bundle.length) {
      throw new MalformedLogException("bundle of " + width + " entries has bytes left over");
    }
    return entries;
  }

  private static void checkLength(int length, int max) {
    if (length > max) {
      throw new MalformedLogException("an entry has " + length + " bytes, more than " + max);
    }
  }
}

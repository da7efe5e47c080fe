package org.bouclier.detect;

/**
 * What kinds of keys a set holds at all, so that the scanner skips what could not match: most
 * tokens of a Windows log end by {@code .exe}, which no listed domain does, and most addresses lie
 * in no listed block. Changed only while a set is built.
 */
final class IndicatorShape {

  private static final int SUFFIX_BITS = 1 << 16; // suffixBit() keeps 16 bits

  private int tags;
  private long prefixes4;
  private final long[] prefixes6 = new long[3];
  private final long[] suffixes = new long[SUFFIX_BITS / 64];
  private final long[] addresses4 = new long[65_536 / 64];
  private final long[] blocks4 = new long[65_536 / 64];

  IndicatorShape copy() {
    var copy = new IndicatorShape();
    copy.tags = tags;
    copy.prefixes4 = prefixes4;
    System.arraycopy(prefixes6, 0, copy.prefixes6, 0, prefixes6.length);
    System.arraycopy(suffixes, 0, copy.suffixes, 0, suffixes.length);
    System.arraycopy(addresses4, 0, copy.addresses4, 0, addresses4.length);
    System.arraycopy(blocks4, 0, copy.blocks4, 0, blocks4.length);
    return copy;
  }

  /** Adds a key, whose bytes start at {@code from} and end before {@code to}. */
  void add(Tag tag, byte[] bytes, int from, int to) {
    tags |= 1 << tag.code();
    switch (tag) {
      case DOMAIN -> {
        int bit = suffixBit(bytes, to);
        suffixes[bit >>> 6] |= 1L << bit;
      }
      case IPV4 -> {
        int high = IndicatorKey.int32(bytes, from) >>> 16;
        addresses4[high >>> 6] |= 1L << high;
      }
      case BLOCK4 -> {
        int prefix = bytes[from + 4];
        prefixes4 |= 1L << prefix;
        int first = IndicatorKey.int32(bytes, from) >>> 16;
        int count = prefix >= 16 ? 1 : 1 << (16 - prefix);
        for (int high = first; high < first + count; high++) {
          blocks4[high >>> 6] |= 1L << high;
        }
      }
      case BLOCK6 -> {
        int prefix = bytes[from + 16] & 255;
        prefixes6[prefix >>> 6] |= 1L << prefix;
      }
      default -> {}
    }
  }

  /** Whether a pass of its own is needed, beside that over tokens. */
  boolean hasWhole() {
    return has(Tag.FILE_NAME) || has(Tag.JA4) || has(Tag.USER_AGENT);
  }

  boolean has(Tag tag) {
    return (tags & 1 << tag.code()) != 0;
  }

  /** Whether any listed domain may end as the name whose last byte is before {@code to}. */
  boolean mayEndLike(byte[] name, int to) {
    int bit = suffixBit(name, to);
    return (suffixes[bit >>> 6] & 1L << bit) != 0;
  }

  /** Hashes the last three bytes, in lower case; every domain has at least three. */
  private static int suffixBit(byte[] name, int to) {
    int tail = ((name[to - 1] & 255) << 16) | ((name[to - 2] & 255) << 8) | (name[to - 3] & 255);
    tail |= 0x202020; // folds letters; a few other bytes too, which only lets more pass
    return (int) ((tail * Keys.MULTIPLIER) >>> 48);
  }

  /** Whether some listed address begins by the same 16 bits. */
  boolean mayHold4(int address) {
    int high = address >>> 16;
    return (addresses4[high >>> 6] & 1L << high) != 0;
  }

  /** Whether some listed block may be around the address. */
  boolean mayHoldBlock4(int address) {
    int high = address >>> 16;
    return (blocks4[high >>> 6] & 1L << high) != 0;
  }

  /** Bit p is set if some IPv4 block has prefix length p. */
  long prefixes4() {
    return prefixes4;
  }

  boolean hasPrefix6(int prefix) {
    return (prefixes6[prefix >>> 6] & 1L << prefix) != 0;
  }
}

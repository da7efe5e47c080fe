package org.bouclier.detect.bytes;

/**
 * One byte at a time, from a table: the classes of a byte are one bit in each of six lanes of eight
 * bits, so that eight bytes, each shifted by one more, make eight bits of every bitmap at once.
 */
final class TableClassifier implements ByteClassifier {

  private static final long[] LANES = lanes();
  private static final int QUOTE = 5;

  @Override
  public void classify(byte[] buffer, int from, int groups, long[] bits, int first) {
    long lastQuote = 0;
    int base = from;
    for (int at = first; at < first + groups * MAPS; at += MAPS) {
      long token = 0;
      long dot = 0;
      long colon = 0;
      long mail = 0;
      long lineFeed = 0;
      long quote = 0;
      for (int shift = 0; shift < 64; shift += 8) {
        long lanes = eight(buffer, base + shift);
        token |= (lanes & 0xFF) << shift;
        dot |= (lanes >>> 8 * DOT & 0xFF) << shift;
        colon |= (lanes >>> 8 * COLON & 0xFF) << shift;
        mail |= (lanes >>> 8 * AT & 0xFF) << shift;
        lineFeed |= (lanes >>> 8 * LINE_FEED & 0xFF) << shift;
        quote |= (lanes >>> 8 * QUOTE) << shift;
      }
      bits[at + TOKEN] = token;
      bits[at + DOT] = dot;
      bits[at + COLON] = colon & ~(quote << 1 | lastQuote);
      bits[at + AT] = mail;
      bits[at + LINE_FEED] = lineFeed;
      lastQuote = quote >>> 63;
      base += 64;
    }
  }

  private static long eight(byte[] buffer, int at) {
    return LANES[buffer[at] & 0xFF]
        | LANES[buffer[at + 1] & 0xFF] << 1
        | LANES[buffer[at + 2] & 0xFF] << 2
        | LANES[buffer[at + 3] & 0xFF] << 3
        | LANES[buffer[at + 4] & 0xFF] << 4
        | LANES[buffer[at + 5] & 0xFF] << 5
        | LANES[buffer[at + 6] & 0xFF] << 6
        | LANES[buffer[at + 7] & 0xFF] << 7;
  }

  private static long[] lanes() {
    long[] lanes = new long[256];
    for (int b = 0; b < 256; b++) {
      if ((Octets.CLASS[b] & Octets.TOKEN) != 0) {
        lanes[b] = 1L << 8 * TOKEN;
      }
    }
    lanes['.'] |= 1L << 8 * DOT;
    lanes[':'] |= 1L << 8 * COLON;
    lanes['@'] |= 1L << 8 * AT;
    lanes['\n'] |= 1L << 8 * LINE_FEED;
    lanes['"'] |= 1L << 8 * QUOTE;
    return lanes;
  }
}

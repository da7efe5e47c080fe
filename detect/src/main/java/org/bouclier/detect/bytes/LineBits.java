package org.bouclier.detect.bytes;

import static org.bouclier.detect.bytes.ByteClassifier.AT;
import static org.bouclier.detect.bytes.ByteClassifier.COLON;
import static org.bouclier.detect.bytes.ByteClassifier.DOT;
import static org.bouclier.detect.bytes.ByteClassifier.MAPS;
import static org.bouclier.detect.bytes.ByteClassifier.TOKEN;

/**
 * Bitmaps of one line: which of its bytes belong to a token, are dots, colons or at signs. Where a
 * token ends is then found by counting zeros, not by looking at its bytes.
 *
 * <pre>{@code
 * {"q":"www.evil.tld"}   the line
 *   #   ############     token
 *          #    #        dot
 * }</pre>
 *
 * <p>Owns scratch memory that follows the longest line seen; one thread at a time.
 */
public final class LineBits {

  private final ByteClassifier classifier;
  private final byte[] end = new byte[64]; // the last bytes of a line at the end of its buffer
  private final long[] endBits = new long[MAPS];
  private long[] bits = new long[16 * MAPS];
  private int from;
  private int length;
  private int groups;

  /** Bitmaps made in the way that is fastest on this machine. */
  public LineBits() {
    this(ByteClassifier.FASTEST);
  }

  LineBits(ByteClassifier classifier) {
    this.classifier = classifier;
  }

  /** Reads a line; forgets the one before. */
  public void read(byte[] buffer, int lineFrom, int lineTo) {
    from = lineFrom;
    length = lineTo - lineFrom;
    groups = (length + 63) >>> 6;
    if ((groups + 1) * MAPS > bits.length) { // one more: after() reads two groups
      bits = new long[(groups + 1 + (groups >>> 1)) * MAPS];
    }
    boolean whole = lineFrom + 64L * groups <= buffer.length;
    classifier.classify(buffer, lineFrom, whole ? groups : groups - 1, bits);
    int last = (groups - 1) * MAPS;
    int lastBytes = length & 63;
    if (!whole) {
      System.arraycopy(buffer, lineTo - lastBytes, end, 0, lastBytes);
      classifier.classify(end, 0, 1, endBits);
      System.arraycopy(endBits, 0, bits, last, MAPS);
      if (length > 64 && buffer[lineTo - lastBytes - 1] == '"') {
        bits[last + COLON] &= ~1L;
      }
    }
    if (lastBytes != 0) {
      long kept = (1L << lastBytes) - 1;
      for (int map = 0; map < MAPS; map++) {
        bits[last + map] &= kept;
      }
    }
    for (int map = 0; map < MAPS; map++) {
      bits[last + MAPS + map] = 0;
    }
  }

  /** Groups of 64 bytes in the line; the last one may be shorter. */
  public int groups() {
    return groups;
  }

  /** The token bytes of a group. */
  public long tokens(int group) {
    return bits[group * MAPS + TOKEN];
  }

  /** The dots of a group. */
  public long dots(int group) {
    return bits[group * MAPS + DOT];
  }

  /** The colons of a group but those that follow a quotation mark. */
  public long colons(int group) {
    return bits[group * MAPS + COLON];
  }

  /** The at signs of a group. */
  public long ats(int group) {
    return bits[group * MAPS + AT];
  }

  /** The colons among the 64 bytes that start at {@code at}, which is in the line. */
  public long colonsFrom(int at) {
    int offset = at - from;
    int inGroup = offset & 63;
    int word = (offset >>> 6) * MAPS + COLON;
    return bits[word] >>> inGroup | bits[word + MAPS] << 1 << (63 - inGroup);
  }

  /** First byte of the run of token bytes that ends before {@code at}; {@code at} if it is none. */
  public int tokenFrom(int at) {
    return runFrom(bits, TOKEN, at);
  }

  /** Where the last dot before {@code at} is; -1 if there is none. */
  public int lastDot(int at) {
    int offset = at - from;
    while (offset > 0) {
      int inGroup = ((offset - 1) & 63) + 1;
      long dots = bits[((offset - 1) >>> 6) * MAPS + DOT] << (64 - inGroup);
      if (dots != 0) {
        return from + offset - 1 - Long.numberOfLeadingZeros(dots);
      }
      offset -= inGroup;
    }
    return -1;
  }

  /** One past the last byte of the run of token bytes that starts at {@code at}. */
  public int tokenTo(int at) {
    int offset = at - from;
    while (offset < length) {
      int inGroup = offset & 63;
      long others = ~bits[(offset >>> 6) * MAPS + TOKEN] >>> inGroup;
      if (others != 0) {
        return from + Math.min(offset + Long.numberOfTrailingZeros(others), length);
      }
      offset += 64 - inGroup;
    }
    return from + length;
  }

  private int runFrom(long[] maps, int map, int at) {
    int offset = at - from;
    while (offset > 0) {
      int inGroup = ((offset - 1) & 63) + 1; // bytes of the group before the offset
      long others = ~maps[((offset - 1) >>> 6) * MAPS + map] << (64 - inGroup);
      if (others != 0) {
        return from + offset - Long.numberOfLeadingZeros(others);
      }
      offset -= inGroup;
    }
    return from;
  }
}

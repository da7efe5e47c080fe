package org.bouclier.detect.bytes;

import static org.bouclier.detect.bytes.ByteClassifier.AT;
import static org.bouclier.detect.bytes.ByteClassifier.COLON;
import static org.bouclier.detect.bytes.ByteClassifier.DOT;
import static org.bouclier.detect.bytes.ByteClassifier.LINE_FEED;
import static org.bouclier.detect.bytes.ByteClassifier.MAPS;
import static org.bouclier.detect.bytes.ByteClassifier.TOKEN;

import java.util.Arrays;
import java.util.Objects;

/**
 * Bitmaps of some bytes, one line or many: which of them belong to a token, are dots, colons, at
 * signs or line feeds. Where a token ends is then found by counting zeros, not by looking at bytes.
 *
 * <pre>{@code
 * {"q":"www.evil.tld"}   the line
 *   #   ############     token
 *          #    #        dot
 * }</pre>
 *
 * <p>Bytes are known by their place in the buffer that was read; outside of what was read there is
 * nothing. Owns scratch memory that follows the most bytes ever read; one thread at a time.
 */
public final class LineBits {

  private final ByteClassifier classifier;
  private final byte[] end = new byte[64]; // the last bytes, where the buffer ends with them

  /** A group without anything, the groups of what was read, and two more without anything. */
  private long[] bits = new long[19 * MAPS];

  private int from;
  private int groups;

  /** Bitmaps made in the way that is fastest on this machine. */
  public LineBits() {
    this(ByteClassifier.FASTEST);
  }

  LineBits(ByteClassifier classifier) {
    this.classifier = classifier;
  }

  /** Lets the Java machine prepare on a thread of its own what the first reading will need. */
  public static void prepare() {
    Objects.requireNonNull(ByteClassifier.FASTEST);
  }

  /** Reads bytes; forgets those before. They must stay as they are until they are forgotten. */
  public void read(byte[] buffer, int firstByte, int to) {
    from = firstByte;
    int length = to - firstByte;
    groups = (length + 63) >>> 6;
    if ((groups + 3) * MAPS > bits.length) {
      bits = new long[(groups + 3 + (groups >>> 1)) * MAPS];
    }
    if (groups == 0) {
      Arrays.fill(bits, 0, 3 * MAPS, 0);
      return;
    }
    boolean whole = firstByte + 64L * groups <= buffer.length;
    classifier.classify(buffer, firstByte, whole ? groups : groups - 1, bits, MAPS);
    int last = groups * MAPS;
    int lastBytes = length & 63;
    if (!whole) {
      System.arraycopy(buffer, to - lastBytes, end, 0, lastBytes);
      classifier.classify(end, 0, 1, bits, last);
      if (length > 64 && buffer[to - lastBytes - 1] == '"') {
        bits[last + COLON] &= ~1L;
      }
    }
    if (lastBytes != 0) {
      long kept = (1L << lastBytes) - 1;
      for (int map = 0; map < MAPS; map++) {
        bits[last + map] &= kept;
      }
    }
    Arrays.fill(bits, last + MAPS, last + 3 * MAPS, 0);
  }

  /** The group of 64 bytes in which a byte is; the first is 0. */
  public int group(int at) {
    return (at - from) >>> 6;
  }

  /** The first byte of a group. */
  public int first(int group) {
    return from + 64 * group;
  }

  /** The dots, colons and at signs of a group. */
  public long marks(int group) {
    int word = (group + 1) * MAPS;
    return bits[word + DOT] | bits[word + COLON] | bits[word + AT];
  }

  /** The token bytes of a group. */
  public long tokens(int group) {
    return bits[(group + 1) * MAPS + TOKEN];
  }

  /** The line feed at or after a byte; {@code to} if there is none before that. */
  public int lineEnd(int at, int to) {
    int group = group(at);
    long feeds = bits[(group + 1) * MAPS + LINE_FEED] & (-1L << (at - from));
    while (feeds == 0 && ++group < groups) {
      feeds = bits[(group + 1) * MAPS + LINE_FEED];
    }
    return feeds == 0 ? to : Math.min(to, first(group) + Long.numberOfTrailingZeros(feeds));
  }

  /**
   * The colons among the 64 bytes that start at {@code at}, but those that follow a quotation mark,
   * as they do after every name of a JSON line.
   */
  public long colonsFrom(int at) {
    return after(COLON, at);
  }

  /** One past the last byte of the run of token bytes that starts at {@code at}. */
  public int tokenTo(int at) {
    int to = at;
    while (true) {
      long others = ~after(TOKEN, to);
      if (others != 0) {
        return to + Long.numberOfTrailingZeros(others);
      }
      to += 64;
    }
  }

  /** First byte of the run of token bytes that ends before {@code at}; {@code at} if it is none. */
  public int tokenFrom(int at) {
    int start = at;
    while (true) {
      long others = ~before(TOKEN, start);
      if (others != 0) {
        return start - Long.numberOfLeadingZeros(others);
      }
      start -= 64;
    }
  }

  /** Where the last dot before {@code at} is; -1 if there is none down to {@code lowest}. */
  public int lastDot(int at, int lowest) {
    for (int end = at; end > lowest; end -= 64) {
      long dots = before(DOT, end);
      if (dots != 0) {
        int dot = end - 1 - Long.numberOfLeadingZeros(dots);
        return dot < lowest ? -1 : dot;
      }
    }
    return -1;
  }

  /** Bit n speaks of byte {@code at + n}. */
  private long after(int map, int at) {
    int offset = at - from;
    int word = ((offset >>> 6) + 1) * MAPS + map;
    return bits[word] >>> offset | bits[word + MAPS] << 1 << ~offset;
  }

  /** Bit 63 - n speaks of byte {@code at - 1 - n}. */
  private long before(int map, int at) {
    int offset = at - from - 1;
    int word = ((offset >> 6) + 1) * MAPS + map; // of the group of byte at - 1
    return bits[word] << ~offset | bits[Math.max(map, word - MAPS)] >>> 1 >>> offset;
  }
}

package org.bouclier.detect;

import java.util.Arrays;
import java.util.function.LongConsumer;
import org.bouclier.detect.bytes.IpText;
import org.bouclier.detect.bytes.LineBits;
import org.jspecify.annotations.Nullable;

/**
 * Tells by what the indicators of a line could be found again: one 64-bit hash for each name in it
 * and each parent of that name, for each address and the networks around it, and for each hash.
 *
 * <p>Whoever keeps these hashes beside a block of lines knows in which blocks an indicator cannot
 * be: if none of its {@link #keys} is there, no line of the block has a match that {@link Scanner}
 * would report. Not the reverse: a key that is there makes the block worth reading, no more.
 *
 * <p>The hashes are the same in every process and every version that has the same {@link #VERSION}.
 * Holds scratch memory and allocates nothing: one thread at a time.
 */
public final class EntityScan {

  /** Changes whenever lines give other hashes than before. */
  public static final int VERSION = 2;

  /** Not secret: an index outlives the process, and colliding hashes only cost time. */
  private static final long SEED = 0x0B0C_11E2_2026L;

  private static final int MAX_NAME = 253;
  private static final int FEW_LETTERS = 2;
  private static final String PUNCTUATION = ".,;:!)]}";
  private static final int[] NETWORKS_4 = {24, 16};
  private static final int[] NETWORKS_6 = {64, 48, 32};
  private static final long[] STARTS = Keys.starts(SEED);

  private final LongConsumer sink;
  private final LineBits bits = new LineBits();
  private final TokenScan tokens = new TokenScan(new Entities(), bits);
  private final UrlScan urlScan = new UrlScan(IndicatorSet.empty());
  private byte[] line = new byte[0];
  private int lineTo;
  private boolean json;

  /**
   * A scan that gives its hashes to {@code sink}, the same one as often as it stands in the lines.
   */
  public EntityScan(LongConsumer sink) {
    this.sink = sink;
  }

  /**
   * Reads one line.
   *
   * @param buffer holds the line among other bytes; neither changed nor kept
   * @param from first byte of the line
   * @param to one past its last byte, line break excluded
   * @param inJson whether the line is a JSON object, in which a backslash begins an escape
   */
  public void scan(byte[] buffer, int from, int to, boolean inJson) {
    line = buffer;
    lineTo = to;
    json = inJson;
    bits.read(buffer, from, to);
    tokens.scan(buffer, from, to, inJson);
  }

  /**
   * The hashes of which at least one is in every line where the indicator can match.
   *
   * @return empty if there is no such hash: every line is to be read
   */
  public static long[] keys(Indicator indicator) {
    IndicatorKey key = IndicatorKey.of(indicator);
    byte[] bytes = key.bytes();
    return switch (key.tag()) {
      case DOMAIN -> name(bytes, 0, bytes.length);
      case EMAIL -> name(bytes, indexOf(bytes, '@') + 1, bytes.length);
      case URL -> host(bytes, UrlText.hostFrom(bytes, 0, bytes.length), bytes.length);
      case BLOCK4 -> networks4(IndicatorKey.int32(bytes, 0), bytes[4]);
      case BLOCK6 -> network6(bytes, bytes[16] & 255);
      case IPV4, IPV6, MD5, SHA1, SHA256, SHA512 -> new long[] {key.hash(SEED)};
      case HOST_PATH -> host(bytes, 0, bytes.length);
      case PORT4 -> address4(IndicatorKey.int32(bytes, 0));
      case PORT6 -> new long[] {Keys.forward(STARTS[Tag.IPV6.code()], bytes, 0, 16)};
      case JA3 -> new long[] {Keys.forward(STARTS[Tag.MD5.code()], bytes, 0, 16)};
      case FILE_NAME, JA4, USER_AGENT -> new long[0];
    };
  }

  /**
   * Bytes that are, in any case, in every line where an indicator without {@link #keys} can match;
   * null if there are none.
   */
  public static byte @Nullable [] literal(Indicator indicator) {
    IndicatorKey key = IndicatorKey.of(indicator);
    return switch (key.tag()) {
      case FILE_NAME, JA4, USER_AGENT -> key.bytes();
      default -> null;
    };
  }

  private static int indexOf(byte[] bytes, char c) {
    int i = 0;
    while (i < bytes.length && bytes[i] != c) {
      i++;
    }
    return i;
  }

  private static long[] name(byte[] bytes, int from, int to) {
    int lastDot = to;
    while (lastDot > from && bytes[lastDot - 1] != '.') {
      lastDot--;
    }
    return lastDot > from && lastDot < to && mayBeTopLevel(bytes, lastDot, to)
        ? new long[] {Keys.domain(STARTS[Tag.DOMAIN.code()], bytes, from, to)}
        : new long[0];
  }

  /**
   * Whether a name may end by this label: it begins by a letter, or has two. Numbers and times of
   * day, of which logs are full, do not, nor does any top-level domain there is.
   */
  private static boolean mayBeTopLevel(byte[] bytes, int from, int to) {
    if (isLetter(bytes[from])) {
      return true;
    }
    int letters = 0;
    for (int i = from; i < to; i++) {
      letters += isLetter(bytes[i]) ? 1 : 0;
    }
    return letters >= FEW_LETTERS;
  }

  private static boolean isLetter(byte b) {
    byte folded = (byte) (b | 0x20);
    return folded >= 'a' && folded <= 'z';
  }

  private static long[] host(byte[] bytes, int from, int to) {
    if (from < bytes.length && bytes[from] == '[') {
      byte[] address = new byte[16];
      int close = from + 1 + indexOf(Arrays.copyOfRange(bytes, from + 1, bytes.length), ']');
      if (!IpText.parse6(bytes, from + 1, close, address)) {
        return new long[0];
      }
      return IpText.isMapped4(address)
          ? address4(IndicatorKey.int32(address, 12))
          : new long[] {Keys.forward(STARTS[Tag.IPV6.code()], address, 0, 16)};
    }
    int end = UrlText.hostTo(bytes, from, to);
    long address = IpText.parse4(bytes, from, end);
    return address == IpText.NONE ? name(bytes, from, end) : address4((int) address);
  }

  private static long[] address4(int address) {
    return new long[] {Keys.address4(STARTS[Tag.IPV4.code()], address)};
  }

  /** A wide block is the sum of the narrower networks that are filed. */
  private static long[] networks4(int network, int prefix) {
    int filed = prefix > 16 ? 24 : 16;
    int count = prefix >= filed ? 1 : 1 << filed - prefix;
    long[] keys = new long[count];
    for (int i = 0; i < count; i++) {
      int part = IpText.mask4(network, filed) + (i << 32 - filed);
      keys[i] = Keys.block4(STARTS[Tag.BLOCK4.code()], part, filed);
    }
    return keys;
  }

  private static long[] network6(byte[] network, int prefix) {
    for (int filed : NETWORKS_6) {
      if (prefix >= filed) {
        return new long[] {block6(Arrays.copyOf(network, 17), filed)};
      }
    }
    return new long[0];
  }

  private static long block6(byte[] network, int prefix) {
    IpText.mask6(network, prefix);
    network[16] = (byte) prefix;
    return Keys.forward(STARTS[Tag.BLOCK6.code()], network, 0, 17);
  }

  /** Hashes what the line holds. */
  private final class Entities implements TokenSink, Keys.Suffixes {

    private final byte[] network = new byte[17];

    @Override
    public boolean mayEndName(int to) {
      return true;
    }

    @Override
    public void name(int from, int to) {
      if (to - from <= MAX_NAME && mayBeTopLevel(line, bits.lastDot(to, from) + 1, to)) {
        Keys.suffixes(STARTS[Tag.DOMAIN.code()], line, from, to, this);
      }
    }

    @Override
    public void suffix(long hash, int from) {
      sink.accept(hash);
    }

    @Override
    public void address4(int address, int from, int to) {
      sink.accept(Keys.address4(STARTS[Tag.IPV4.code()], address));
      for (int prefix : NETWORKS_4) {
        int part = IpText.mask4(address, prefix);
        sink.accept(Keys.block4(STARTS[Tag.BLOCK4.code()], part, prefix));
      }
    }

    @Override
    public void address6(byte[] address, int from, int to) {
      sink.accept(Keys.forward(STARTS[Tag.IPV6.code()], address, 0, 16));
      System.arraycopy(address, 0, network, 0, 16);
      for (int prefix : NETWORKS_6) {
        sink.accept(block6(network, prefix));
      }
    }

    @Override
    public void hash(Tag tag, byte[] digest, int from, int to) {
      sink.accept(Keys.forward(STARTS[tag.code()], digest, 0, to - from >> 1));
    }

    /** A host is a token of its own, unless its dots are written as escapes of JSON. */
    @Override
    public void url(int schemeFrom, int colon) {
      if (json && isEscaped(colon + 1)) {
        int length = urlScan.host(line, colon, lineTo, true);
        byte[] host = urlScan.key();
        for (long key : EntityScan.host(host, 0, hostEnd(host, length))) {
          sink.accept(key);
        }
      }
    }

    /**
     * Where the name ends, before a port, the root's dot and what closes the sentence around it.
     */
    private int hostEnd(byte[] host, int length) {
      int to = length;
      if (to > 0 && host[0] == '[') {
        return to;
      }
      while (to > 0 && PUNCTUATION.indexOf(host[to - 1]) >= 0) {
        to--;
      }
      int port = to;
      while (port > 0 && host[port - 1] >= '0' && host[port - 1] <= '9') {
        port--;
      }
      if (port > 0 && host[port - 1] == ':') {
        to = port;
        while (to > 0 && PUNCTUATION.indexOf(host[to - 1]) >= 0) {
          to--;
        }
      }
      return to;
    }

    private boolean isEscaped(int from) {
      int to = Math.min(lineTo - 1, from + MAX_NAME * 6);
      for (int i = from; i < to && line[i] > ' ' && line[i] != '"'; i++) {
        if (line[i] == '\\' && line[i + 1] == 'u') {
          return true;
        }
      }
      return false;
    }

    @Override
    public void at(int sign) {
      // The host after it is a token of its own.
    }
  }
}

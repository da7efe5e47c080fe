package org.bouclier.detect;

import org.bouclier.detect.bytes.IpText;
import org.bouclier.detect.bytes.LineBits;
import org.bouclier.detect.bytes.Octets;

/**
 * Finds in a line what may be an indicator, in one pass over bitmaps of its bytes.
 *
 * <p>A token is a maximal run of {@code [A-Za-z0-9._-]}. In a JSON line the escapes {@code \n \r \t
 * \b \f \}{@code uXXXX} before a token are not part of it. Found are
 *
 * <ul>
 *   <li>names: tokens with a dot;
 *   <li>IPv4 addresses: whole tokens of four numbers;
 *   <li>IPv6 addresses: maximal runs of hexadecimal digits, colons and dots;
 *   <li>hashes: whole tokens of 32, 40, 64 or 128 hexadecimal digits;
 *   <li>the schemes of URLs, and at signs.
 * </ul>
 *
 * <p>The live matcher ({@link IndicatorScan}) and the index of the archive ({@link EntityScan}) see
 * lines through this class alone, which is why what one finds the other can find again. Holds
 * scratch memory and allocates nothing: one thread at a time.
 */
final class TokenScan {

  private static final int MIN_NAME = 4;
  private static final int MIN_ADDRESS_4 = 7;
  private static final int MAX_ADDRESS_4 = 15;
  private static final int MAX_ADDRESS_6 = 46;

  /** Of an address without two in a row: one that ends as IPv4 does has six. */
  private static final int MIN_COLONS_6 = 6;

  /** The last byte of every 32: one of them is in every token of 32 bytes. */
  private static final long HASH_PROBES = 0x8000_0000_8000_0000L;

  private final TokenSink sink;
  private final LineBits bits;
  private final byte[] binary = new byte[64];
  private byte[] line = new byte[0];
  private int lineFrom;
  private int lineTo;
  private boolean json;

  /** A scan of lines that {@code bits} has read before. */
  TokenScan(TokenSink sink, LineBits bits) {
    this.sink = sink;
    this.bits = bits;
  }

  void scan(byte[] buffer, int from, int to, boolean inJson) {
    line = buffer;
    lineFrom = from;
    lineTo = to;
    json = inJson;
    if (from == to) {
      return;
    }
    int firstGroup = bits.group(from);
    int lastGroup = bits.group(to - 1);
    int next = from; // bytes before it are dealt with
    for (int group = firstGroup; group <= lastGroup; group++) {
      int base = bits.first(group);
      for (long marks = left(bits.marks(group), base, next); marks != 0; ) {
        int at = base + Long.numberOfTrailingZeros(marks);
        if (at >= to) {
          break;
        }
        byte b = buffer[at];
        next = b == '.' ? dotted(at) : b == ':' ? colon(at) : at(at);
        marks = left(marks, base, next);
      }
    }
    next = from;
    for (int group = firstGroup; group <= lastGroup; group++) {
      int base = bits.first(group);
      for (long probes = left(bits.tokens(group) & HASH_PROBES, base, next); probes != 0; ) {
        int at = base + Long.numberOfTrailingZeros(probes);
        if (at >= to) {
          break;
        }
        next = longToken(at);
        probes = left(probes, base, next);
      }
    }
  }

  /** The bits of a group that speak of {@code next} or later. */
  private static long left(long bits, int base, int next) {
    int done = next - base;
    return done <= 0 ? bits : done >= 64 ? 0 : bits & (-1L << done);
  }

  /** Reports the token around a dot; returns its end. */
  private int dotted(int dot) {
    int tokenTo = bits.tokenTo(dot);
    int to = tokenTo;
    while (to > lineFrom && line[to - 1] == '.') {
      to--;
    }
    boolean number = to > lineFrom && isDigit(line[to - 1]);
    boolean name = to - lineFrom >= MIN_NAME && sink.mayEndName(to);
    if (number || name) {
      int from = start(bits.tokenFrom(to));
      if (number && address4(from, to)) {
        return tokenTo;
      }
      if (name && to - from >= MIN_NAME && bits.lastDot(to, from) >= 0) {
        sink.name(from, to);
      }
    }
    return tokenTo;
  }

  private boolean address4(int from, int to) {
    // An escape that the line cuts short may make the token start after its end.
    if (to - from < MIN_ADDRESS_4 || to - from > MAX_ADDRESS_4 || !isDigit(line[from])) {
      return false;
    }
    int dot3 = bits.lastDot(to, from);
    int dot2 = bits.lastDot(dot3, from);
    int dot1 = bits.lastDot(dot2, from);
    if (dot1 < 0 || bits.lastDot(dot1, from) >= 0) {
      return false;
    }
    long address = IpText.parse4(line, from, dot1, dot2, dot3, to);
    if (address != IpText.NONE) {
      sink.address4((int) address, from, to);
    }
    return address != IpText.NONE;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** Reports the token around a byte if it is a hash; returns its end. */
  private int longToken(int at) {
    int to = bits.tokenTo(at);
    int from = start(bits.tokenFrom(at));
    Tag tag = Tag.ofHexDigits(to - from);
    if (tag != null && readHex(from, to)) {
      sink.hash(tag, binary, from, to);
    }
    return to;
  }

  private boolean readHex(int from, int to) {
    int wrong = 0;
    for (int i = from; i < to; i += 2) {
      int octet = Octets.hex(line[i]) << 4 | Octets.hex(line[i + 1]);
      wrong |= octet;
      binary[i - from >> 1] = (byte) octet;
    }
    return wrong >= 0;
  }

  /** Reports what a colon may stand in; returns where to go on. */
  private int colon(int at) {
    if (at + 1 == lineTo) {
      return lineTo;
    }
    byte after = line[at + 1];
    if (after == '/' || after == '\\') {
      int from = at;
      while (from > lineFrom && isSchemeByte(line[from - 1])) {
        from--;
      }
      from = start(from);
      if (from < at) {
        sink.url(from, at);
      }
      return at + 1;
    }
    // The first of two colons after a quotation mark is not among the places: "::1".
    int first = at > lineFrom && line[at - 1] == ':' ? at - 1 : at;
    long colons = bits.colonsFrom(at) & (1L << MAX_ADDRESS_6) - 1;
    boolean pair = first < at || (colons & colons >>> 1) != 0;
    return pair || Long.bitCount(colons) >= MIN_COLONS_6
        ? Math.max(at + 1, address6(first))
        : at + 1;
  }

  private static boolean isSchemeByte(byte b) {
    return ((Octets.CLASS[b & 0xFF] & Octets.TOKEN) != 0 && b != '_') || b == '+';
  }

  private int address6(int colon) {
    int from = colon;
    while (from > lineFrom && colon - from < 5 && Octets.hex(line[from - 1]) >= 0) {
      from--;
    }
    int to = colon + 1;
    int limit = Math.min(lineTo, colon + MAX_ADDRESS_6);
    int colons = 1;
    boolean pair = false;
    while (to < limit && (isAddress6(line[to]) || line[to] == '.')) {
      if (line[to] == ':') {
        colons++;
        pair |= line[to - 1] == ':';
      }
      to++;
    }
    if (!pair && colons < MIN_COLONS_6) {
      return colon + 1; // a time of day, a MAC address
    }
    int end = to;
    while (end > colon + 2 && isTrailing(end)) {
      end--;
    }
    int start = start(from);
    if (end - start < 3
        || (start == from && isToken(from - 1) && !endsEscape(from))
        || isToken(to)
        || !IpText.parse6(line, start, end, binary)) {
      return colon + 1;
    }
    if (IpText.isMapped4(binary)) {
      sink.address4(IndicatorKey.int32(binary, 12), start, end);
    } else {
      sink.address6(binary, start, end);
    }
    return end;
  }

  private static boolean isAddress6(byte b) {
    return b == ':' || Octets.hex(b) >= 0;
  }

  /** Whether the byte before {@code end} closes the sentence rather than the address. */
  private boolean isTrailing(int end) {
    return line[end - 1] == '.' || (line[end - 1] == ':' && line[end - 2] != ':');
  }

  private boolean isToken(int at) {
    return at >= lineFrom && at < lineTo && (Octets.CLASS[line[at] & 0xFF] & Octets.TOKEN) != 0;
  }

  /** Whether the byte before {@code from} is the letter of a JSON escape such as {@code \n}. */
  private boolean endsEscape(int from) {
    return from - 2 >= lineFrom && start(from - 1) == from;
  }

  private int at(int sign) {
    sink.at(sign);
    return sign + 1;
  }

  /** Where a token really starts, if in JSON its first bytes belong to the escape before it. */
  int start(int tokenFrom) {
    return json && tokenFrom > lineFrom && line[tokenFrom - 1] == '\\'
        ? afterEscape(tokenFrom)
        : tokenFrom;
  }

  private int afterEscape(int tokenFrom) {
    int slash = tokenFrom - 1;
    int slashes = 0;
    while (slash >= lineFrom && line[slash] == '\\') {
      slash--;
      slashes++;
    }
    if ((slashes & 1) == 0 || tokenFrom == lineTo) {
      return tokenFrom;
    }
    byte b = line[tokenFrom];
    if (b == 'u') {
      return Math.min(tokenFrom + 5, lineTo);
    }
    return b == 'n' || b == 'r' || b == 't' || b == 'b' || b == 'f' ? tokenFrom + 1 : tokenFrom;
  }
}

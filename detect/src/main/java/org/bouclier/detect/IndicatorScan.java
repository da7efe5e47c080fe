package org.bouclier.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.bouclier.detect.bytes.Swar.LONG;

import org.bouclier.detect.bytes.IpText;
import org.bouclier.detect.bytes.Octets;
import org.bouclier.detect.bytes.Swar;
import org.jspecify.annotations.Nullable;

/**
 * Finds the indicators of one set in a line, in one pass over its raw bytes.
 *
 * <p>A token is a maximal run of {@code [A-Za-z0-9._-]}. What hits:
 *
 * <ul>
 *   <li>a domain: the token, trailing dots cut, is the domain or ends by a dot and the domain, in
 *       any case: {@code xevil.tld}, {@code my-evil.tld} and {@code evil.tld.benign.org} are not
 *       {@code evil.tld}. Every listed parent is reported;
 *   <li>an IPv4 address, or a block around it: the whole token is four numbers;
 *   <li>an IPv6 address, or a block around it: a maximal run of hexadecimal digits, colons and
 *       dots;
 *   <li>a hash: the whole token is 32, 40, 64 or 128 hexadecimal digits;
 *   <li>a URL: from its scheme to a blank, quote, angle bracket, backslash or control; the listed
 *       URL is the whole of it, or all of it up to a {@code /}, {@code ?}, {@code #} or, in the
 *       query, {@code &}. http and https are one;
 *   <li>a mailbox: the run of characters on both sides of an at sign.
 * </ul>
 *
 * <p>In a JSON line the escapes {@code \n \r \t \b \f \}{@code uXXXX} before a token are not part
 * of it. Nothing is allocated as long as nothing hits. Holds scratch memory: one thread at a time.
 */
final class IndicatorScan implements IndicatorSet.Found {

  private static final int MAX_NAME = 253;
  private static final int MAX_ADDRESS_6 = 46;

  /** Of an address without two in a row: one that ends as IPv4 does has six. */
  private static final int MIN_COLONS_6 = 6;

  /** URLs looked up inside another one; a line made of schemes only must not cost its square. */
  private static final int MAX_NESTED_URLS = 8;

  private final IndicatorSet set;
  private final WordFilter filter;
  private final IndicatorShape shape;
  private final boolean domains;
  private final boolean addresses4;
  private final boolean addresses6;
  private final boolean urls;
  private final boolean emails;
  private final boolean hashes;
  private final long domainStart;
  private final long address4Start;
  private final long block4Start;
  private final long address6Start;
  private final long block6Start;
  private final long emailStart;
  private final long[] hashStarts = new long[Tag.values().length];
  private final UrlScan urlScan;
  private final byte[] key = new byte[64];
  private final byte[] block = new byte[17];

  // The line at hand; read by entry() when something hits.
  private byte[] line = new byte[0];
  private int lineFrom;
  private int lineTo;
  private boolean json;
  private int urlTo; // end of the outermost URL looked up so far
  private int nestedUrls;
  private int foundFrom;
  private int foundTo;
  private MatchSink sink = match -> {};

  IndicatorScan(IndicatorSet set) {
    this.set = set;
    this.filter = set.filter();
    this.shape = set.shape();
    this.domains = shape.has(Tag.DOMAIN);
    this.addresses4 = shape.has(Tag.IPV4) || shape.has(Tag.BLOCK4);
    this.addresses6 = shape.has(Tag.IPV6) || shape.has(Tag.BLOCK6);
    this.urls = shape.has(Tag.URL);
    this.emails = shape.has(Tag.EMAIL);
    this.hashes =
        shape.has(Tag.MD5) || shape.has(Tag.SHA1) || shape.has(Tag.SHA256) || shape.has(Tag.SHA512);
    for (Tag tag : Tag.values()) {
      hashStarts[tag.code()] = Keys.start(set.seed(), tag);
    }
    this.domainStart = hashStarts[Tag.DOMAIN.code()];
    this.address4Start = hashStarts[Tag.IPV4.code()];
    this.block4Start = hashStarts[Tag.BLOCK4.code()];
    this.address6Start = hashStarts[Tag.IPV6.code()];
    this.block6Start = hashStarts[Tag.BLOCK6.code()];
    this.emailStart = hashStarts[Tag.EMAIL.code()];
    this.urlScan = new UrlScan(set);
  }

  IndicatorSet set() {
    return set;
  }

  void scan(byte[] buffer, int from, int to, boolean inJson, MatchSink matches) {
    line = buffer;
    lineFrom = from;
    lineTo = to;
    json = inJson;
    sink = matches;
    urlTo = from;
    nestedUrls = 0;
    boolean mails = emails;
    int next = from; // bytes before it are dealt with
    for (int base = from; base < to; base += 8) {
      long word = base + 8 <= to ? (long) LONG.get(buffer, base) : tail(base);
      long before = (word << 8) | (base > from ? buffer[base - 1] & 0xFF : 0);
      long marks = Swar.equal(word, Swar.DOTS);
      marks |= Swar.equal(word, Swar.COLONS) & ~Swar.equal(before, Swar.QUOTES);
      if (mails) {
        marks |= Swar.equal(word, Swar.ATS);
      }
      while (marks != 0) {
        int at = base + (Long.numberOfTrailingZeros(marks) >>> 3);
        marks &= marks - 1;
        if (at >= next) {
          next = buffer[at] == '.' ? dotted(at) : mark(at);
        }
      }
    }
    if (hashes) {
      hashes(from, to);
    }
  }

  /** The last bytes of the line, zeros after them. */
  private long tail(int base) {
    long word = 0;
    for (int i = lineTo - 1; i >= base; i--) {
      word = (word << 8) | (line[i] & 0xFF);
    }
    return word;
  }

  /** Looks up the token around a dot; returns its end. */
  private int dotted(int dot) {
    byte[] buffer = line;
    byte[] classes = Octets.CLASS;
    int seen = 0;
    int tokenTo = dot + 1;
    int c;
    while (tokenTo < lineTo && ((c = classes[buffer[tokenTo] & 0xFF]) & Octets.TOKEN) != 0) {
      seen |= c;
      tokenTo++;
    }
    int tokenFrom = dot;
    while (tokenFrom > lineFrom
        && ((c = classes[buffer[tokenFrom - 1] & 0xFF]) & Octets.TOKEN) != 0) {
      seen |= c;
      tokenFrom--;
    }
    int from = json ? afterEscape(tokenFrom) : tokenFrom;
    int to = tokenTo;
    while (to > from && buffer[to - 1] == '.') {
      to--;
    }
    boolean numeric = (seen & (Octets.OTHER | Octets.HEX_LETTER)) == 0;
    if (addresses4 && (numeric || from > tokenFrom)) {
      address4(from, to);
    }
    if (domains
        && !numeric
        && to - from > 3
        && to - from <= MAX_NAME
        && shape.mayEndLike(buffer, to)) {
      domain(from, to);
    }
    return tokenTo;
  }

  /** Looks up a name and its parents. See {@link Keys} for the hash. */
  private void domain(int from, int to) {
    boolean topLevel = true; // "tld" alone is never listed
    long state = domainStart;
    int end = to;
    while (true) {
      int bytes = Math.min(8, end - from);
      long word = Keys.foldWord(Keys.wordBefore(line, end));
      long dots = Swar.equal(word, Swar.DOTS) & firstBytesOff(8 - bytes);
      while (dots != 0) {
        int after = Long.numberOfLeadingZeros(dots) >>> 3; // bytes of the word after its last dot
        if (!topLevel) {
          probeDomain(Keys.finishWord(state, Keys.last(word, after)), end - after, from, to);
        }
        topLevel = false;
        dots &= (1L << (63 - 8 * after)) - 1;
      }
      if (bytes < 8) {
        if (!topLevel) {
          probeDomain(Keys.finishWord(state, Keys.last(word, bytes)), from, from, to);
        }
        return;
      }
      state = Keys.stepWord(state, word);
      end -= 8;
    }
  }

  /** All bits but those of the first {@code count} bytes of a word. */
  private static long firstBytesOff(int count) {
    return count == 8 ? 0 : -1L << (8 * count);
  }

  private void probeDomain(long hash, int suffixFrom, int from, int to) {
    if (filter.mayHold(hash)) {
      foundFrom = from;
      foundTo = to;
      set.find(Tag.DOMAIN, hash, line, suffixFrom, to, this);
    }
  }

  private void address4(int from, int to) {
    long address = IpText.parse4(line, from, to);
    if (address != IpText.NONE) {
      address4((int) address, from, to);
    }
  }

  private void address4(int bits, int from, int to) {
    foundFrom = from;
    foundTo = to;
    long hash = Keys.address4(address4Start, bits);
    if (filter.mayHold(hash)) {
      int32(bits);
      set.find(Tag.IPV4, hash, key, 0, 4, this);
    }
    if (shape.mayHoldBlock4(bits)) {
      for (long prefixes = shape.prefixes4(); prefixes != 0; prefixes &= prefixes - 1) {
        int prefix = Long.numberOfTrailingZeros(prefixes);
        int network = IpText.mask4(bits, prefix);
        long blockHash = Keys.block4(block4Start, network, prefix);
        if (filter.mayHold(blockHash)) {
          int32(network);
          key[4] = (byte) prefix;
          set.find(Tag.BLOCK4, blockHash, key, 0, 5, this);
        }
      }
    }
  }

  private void int32(int bits) {
    key[0] = (byte) (bits >>> 24);
    key[1] = (byte) (bits >>> 16);
    key[2] = (byte) (bits >>> 8);
    key[3] = (byte) bits;
  }

  /**
   * Looks up all hashes of the line. The shortest has 32 digits, so one of them is at a multiple of
   * 32: no other byte need be looked at.
   */
  private void hashes(int lineStart, int lineEnd) {
    byte[] buffer = line;
    for (int probe = lineStart + 31; probe < lineEnd; probe += 32) {
      if (Octets.isHex(buffer[probe])) {
        int from = probe;
        while (from > lineStart && Octets.isHex(buffer[from - 1])) {
          from--;
        }
        int to = probe + 1;
        while (to < lineEnd && Octets.isHex(buffer[to])) {
          to++;
        }
        if (to - from >= 32 && !isToken(to)) {
          hash(from, to);
        }
        probe = lineStart - 1 + (((to - lineStart) >> 5) << 5); // the last one before its end
      }
    }
  }

  private void hash(int digits, int to) {
    int from = digits;
    if (json) {
      from = afterEscape(digits); // "\b" and "\f" look like digits
      if (from == digits && isToken(digits - 1)) {
        from = afterEscape(digits - 1);
        from = from == digits - 1 ? lineTo : from;
      }
    } else if (isToken(digits - 1)) {
      return;
    }
    int length = to - from;
    Tag tag =
        switch (length) {
          case 32 -> Tag.MD5;
          case 40 -> Tag.SHA1;
          case 64 -> Tag.SHA256;
          case 128 -> Tag.SHA512;
          default -> null;
        };
    if (tag == null || !shape.has(tag)) {
      return;
    }
    for (int i = 0; i < length; i += 2) {
      key[i >> 1] = (byte) (Octets.hex(line[from + i]) << 4 | Octets.hex(line[from + i + 1]));
    }
    long hash = Keys.forward(hashStarts[tag.code()], key, 0, length >> 1);
    if (filter.mayHold(hash)) {
      foundFrom = from;
      foundTo = to;
      set.find(tag, hash, key, 0, length >> 1, this);
    }
  }

  /** Looks around a colon or an at sign; returns where to go on. */
  private int mark(int at) {
    if (line[at] == '@') {
      email(at);
    } else if (line[at] != ':') {
      return at + 1;
    } else if (urls && at + 2 < lineTo && (line[at + 1] == '/' || line[at + 1] == '\\')) {
      url(at);
    } else if ((addresses6 || addresses4) && at + 1 < lineTo && isAddress6(line[at + 1])) {
      return address6(at);
    }
    return at + 1;
  }

  private void url(int colon) {
    int from = colon;
    while (from > lineFrom && isSchemeByte(line[from - 1])) {
      from--;
    }
    from = json ? afterEscape(from) : from;
    nestedUrls = colon < urlTo ? nestedUrls + 1 : 0;
    if (from < colon && nestedUrls <= MAX_NESTED_URLS) {
      foundFrom = from;
      foundTo = colon; // entry() asks the scan for the end
      urlTo = Math.max(urlTo, urlScan.scan(line, from, colon, lineTo, json, this));
    }
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
    int start = json ? afterEscape(from) : from;
    if (end - start < 3
        || (start == from && isToken(from - 1) && !endsEscape(from))
        || isToken(to)
        || !IpText.parse6(line, start, end, key)) {
      return colon + 1;
    }
    if (IpText.isMapped4(key)) {
      address4(IndicatorKey.int32(key, 12), start, end);
      return end;
    }
    foundFrom = start;
    foundTo = end;
    long hash = Keys.forward(address6Start, key, 0, 16);
    if (filter.mayHold(hash)) {
      set.find(Tag.IPV6, hash, key, 0, 16, this);
    }
    if (shape.has(Tag.BLOCK6)) {
      blocks6();
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
    return json && from - 2 >= lineFrom && afterEscape(from - 1) == from;
  }

  private void blocks6() {
    System.arraycopy(key, 0, block, 0, 16);
    for (int prefix = 127; prefix > 0; prefix--) {
      if (shape.hasPrefix6(prefix)) {
        IpText.mask6(block, prefix);
        block[16] = (byte) prefix;
        long hash = Keys.forward(block6Start, block, 0, 17);
        if (filter.mayHold(hash)) {
          set.find(Tag.BLOCK6, hash, block, 0, 17, this);
        }
      }
    }
  }

  /** Tries the mailbox with the usual characters before the at sign, then with all allowed ones. */
  private void email(int at) {
    int to = at + 1;
    while (to < lineTo && (Octets.CLASS[line[to] & 0xFF] & Octets.TOKEN) != 0) {
      to++;
    }
    while (to > at && line[to - 1] == '.') {
      to--;
    }
    int from = at;
    while (from > lineFrom && at - from < 64 && isUsualLocal(line[from - 1])) {
      from--;
    }
    from = json ? afterEscape(from) : from;
    if (from == at || to - at < 4) {
      return;
    }
    probeEmail(from, to);
    int wide = from;
    while (wide > lineFrom && at - wide < 64 && MailText.isLocal(line[wide - 1])) {
      wide--;
    }
    if (wide < from) {
      probeEmail(wide, to);
    }
  }

  private static boolean isUsualLocal(byte b) {
    return (Octets.CLASS[b & 0xFF] & Octets.TOKEN) != 0 || b == '+';
  }

  private void probeEmail(int from, int to) {
    long state = emailStart;
    for (int i = from; i < to; i++) {
      state = Keys.step(state, Octets.LOWER[line[i] & 0xFF]);
    }
    long hash = Keys.finish(state);
    if (filter.mayHold(hash)) {
      foundFrom = from;
      foundTo = to;
      set.find(Tag.EMAIL, hash, line, from, to, this);
    }
  }

  /** In JSON, where the token really starts if what precedes it makes its first bytes an escape. */
  private int afterEscape(int tokenFrom) {
    int slash = tokenFrom - 1;
    if (slash < lineFrom || line[slash] != '\\') {
      return tokenFrom;
    }
    int slashes = 0;
    while (slash >= lineFrom && line[slash] == '\\') {
      slash--;
      slashes++;
    }
    if ((slashes & 1) == 0) {
      return tokenFrom;
    }
    byte b = line[tokenFrom];
    if (b == 'u') {
      return Math.min(tokenFrom + 5, lineTo);
    }
    return b == 'n' || b == 'r' || b == 't' || b == 'b' || b == 'f' ? tokenFrom + 1 : tokenFrom;
  }

  @Override
  public void entry(long id, Indicator indicator) {
    int to = indicator.kind() == IndicatorKind.URL ? urlScan.end() : foundTo;
    @Nullable String field = json ? JsonField.at(line, lineFrom, lineTo, foundFrom) : null;
    String found = new String(line, foundFrom, to - foundFrom, UTF_8);
    sink.accept(
        new IndicatorMatch(id, indicator, found, foundFrom - lineFrom, to - foundFrom, field));
  }
}

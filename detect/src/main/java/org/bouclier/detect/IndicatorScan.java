package org.bouclier.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.bouclier.detect.bytes.IpText;
import org.bouclier.detect.bytes.LineBits;
import org.bouclier.detect.bytes.Octets;
import org.jspecify.annotations.Nullable;

/**
 * Finds the indicators of one set in a line: looks up what {@link TokenScan} finds there.
 *
 * <ul>
 *   <li>a domain: the name is the domain or ends by a dot and the domain, in any case: {@code
 *       xevil.tld}, {@code my-evil.tld} and {@code evil.tld.benign.org} are not {@code evil.tld}.
 *       Every listed parent is reported;
 *   <li>an address, or a block around it;
 *   <li>a hash;
 *   <li>a URL: from its scheme to a blank, quote, angle bracket, backslash or control; the listed
 *       URL is the whole of it, or all of it up to a {@code /}, {@code ?}, {@code #} or, in the
 *       query, {@code &}. http and https are one;
 *   <li>a mailbox: the run of characters on both sides of an at sign.
 * </ul>
 *
 * <p>Nothing is allocated as long as nothing hits. Holds scratch memory: one thread at a time.
 */
final class IndicatorScan implements TokenSink, Keys.Suffixes, IndicatorSet.Found {

  private static final int MAX_NAME = 253;

  /** URLs looked up inside another one; a line made of schemes only must not cost its square. */
  private static final int MAX_NESTED_URLS = 8;

  private final IndicatorSet set;
  private final WordFilter filter;
  private final WordFilter surroundings;
  private final IndicatorShape shape;
  private final boolean urls;
  private final boolean emails;
  private final long[] starts;
  private final LineBits bits;
  private final TokenScan tokens;
  private final UrlScan urlScan;
  private final byte[] key = new byte[17];

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

  /** A scan for these indicators of lines that {@code bits} has read before. */
  IndicatorScan(IndicatorSet set, LineBits bits) {
    this.set = set;
    this.bits = bits;
    this.tokens = new TokenScan(this, bits);
    this.filter = set.filter();
    this.surroundings = set.surroundings();
    this.shape = set.shape();
    this.urls = shape.has(Tag.URL);
    this.emails = shape.has(Tag.EMAIL);
    this.starts = Keys.starts(set.seed());
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
    tokens.scan(buffer, from, to, inJson);
  }

  @Override
  public boolean mayEndName(int to) {
    return shape.mayEndLike(line, to);
  }

  @Override
  public void name(int from, int to) {
    if (to - from <= MAX_NAME) {
      int familyFrom = Math.max(from, bits.lastDot(bits.lastDot(to, from), from) + 1);
      if (surroundings.mayHold(Keys.domain(starts[Tag.DOMAIN.code()], line, familyFrom, to))) {
        foundFrom = from;
        foundTo = to;
        Keys.suffixes(starts[Tag.DOMAIN.code()], line, from, to, this);
      }
    }
  }

  /** Looks up the name at hand, or a parent of it. */
  @Override
  public void suffix(long hash, int suffixFrom) {
    if (filter.mayHold(hash)) {
      set.find(Tag.DOMAIN, hash, line, suffixFrom, foundTo, this);
    }
  }

  private void find(
      Tag tag, long hash, byte[] bytes, int keyFrom, int keyTo, int tokenFrom, int tokenTo) {
    foundFrom = tokenFrom;
    foundTo = tokenTo;
    set.find(tag, hash, bytes, keyFrom, keyTo, this);
  }

  @Override
  public void address4(int address, int from, int to) {
    if (shape.mayHold4(address)) {
      long hash = Keys.address4(starts[Tag.IPV4.code()], address);
      if (filter.mayHold(hash)) {
        write(address);
        find(Tag.IPV4, hash, key, 0, 4, from, to);
      }
    }
    if (shape.mayHoldBlock4(address)) {
      for (long prefixes = shape.prefixes4(); prefixes != 0; prefixes &= prefixes - 1) {
        int prefix = Long.numberOfTrailingZeros(prefixes);
        int network = IpText.mask4(address, prefix);
        long blockHash = Keys.block4(starts[Tag.BLOCK4.code()], network, prefix);
        if (filter.mayHold(blockHash)) {
          write(network);
          key[4] = (byte) prefix;
          find(Tag.BLOCK4, blockHash, key, 0, 5, from, to);
        }
      }
    }
  }

  private void write(int address) {
    key[0] = (byte) (address >>> 24);
    key[1] = (byte) (address >>> 16);
    key[2] = (byte) (address >>> 8);
    key[3] = (byte) address;
  }

  @Override
  public void address6(byte[] address, int from, int to) {
    long hash = Keys.forward(starts[Tag.IPV6.code()], address, 0, 16);
    if (filter.mayHold(hash)) {
      find(Tag.IPV6, hash, address, 0, 16, from, to);
    }
    if (shape.has(Tag.BLOCK6)) {
      System.arraycopy(address, 0, key, 0, 16);
      for (int prefix = 127; prefix > 0; prefix--) {
        if (shape.hasPrefix6(prefix)) {
          IpText.mask6(key, prefix);
          key[16] = (byte) prefix;
          long blockHash = Keys.forward(starts[Tag.BLOCK6.code()], key, 0, 17);
          if (filter.mayHold(blockHash)) {
            find(Tag.BLOCK6, blockHash, key, 0, 17, from, to);
          }
        }
      }
    }
  }

  @Override
  public void hash(Tag tag, byte[] digest, int from, int to) {
    if (shape.has(tag)) {
      int length = to - from >> 1;
      long hash = Keys.forward(starts[tag.code()], digest, 0, length);
      if (filter.mayHold(hash)) {
        find(tag, hash, digest, 0, length, from, to);
      }
    }
  }

  @Override
  public void url(int schemeFrom, int colon) {
    if (!urls || hasUnlistedHost(colon)) {
      return;
    }
    nestedUrls = colon < urlTo ? nestedUrls + 1 : 0;
    if (nestedUrls <= MAX_NESTED_URLS) {
      foundFrom = schemeFrom;
      foundTo = colon; // entry() asks the scan for the end
      urlTo = Math.max(urlTo, urlScan.scan(line, schemeFrom, colon, lineTo, json, this));
    }
  }

  /** Whether the host of a URL is plain to see, and no listed URL has it. */
  private boolean hasUnlistedHost(int colon) {
    int from = slash(slash(colon + 1));
    if (from >= lineTo) {
      return false;
    }
    int to = bits.tokenTo(from);
    byte after = to < lineTo ? line[to] : (byte) ' ';
    boolean ended = after == '/' || after == '"' || after == ' ' || after == '?' || after == '#';
    if (!ended || to == from || to - from > MAX_NAME) {
      return false; // a user, a port, a literal address: to be read with care
    }
    while (to > from && line[to - 1] == '.') {
      to--;
    }
    return !surroundings.mayHold(Keys.host(Keys.domain(starts[Tag.DOMAIN.code()], line, from, to)));
  }

  /** The place after a slash, written {@code \/} or not; the end of the line if there is none. */
  private int slash(int at) {
    int slash = json && at < lineTo && line[at] == '\\' ? at + 1 : at;
    return slash < lineTo && line[slash] == '/' ? slash + 1 : lineTo;
  }

  /** Tries the mailbox with the usual characters before the at sign, then with all allowed ones. */
  @Override
  public void at(int sign) {
    if (!emails) {
      return;
    }
    int to = bits.tokenTo(sign + 1);
    while (to > sign && line[to - 1] == '.') {
      to--;
    }
    int from = sign;
    while (from > lineFrom && sign - from < 64 && isUsualLocal(line[from - 1])) {
      from--;
    }
    from = tokens.start(from);
    if (from == sign || to - sign < 4) {
      return;
    }
    probeEmail(from, to);
    int wide = from;
    while (wide > lineFrom && sign - wide < 64 && MailText.isLocal(line[wide - 1])) {
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
    long state = starts[Tag.EMAIL.code()];
    for (int i = from; i < to; i++) {
      state = Keys.step(state, Octets.LOWER[line[i] & 0xFF]);
    }
    long hash = Keys.finish(state);
    if (filter.mayHold(hash)) {
      find(Tag.EMAIL, hash, line, from, to, from, to);
    }
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

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
 *   <li>a mailbox: the run of characters on both sides of an at sign;
 *   <li>an address and a port: {@code 192.0.2.7:443}, {@code [2001:db8::1]:443}, or two fields that
 *       belong together ({@link PortFields});
 *   <li>a host and a path: after a scheme, as a URL, or bare: after no slash, backslash or at sign;
 *   <li>JA3: an MD5 anywhere; JA4: a whole token of that form, in lower case;
 *   <li>file names ({@link FileNames}) and user agents ({@link AgentTexts}).
 * </ul>
 *
 * <p>Nothing is allocated as long as nothing hits. Holds scratch memory: one thread at a time.
 */
final class IndicatorScan implements TokenSink, Keys.Suffixes, IndicatorSet.Found, FileNames.Sink {

  private static final int MAX_NAME = 253;
  private static final int JA4_BYTES = 36;

  /** URLs looked up inside another one; a line made of schemes only must not cost its square. */
  private static final int MAX_NESTED_URLS = 8;

  private final IndicatorSet set;
  private final WordFilter filter;
  private final WordFilter surroundings;
  private final IndicatorShape shape;
  private final boolean urls;
  private final boolean emails;
  private final boolean hostPaths;
  private final boolean ports;
  private final boolean whole; // kinds that need a pass of their own
  private final long[] starts;
  private final LineBits bits;
  private final TokenScan tokens;
  private final UrlScan urlScan;
  private final byte[] key = new byte[18];
  private final PortFields portFields = new PortFields();
  private final FileNames fileNames;
  private final AgentTexts agents;
  private Tag textTag = Tag.FILE_NAME; // what text() receives

  // The line at hand; read by entry() when something hits.
  private byte[] line = new byte[0];
  private int lineFrom;
  private int lineTo;
  private boolean json;
  private boolean hostOnly; // a URL that is found is none: it has no scheme
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
    this.hostPaths = shape.has(Tag.HOST_PATH);
    this.ports = shape.has(Tag.PORT4) || shape.has(Tag.PORT6);
    this.whole = shape.hasWhole();
    this.starts = Keys.starts(set.seed());
    this.urlScan = new UrlScan(set);
    this.fileNames = new FileNames(starts[Tag.FILE_NAME.code()], this);
    this.agents = new AgentTexts(starts[Tag.USER_AGENT.code()], this);
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
    if (whole) {
      scanWhole();
    }
  }

  private void scanWhole() {
    if (shape.has(Tag.FILE_NAME)) {
      textTag = Tag.FILE_NAME;
      fileNames.scan(line, lineFrom, lineTo, json);
    }
    if (shape.has(Tag.USER_AGENT)) {
      textTag = Tag.USER_AGENT;
      agents.scan(line, lineFrom, lineTo, json);
    }
    if (shape.has(Tag.JA4)) {
      fingerprints();
    }
  }

  @Override
  public void text(long hash, byte[] bytes, int keyFrom, int keyTo, int from, int to) {
    if (filter.mayHold(hash)) {
      find(textTag, hash, bytes, keyFrom, keyTo, from, to);
    }
  }

  /** Looks up the tokens that have the form of JA4: one byte of 32 is in each of them. */
  private void fingerprints() {
    int next = lineFrom;
    for (int at = lineFrom; at < lineTo; at += 32) {
      if (at >= next && bits.tokenTo(at) > at) {
        next = bits.tokenTo(at);
        int from = tokens.start(bits.tokenFrom(at));
        if (next - from == JA4_BYTES && line[from + 10] == '_' && line[from + 23] == '_') {
          long hash = Keys.forward(starts[Tag.JA4.code()], line, from, next);
          if (filter.mayHold(hash)) {
            find(Tag.JA4, hash, line, from, next, from, next);
          }
        }
      }
    }
  }

  @Override
  public boolean mayEndName(int to) {
    return hostPaths || shape.mayEndLike(line, to);
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
    if (hostPaths) {
      bareHost(from, to);
    }
  }

  /** Looks up a host that no scheme precedes, and the path after it. */
  private void bareHost(int from, int to) {
    boolean inside = from > lineFrom && "/\\@".indexOf(line[from - 1]) >= 0;
    if (!inside
        && to - from <= MAX_NAME
        && to < lineTo
        && (line[to] == '/' || line[to] == ':' || line[to] == '\\')
        && surroundings.mayHold(
            Keys.host(Keys.domain(starts[Tag.DOMAIN.code()], line, from, to)))) {
      foundFrom = from;
      foundTo = to;
      hostOnly = true;
      urlScan.scanHost(line, from, lineTo, json, this);
      hostOnly = false;
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
    if (ports && surroundings.mayHold(Keys.address4(starts[Tag.PORT4.code()], address))) {
      write(address);
      ports(Tag.PORT4, 4, from, to);
    }
    if (hostPaths) {
      bareHost(from, to);
    }
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

  /** Looks up the address in {@link #key} with the ports that stand beside it. */
  private void ports(Tag tag, int addressBytes, int from, int to) {
    int colon = to < lineTo && line[to] == ']' ? to + 1 : to;
    int end = colon + 1;
    while (end < lineTo && end - colon <= 6 && line[end] >= '0' && line[end] <= '9') {
      end++;
    }
    int stop = end < lineTo && line[end] == '.' ? end + 1 : end; // of a sentence
    boolean ended = stop >= lineTo || (Octets.CLASS[line[stop] & 0xFF] & Octets.TOKEN) == 0;
    boolean beside = colon < lineTo && line[colon] == ':' && end > colon + 1 && ended;
    if (beside && (addressBytes == 4 || colon > to)) {
      int port = PortFields.port(new String(line, colon + 1, end - colon - 1, UTF_8));
      boolean bracket = colon > to && from > lineFrom && line[from - 1] == '[';
      port(tag, addressBytes, port, bracket ? from - 1 : from, end);
    }
    port(tag, addressBytes, portFields.find(line, lineFrom, lineTo, from, to), from, to);
  }

  private void port(Tag tag, int addressBytes, int port, int from, int to) {
    if (port >= 0) {
      key[addressBytes] = (byte) (port >>> 8);
      key[addressBytes + 1] = (byte) port;
      long hash = Keys.forward(starts[tag.code()], key, 0, addressBytes + 2);
      if (filter.mayHold(hash)) {
        find(tag, hash, key, 0, addressBytes + 2, from, to);
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
    if (ports && surroundings.mayHold(Keys.forward(starts[Tag.PORT6.code()], address, 0, 16))) {
      System.arraycopy(address, 0, key, 0, 16);
      ports(Tag.PORT6, 16, from, to);
    }
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
    if (tag == Tag.MD5 && shape.has(Tag.JA3)) {
      long hash = Keys.forward(starts[Tag.JA3.code()], digest, 0, 16);
      if (filter.mayHold(hash)) {
        find(Tag.JA3, hash, digest, 0, 16, from, to);
      }
    }
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
    if (!(urls || hostPaths) || hasUnlistedHost(colon)) {
      return;
    }
    nestedUrls = colon < urlTo ? nestedUrls + 1 : 0;
    if (nestedUrls <= MAX_NESTED_URLS) {
      foundFrom = schemeFrom;
      foundTo = colon; // entry() asks the scan for the end
      urlTo = Math.max(urlTo, urlScan.scan(line, schemeFrom, colon, lineTo, json, this));
      int host = slash(slash(colon + 1));
      if (hostPaths && !urlScan.isWeb() && host < lineTo) {
        hostOnly = true;
        urlScan.scanHost(line, host, lineTo, json, this);
        hostOnly = false;
      }
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
    IndicatorKind kind = indicator.kind();
    if (hostOnly && kind == IndicatorKind.URL) {
      return;
    }
    boolean isUrl = kind == IndicatorKind.URL || kind == IndicatorKind.HOST_PATH;
    int to = isUrl ? urlScan.end() : foundTo;
    @Nullable String field = json ? JsonField.at(line, lineFrom, lineTo, foundFrom) : null;
    String found = new String(line, foundFrom, to - foundFrom, UTF_8);
    sink.accept(
        new IndicatorMatch(id, indicator, found, foundFrom - lineFrom, to - foundFrom, field));
  }
}

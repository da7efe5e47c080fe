package org.bouclier.detect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.bouclier.detect.bytes.IpText;
import org.bouclier.detect.bytes.Octets;

/**
 * Looks up one URL seen in a line: the whole of it, and each beginning that ends where a path
 * segment or a parameter ends.
 *
 * <p>The URL is first copied in the normal form of {@link UrlText}, JSON escapes undone, so that
 * {@code HTTP:\/\/Evil.tld:80\/a} is compared as {@code evil.tld/a}. Holds scratch memory: one
 * thread at a time.
 */
final class UrlScan {

  private static final int MAX_URL = Indicator.MAX_CHARS + 64;

  private static final int MAX_TRAILING = 4;

  private final byte[] key = new byte[MAX_URL + 4];
  private final IndicatorSet set;
  private final long start;
  private final boolean hostPaths;
  private boolean http;
  private boolean https;
  private byte[] line = new byte[0];
  private int at; // next byte of the line
  private int to;
  private boolean json;
  private int length; // of the key
  private int hashed; // bytes of the key that the state has seen
  private long state;
  private int probed; // length of the key last looked up

  UrlScan(IndicatorSet set) {
    this.set = set;
    this.start = Keys.start(set.seed(), Tag.URL);
    this.hostPaths = set.shape().has(Tag.HOST_PATH);
  }

  /**
   * Looks up the URL whose scheme starts at {@code schemeFrom} and ends at the colon.
   *
   * @return one past the last byte read
   */
  int scan(
      byte[] buffer, int schemeFrom, int colon, int end, boolean inJson, IndicatorSet.Found found) {
    begin(buffer, colon + 1, end, inJson);
    boolean slash = next() == '/';
    if (!slash || next() != '/') {
      return at;
    }
    http = isScheme(schemeFrom, colon, "http");
    https = isScheme(schemeFrom, colon, "https");
    if (!http && !https) {
      for (int i = schemeFrom; i < colon && length < MAX_URL; i++) {
        key[length++] = Octets.LOWER[line[i] & 0xFF];
      }
      key[length++] = ':';
      key[length++] = '/';
      key[length++] = '/';
    }
    read(http ? "80" : https ? "443" : "", found);
    return at;
  }

  /** Whether the URL last scanned was of http or https, which keys leave out. */
  boolean isWeb() {
    return http || https;
  }

  /**
   * Looks up a host and what follows it, as if http stood before it.
   *
   * @return one past the last byte read
   */
  int scanHost(byte[] buffer, int hostFrom, int end, boolean inJson, IndicatorSet.Found found) {
    begin(buffer, hostFrom, end, inJson);
    http = true;
    read("80", found);
    return at;
  }

  private void begin(byte[] buffer, int from, int end, boolean inJson) {
    line = buffer;
    at = from;
    to = end;
    json = inJson;
    length = 0;
    hashed = 0;
    probed = 0;
    state = start;
  }

  /** Looks up from the host on. */
  private void read(String impliedPort, IndicatorSet.Found found) {
    int b = authority(impliedPort);
    probe(found);
    boolean query = false;
    while (b > 0 && b != '#' && length < MAX_URL) {
      boolean boundary = query ? b == '&' : (b == '/' || b == '?');
      if (boundary) {
        probe(found);
      }
      query |= b == '?';
      append(b);
      b = next();
    }
    probe(found);
    for (int i = 0; i < MAX_TRAILING && length > 0 && isPunctuation(key[length - 1]); i++) {
      length--; // punctuation of the sentence around it
      hashed = 0;
      state = start;
      probe(found);
    }
  }

  /**
   * Reads the host and its port alone into the key.
   *
   * @return how many bytes of {@link #key} it takes; 0 if there is none
   */
  int host(byte[] buffer, int colon, int end, boolean inJson) {
    begin(buffer, colon + 1, end, inJson);
    boolean slash = next() == '/';
    if (!slash || next() != '/') {
      return 0;
    }
    authority("");
    return length;
  }

  /** What was read last, in the normal form of {@link UrlText} but for the scheme. */
  byte[] key() {
    return key;
  }

  /** One past the last byte of the URL in the line, when an entry is found. */
  int end() {
    int resume = at;
    int last = at;
    for (int i = 0; i < MAX_URL && next() > 0; i++) {
      last = at;
    }
    at = resume;
    return last;
  }

  private boolean isScheme(int from, int colon, String scheme) {
    if (colon - from != scheme.length()) {
      return false;
    }
    for (int i = from; i < colon; i++) {
      if (Octets.LOWER[line[i] & 0xFF] != scheme.charAt(i - from)) {
        return false;
      }
    }
    return true;
  }

  /** Copies host and port; returns the byte after them, 0 at the end of the URL. */
  private int authority(String impliedPort) {
    int hostFrom = length;
    int b = next();
    while (b > 0 && b != '/' && b != '?' && b != '#' && length < MAX_URL) {
      if (b == '@') {
        length = hostFrom; // what came before was a user
      } else {
        key[length++] = Octets.LOWER[b];
      }
      b = next();
    }
    int portFrom = length;
    while (portFrom > hostFrom && key[portFrom - 1] >= '0' && key[portFrom - 1] <= '9') {
      portFrom--;
    }
    if (portFrom > hostFrom && key[portFrom - 1] == ':') {
      String port = new String(key, portFrom, length - portFrom, ISO_8859_1);
      if (port.isEmpty() || port.equals(impliedPort)) {
        length = portFrom - 1;
      }
    }
    while (length > hostFrom && key[length - 1] == '.') {
      length--;
    }
    if (length > hostFrom && key[hostFrom] == '[') {
      literalAddress(hostFrom);
    }
    return b;
  }

  private void literalAddress(int hostFrom) {
    int close = hostFrom;
    while (close < length && key[close] != ']') {
      close++;
    }
    byte[] address = new byte[16];
    if (IpText.parse6(key, hostFrom + 1, close, address)) {
      byte[] rest = Arrays.copyOfRange(key, close, length);
      byte[] text = IpText.text6(address, 0).getBytes(ISO_8859_1);
      System.arraycopy(text, 0, key, hostFrom + 1, text.length);
      System.arraycopy(rest, 0, key, hostFrom + 1 + text.length, rest.length);
      length = hostFrom + 1 + text.length + rest.length;
    }
  }

  private void append(int b) {
    if (b > ' ' && b < 127) {
      key[length++] = (byte) b;
    } else {
      key[length++] = '%';
      key[length++] = (byte) "0123456789ABCDEF".charAt(b >> 4);
      key[length++] = (byte) "0123456789ABCDEF".charAt(b & 15);
    }
  }

  private static boolean isPunctuation(byte b) {
    return ".,;:!)]}".indexOf(b) >= 0;
  }

  private void probe(IndicatorSet.Found found) {
    if (length == probed) {
      return;
    }
    probed = length;
    while (hashed < length) {
      state = Keys.step(state, key[hashed++]);
    }
    long hash = Keys.finish(state);
    if (set.filter().mayHold(hash)) {
      set.find(Tag.URL, hash, key, 0, length, found);
      if (hostPaths) {
        set.find(Tag.HOST_PATH, hash, key, 0, length, found);
      }
    }
  }

  /** The next byte of the URL, JSON escapes undone; 0 where it ends. */
  private int next() {
    if (at >= to) {
      return 0;
    }
    int b = line[at] & 0xFF;
    if (b == '\\' && json && at + 1 < to) {
      return escaped();
    }
    if (b <= ' ' || b == '"' || b == '\'' || b == '\\' || b == '<' || b == '>' || b == '`') {
      return 0;
    }
    at++;
    return b;
  }

  private int escaped() {
    if (line[at + 1] == '/') {
      at += 2;
      return '/';
    }
    if (line[at + 1] == 'u' && at + 5 < to && line[at + 2] == '0' && line[at + 3] == '0') {
      int b = Octets.hex(line[at + 4]) << 4 | Octets.hex(line[at + 5]);
      if (b > ' ' && b < 127 && "\"'\\<>`".indexOf(b) < 0) {
        at += 6;
        return b;
      }
    }
    return 0;
  }
}

package org.bouclier.detect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouclier.detect.IndicatorReading.Blank;
import org.bouclier.detect.IndicatorReading.Listed;
import org.bouclier.detect.IndicatorReading.Refusal;
import org.bouclier.detect.IndicatorReading.Refused;
import org.bouclier.detect.bytes.IpText;
import org.bouclier.detect.bytes.Octets;
import org.jspecify.annotations.Nullable;

/**
 * Reads indicators as people write them, and brings them to the normal form of {@link Indicator}.
 *
 * <p>Accepted beside the plain forms:
 *
 * <ul>
 *   <li>defanged text: {@code hxxp://}, {@code [.]}, {@code (.)}, {@code {.}}, {@code [dot]},
 *       {@code [:]}, {@code [://]}, {@code [at]}, {@code [@]};
 *   <li>comments: a line that starts by {@code #}, {@code ;} or {@code //}, and whatever follows
 *       {@code #} after a blank;
 *   <li>{@code *.name} and {@code .name} for a name, which covers its subdomains anyway;
 *   <li>lines of a hosts file, {@code 0.0.0.0 name} or {@code 127.0.0.1 name};
 *   <li>{@code name:port}: the port is dropped, since logs keep it apart;
 *   <li>{@code file:name.exe} (or {@code filename:}), {@code user-agent:text} (or {@code ua:}),
 *       {@code ja3:digits} and {@code ja4:text}, for what does not show its kind;
 *   <li>an address with a full-length prefix, {@code 192.0.2.1/32}, for the address.
 * </ul>
 *
 * <p>Stateless; safe for any number of threads.
 */
public final class IndicatorText {

  private static final Pattern BLANKS = Pattern.compile("[ \\t]+");
  private static final Set<String> HOSTS_FILE = Set.of("0.0.0.0", "127.0.0.1", "::", "::1");
  private static final Pattern DEFANGED_DOT =
      Pattern.compile(
          "\\[\\.]|\\(\\.\\)|\\{\\.}|\\[dot]|\\(dot\\)|\\\\\\.", Pattern.CASE_INSENSITIVE);
  private static final Pattern DEFANGED_AT =
      Pattern.compile("\\[at]|\\(at\\)|\\[@]|\\(@\\)", Pattern.CASE_INSENSITIVE);
  private static final Pattern DEFANGED_COLON = Pattern.compile("\\[(:|://|:/)]");
  private static final Pattern DEFANGED_SCHEME =
      Pattern.compile("^(h(?:xx|\\*\\*|tt)ps?|fxp)(?=:)", Pattern.CASE_INSENSITIVE);

  private static final Pattern KIND =
      Pattern.compile("(file|filename|ua|user-agent|ja3s?|ja4):", Pattern.CASE_INSENSITIVE);
  private static final Pattern JA4 = Pattern.compile("[a-z0-9]{10}_[0-9a-f]{12}_[0-9a-f]{12}");

  /** {@code 192.0.2.7:443}, {@code name:443}, {@code [2001:db8::1]:443}; not {@code ::1}. */
  private static final Pattern ENDS_BY_PORT = Pattern.compile("^([^:]+|\\[.*]):[0-9]{1,5}$");

  private static final int MIN_PREFIX_4 = 8;
  private static final int MIN_PREFIX_6 = 16;
  private static final int SHOWN_CHARS = 200;

  private IndicatorText() {}

  /** Reads one line of a plain list, without its line break. */
  public static IndicatorReading readLine(String line) {
    String text = withoutComment(line).strip();
    if (text.isEmpty()) {
      return new Blank();
    }
    if (text.indexOf(' ') < 0 && text.indexOf('\t') < 0) { // most lines
      return read(text);
    }
    String[] words = BLANKS.split(text, 3);
    boolean hostsFile = words.length == 2 && HOSTS_FILE.contains(words[0]);
    return read(hostsFile ? words[1] : text);
  }

  /** Reads one value and finds out its kind. */
  public static IndicatorReading read(String value) {
    if (value.length() > Indicator.MAX_CHARS) {
      return refused(Refusal.TOO_LONG, value);
    }
    int colon = value.indexOf(':');
    IndicatorReading named = colon > 0 && colon < 16 ? named(value.strip()) : null;
    if (named != null) {
      return named;
    }
    String text = refanged(unquoted(value.strip()));
    if (text.isEmpty()) {
      return new Blank();
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || c == '\uFFFD') {
        return refused(Refusal.UNREADABLE, value);
      }
    }
    if (text.contains("://")) {
      return url(text, value);
    }
    int slash = text.indexOf('/');
    if (slash < 0) {
      return text.indexOf('@') >= 0 ? email(text, value) : hostOrHash(text, value);
    }
    byte[] bytes = text.substring(0, slash).getBytes(ISO_8859_1);
    if (looksLikeAddress(bytes) && isDigits(text, slash + 1)) {
      return block(text, slash, value);
    }
    return hostPath(text, value);
  }

  /**
   * Reads a value whose kind is known, as in a STIX pattern.
   *
   * @return {@link Refused} if the value is of another kind
   */
  public static IndicatorReading read(IndicatorKind kind, String value) {
    if (value.length() > Indicator.MAX_CHARS) {
      return refused(Refusal.TOO_LONG, value);
    }
    IndicatorReading reading =
        switch (kind) {
          case FILE_NAME -> fileName(value.strip());
          case USER_AGENT -> agent(value.strip());
          case JA3 -> ja3(value.strip());
          case JA4 -> ja4(value.strip());
          default -> read(value);
        };
    if (reading instanceof Listed(Indicator indicator) && indicator.kind() != kind) {
      return refused(mismatch(kind), value);
    }
    return reading;
  }

  private static Refusal mismatch(IndicatorKind kind) {
    return switch (kind) {
      case DOMAIN -> Refusal.BAD_NAME;
      case IPV4, IPV6 -> Refusal.BAD_ADDRESS;
      case CIDR -> Refusal.BAD_PREFIX;
      case URL -> Refusal.BAD_URL;
      case MD5, SHA1, SHA256, SHA512 -> Refusal.BAD_HASH;
      case EMAIL -> Refusal.BAD_EMAIL;
      case IP_PORT -> Refusal.BAD_PORT;
      case HOST_PATH -> Refusal.BAD_URL;
      case FILE_NAME -> Refusal.BAD_FILE_NAME;
      case JA3 -> Refusal.BAD_HASH;
      case JA4 -> Refusal.BAD_JA4;
      case USER_AGENT -> Refusal.BAD_AGENT;
    };
  }

  /** A value that says its kind; null if it does not. */
  private static @Nullable IndicatorReading named(String value) {
    Matcher kind = KIND.matcher(value);
    if (!kind.lookingAt() || value.startsWith("//", kind.end())) {
      return null;
    }
    String rest = value.substring(kind.end()).strip();
    IndicatorReading reading =
        switch (kind.group(1).toLowerCase(Locale.ROOT)) {
          case "file", "filename" -> fileName(rest);
          case "ua", "user-agent" -> agent(rest);
          case "ja3", "ja3s" -> ja3(rest);
          default -> ja4(rest);
        };
    return reading instanceof Refused(Refusal reason, String cut)
        ? refused(reason, value)
        : reading;
  }

  private static IndicatorReading fileName(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    boolean whole = bytes.length > 0 && bytes.length <= FileNames.MAX_BYTES;
    for (byte b : bytes) {
      whole &= !FileNames.isEnd(b);
    }
    return whole && text.indexOf('\uFFFD') < 0
        ? listed(IndicatorKind.FILE_NAME, lowerAscii(text))
        : refused(Refusal.BAD_FILE_NAME, text);
  }

  private static String lowerAscii(String text) {
    var lower = new StringBuilder(text);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        lower.setCharAt(i, (char) (c + 32));
      }
    }
    return lower.toString();
  }

  private static IndicatorReading agent(String value) {
    String text = unquoted(value);
    return text.isEmpty() || text.chars().anyMatch(c -> Character.isISOControl(c) || c == 0xFFFD)
        ? refused(Refusal.BAD_AGENT, value)
        : listed(IndicatorKind.USER_AGENT, text);
  }

  private static IndicatorReading ja3(String text) {
    return hashKind(text) == IndicatorKind.MD5
        ? listed(IndicatorKind.JA3, text.toLowerCase(Locale.ROOT))
        : refused(Refusal.BAD_HASH, text);
  }

  private static IndicatorReading ja4(String text) {
    return JA4.matcher(text).matches()
        ? listed(IndicatorKind.JA4, text)
        : refused(Refusal.BAD_JA4, text);
  }

  private static IndicatorReading hostPath(String text, String value) {
    String url = UrlText.normalise("http://" + text);
    if (url == null || url.length() > Indicator.MAX_CHARS) {
      return refused(Refusal.BAD_URL, value);
    }
    String bare = url.substring(7);
    int end = 0;
    while (end < bare.length() && "/?:".indexOf(bare.charAt(end)) < 0) {
      end++;
    }
    boolean dotted = bare.lastIndexOf('.', end) > 0 && bare.charAt(0) != '[';
    int path = end;
    while (path < bare.length() && "/?".indexOf(bare.charAt(path)) < 0) {
      path++; // over the port
    }
    return dotted && bare.startsWith("/", path)
        ? listed(IndicatorKind.HOST_PATH, bare)
        : listed(IndicatorKind.URL, url);
  }

  private static String withoutComment(String line) {
    String text = line.startsWith("\uFEFF") ? line.substring(1) : line;
    String stripped = text.stripLeading();
    if (stripped.startsWith("#") || stripped.startsWith(";") || stripped.startsWith("//")) {
      return "";
    }
    for (int hash = text.indexOf('#'); hash > 0; hash = text.indexOf('#', hash + 1)) {
      if (Character.isWhitespace(text.charAt(hash - 1))) {
        return text.substring(0, hash);
      }
    }
    return text;
  }

  private static String unquoted(String text) {
    int last = text.length() - 1;
    boolean quoted =
        last > 0
            && text.charAt(0) == text.charAt(last)
            && (text.charAt(0) == '"' || text.charAt(0) == '\'' || text.charAt(0) == '`');
    return quoted ? text.substring(1, last).strip() : text;
  }

  private static String refanged(String text) {
    String plain = text;
    if (plain.indexOf('[') >= 0
        || plain.indexOf('(') >= 0
        || plain.indexOf('{') >= 0
        || plain.indexOf('\\') >= 0) {
      plain = DEFANGED_DOT.matcher(plain).replaceAll(".");
      plain = DEFANGED_AT.matcher(plain).replaceAll("@");
      plain = DEFANGED_COLON.matcher(plain).replaceAll("$1");
    }
    char first = plain.isEmpty() ? ' ' : plain.charAt(0);
    if (first == 'h' || first == 'H' || first == 'f' || first == 'F') {
      var scheme = DEFANGED_SCHEME.matcher(plain);
      if (scheme.find()) {
        String name = scheme.group().toLowerCase(Locale.ROOT);
        String mended = name.startsWith("f") ? "ftp" : name.endsWith("s") ? "https" : "http";
        plain = mended + plain.substring(scheme.end());
      }
    }
    return plain;
  }

  private static IndicatorReading url(String text, String value) {
    String url = UrlText.normalise(text);
    return url == null || url.length() > Indicator.MAX_CHARS
        ? refused(Refusal.BAD_URL, value)
        : listed(IndicatorKind.URL, url);
  }

  private static IndicatorReading email(String text, String value) {
    int at = text.lastIndexOf('@');
    String local = text.substring(0, at).toLowerCase(Locale.ROOT);
    String host = HostText.normalise(text.substring(at + 1));
    boolean usable = !local.isEmpty() && local.length() <= 64 && host != null;
    for (int i = 0; i < local.length(); i++) {
      usable &= MailText.isLocal((byte) local.charAt(i)) && local.charAt(i) < 128;
    }
    return usable
        ? listed(IndicatorKind.EMAIL, local + "@" + host)
        : refused(Refusal.BAD_EMAIL, value);
  }

  private static IndicatorReading block(String text, int slash, String value) {
    byte[] bytes = text.substring(0, slash).getBytes(ISO_8859_1);
    if (text.length() - slash > 4) {
      return refused(Refusal.BAD_PREFIX, value);
    }
    int prefix = Integer.parseInt(text.substring(slash + 1));
    long four = IpText.parse4(bytes, 0, bytes.length);
    if (four != IpText.NONE) {
      if (prefix > 32) {
        return refused(Refusal.BAD_PREFIX, value);
      }
      if (prefix < MIN_PREFIX_4) {
        return refused(Refusal.TOO_WIDE, value);
      }
      String network = IpText.text4(IpText.mask4((int) four, prefix));
      return prefix == 32
          ? listed(IndicatorKind.IPV4, network)
          : listed(IndicatorKind.CIDR, network + "/" + prefix);
    }
    byte[] address = new byte[16];
    if (!IpText.parse6(bytes, 0, bytes.length, address)) {
      return refused(Refusal.BAD_ADDRESS, value);
    }
    if (prefix > 128) {
      return refused(Refusal.BAD_PREFIX, value);
    }
    if (prefix < MIN_PREFIX_6) {
      return refused(Refusal.TOO_WIDE, value);
    }
    IpText.mask6(address, prefix);
    String network = IpText.text6(address, 0);
    return prefix == 128
        ? listed(IndicatorKind.IPV6, network)
        : listed(IndicatorKind.CIDR, network + "/" + prefix);
  }

  private static IndicatorReading hostOrHash(String text, String value) {
    IndicatorKind hash = hashKind(text);
    if (hash != null) {
      return listed(hash, text.toLowerCase(Locale.ROOT));
    }
    if (text.length() == 36 && JA4.matcher(text).matches()) {
      return listed(IndicatorKind.JA4, text);
    }
    int colon = text.lastIndexOf(':');
    if (colon > 0 && ENDS_BY_PORT.matcher(text).find()) {
      return port(text, text.substring(0, colon), text.substring(colon + 1), value);
    }
    String host = withoutBrackets(text);
    byte[] bytes = host.getBytes(ISO_8859_1);
    long four = IpText.parse4(bytes, 0, bytes.length);
    if (four != IpText.NONE) {
      return listed(IndicatorKind.IPV4, host);
    }
    if (host.indexOf(':') >= 0) {
      byte[] address = new byte[16];
      if (IpText.parse6(bytes, 0, bytes.length, address)) {
        return IpText.isMapped4(address)
            ? listed(
                IndicatorKind.IPV4,
                (address[12] & 255)
                    + "."
                    + (address[13] & 255)
                    + "."
                    + (address[14] & 255)
                    + "."
                    + (address[15] & 255))
            : listed(IndicatorKind.IPV6, IpText.text6(address, 0));
      }
      return refused(looksLikeAddress(bytes) ? Refusal.BAD_ADDRESS : Refusal.UNKNOWN, value);
    }
    if (looksLikeAddress(bytes)) {
      return refused(Refusal.BAD_ADDRESS, value);
    }
    String name =
        host.startsWith("*.") ? host.substring(2) : host.startsWith(".") ? host.substring(1) : host;
    String domain = HostText.normalise(name);
    if (domain == null) {
      return refused(name.indexOf('.') > 0 ? Refusal.BAD_NAME : Refusal.UNKNOWN, value);
    }
    return domain.indexOf('.') < 0
        ? refused(Refusal.SINGLE_LABEL, value)
        : listed(IndicatorKind.DOMAIN, domain);
  }

  /** An address and a port; of a name, which logs keep apart from its ports, the name. */
  private static IndicatorReading port(String text, String host, String digits, String value) {
    IndicatorReading reading = hostOrHash(host, value);
    if (!(reading instanceof Listed(Indicator indicator))
        || (indicator.kind() != IndicatorKind.IPV4 && indicator.kind() != IndicatorKind.IPV6)) {
      return reading;
    }
    int port = Integer.parseInt(digits);
    String address =
        indicator.kind() == IndicatorKind.IPV4 ? indicator.value() : "[" + indicator.value() + "]";
    return port > 65_535
        ? refused(Refusal.BAD_PORT, text)
        : listed(IndicatorKind.IP_PORT, address + ":" + port);
  }

  /** {@code [2001:db8::1]} and {@code [2001:db8::1]:443} without brackets and port. */
  private static String withoutBrackets(String text) {
    int close = text.indexOf(']');
    return text.startsWith("[") && close > 0 ? text.substring(1, close) : text;
  }

  private static @Nullable IndicatorKind hashKind(String text) {
    IndicatorKind kind =
        switch (text.length()) {
          case 32 -> IndicatorKind.MD5;
          case 40 -> IndicatorKind.SHA1;
          case 64 -> IndicatorKind.SHA256;
          case 128 -> IndicatorKind.SHA512;
          default -> null;
        };
    for (int i = 0; kind != null && i < text.length(); i++) {
      if (text.charAt(i) >= 128 || Octets.hex((byte) text.charAt(i)) < 0) {
        kind = null;
      }
    }
    return kind;
  }

  /** Digits and dots only, or hexadecimal digits and colons: meant as an address. */
  private static boolean looksLikeAddress(byte[] text) {
    boolean four = text.length > 0;
    boolean six = text.length > 1;
    int colons = 0;
    for (byte b : text) {
      boolean digit = b >= '0' && b <= '9';
      four &= digit || b == '.';
      six &= b == ':' || b == '.' || Octets.hex(b) >= 0;
      colons += b == ':' ? 1 : 0;
    }
    return four || (six && colons >= 2);
  }

  private static boolean isDigits(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return from < text.length();
  }

  private static Listed listed(IndicatorKind kind, String value) {
    return new Listed(new Indicator(kind, value));
  }

  private static Refused refused(Refusal reason, String text) {
    return new Refused(
        reason, text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS));
  }
}

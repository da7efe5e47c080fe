package org.bouclier.detect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import java.util.Set;
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
 *   <li>{@code address:port} and {@code name:port}: the port is dropped, since logs keep it apart;
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
    return url("http://" + text, value);
  }

  /**
   * Reads a value whose kind is known, as in a STIX pattern.
   *
   * @return {@link Refused} if the value is of another kind
   */
  public static IndicatorReading read(IndicatorKind kind, String value) {
    IndicatorReading reading = read(value);
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
    };
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
      int colon = host.lastIndexOf(':');
      boolean port = host.length() - colon <= 6 && isDigits(host, colon + 1);
      return port && host.indexOf(':') == colon
          ? hostOrHash(host.substring(0, colon), value)
          : refused(looksLikeAddress(bytes) ? Refusal.BAD_ADDRESS : Refusal.UNKNOWN, value);
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

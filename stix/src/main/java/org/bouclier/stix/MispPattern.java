package org.bouclier.stix;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Says a MISP attribute in the pattern language.
 *
 * <p>A composite type ({@code a|b}) is both at once, except {@code filename|hash}: the hash alone
 * knows the file, and a file that changed its name is still that file.
 */
final class MispPattern {

  /** Simple types, and the one property whose value they are. */
  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          entry("domain", "domain-name:value"),
          entry("hostname", "domain-name:value"),
          entry("url", "url:value"),
          entry("uri", "url:value"),
          entry("link", "url:value"),
          entry("email", "email-addr:value"),
          entry("email-src", "email-addr:value"),
          entry("email-dst", "email-addr:value"),
          entry("email-reply-to", "email-addr:value"),
          entry("email-subject", "email-message:subject"),
          entry("email-attachment", "email-message:body_multipart[*].body_raw_ref.name"),
          entry("mac-address", "mac-addr:value"),
          entry("mutex", "mutex:name"),
          entry("regkey", "windows-registry-key:key"),
          entry("filename", "file:name"),
          entry("ja3-fingerprint-md5", "network-traffic:x_ja3_hash"),
          entry("ja4-fingerprint", "network-traffic:x_ja4"),
          entry("imphash", "file:extensions.'windows-pebinary-ext'.imphash"),
          entry(
              "user-agent",
              "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'"),
          entry("x509-fingerprint-md5", "x509-certificate:hashes.MD5"),
          entry("x509-fingerprint-sha1", "x509-certificate:hashes.'SHA-1'"),
          entry("x509-fingerprint-sha256", "x509-certificate:hashes.'SHA-256'"));

  /** Hash types, the name STIX gives them, and how many hexadecimal digits they have (0: other). */
  private static final Map<String, Hash> HASHES =
      Map.ofEntries(
          entry("md5", new Hash("MD5", 32)),
          entry("sha1", new Hash("SHA-1", 40)),
          entry("sha224", new Hash("SHA-224", 56)),
          entry("sha256", new Hash("SHA-256", 64)),
          entry("sha384", new Hash("SHA-384", 96)),
          entry("sha512", new Hash("SHA-512", 128)),
          entry("sha3-256", new Hash("SHA3-256", 64)),
          entry("sha3-512", new Hash("SHA3-512", 128)),
          entry("ssdeep", new Hash("SSDEEP", 0)),
          entry("tlsh", new Hash("TLSH", 0)));

  private record Hash(String name, int digits) {}

  private MispPattern() {}

  /** Whether STIX has a word for that type. */
  static boolean knows(String type) {
    return PROPERTIES.containsKey(type)
        || HASHES.containsKey(type)
        || HASHES.containsKey(type.replaceFirst("^filename\\|", ""))
        || switch (type) {
          case "ip-src", "ip-dst", "ip-src|port", "ip-dst|port" -> true;
          case "domain|ip", "hostname|port", "regkey|value", "AS" -> true;
          default -> false;
        };
  }

  /**
   * The pattern of a value.
   *
   * @return empty if the value is not what its type says
   */
  static Optional<String> of(String type, String written) {
    var value = refanged(type, written.strip());
    int bar = value.indexOf('|');
    var head = bar < 0 ? value : value.substring(0, bar);
    var tail = bar < 0 ? "" : value.substring(bar + 1);
    if (type.startsWith("filename|")) {
      int last = value.lastIndexOf('|'); // a file name may hold one itself
      return hash(type.substring("filename|".length()), value.substring(last + 1))
          .map(MispPattern::bracketed);
    }
    return switch (type) {
      case "ip-src", "ip-dst" -> address(value, "value").map(MispPattern::bracketed);
      case "ip-src|port" -> traffic("src", head, tail);
      case "ip-dst|port" -> traffic("dst", head, tail);
      case "hostname|port" ->
          port(tail)
              .map(port ->
                  "[network-traffic:dst_ref.value = "
                      + PatternText.quoted(host(head))
                      + " AND network-traffic:dst_port = "
                      + port
                      + "]");
      case "domain|ip" ->
          Network.parse(tail)
              .map(address ->
                  "[domain-name:value = "
                      + PatternText.quoted(host(head))
                      + " AND domain-name:resolves_to_refs[*].value = "
                      + PatternText.quoted(tail)
                      + "]");
      case "regkey|value" ->
          Optional.of(
              "[windows-registry-key:key = "
                  + PatternText.quoted(head)
                  + " AND windows-registry-key:values[*].data = "
                  + PatternText.quoted(tail)
                  + "]");
      case "AS" -> {
        var number = value.replaceFirst("^(?i:AS)", "");
        yield number.matches("[0-9]{1,10}")
            ? Optional.of("[autonomous-system:number = " + Long.parseLong(number) + "]")
            : Optional.empty();
      }
      case "domain", "hostname" -> isHost(value) ? equal(type, host(value)) : Optional.empty();
      default ->
          HASHES.containsKey(type)
              ? hash(type, value).map(MispPattern::bracketed)
              : equal(type, value);
    };
  }

  private static Optional<String> equal(String type, String value) {
    return Optional.ofNullable(PROPERTIES.get(type))
        .map(property -> bracketed(property + " = " + PatternText.quoted(value)));
  }

  private static Optional<String> hash(String type, String value) {
    var hash = HASHES.get(type);
    if (hash == null
        || (hash.digits() > 0 && !value.matches("[0-9A-Fa-f]{" + hash.digits() + "}"))) {
      return Optional.empty();
    }
    var shown = hash.digits() > 0 ? value.toLowerCase(Locale.ROOT) : value;
    return Optional.of(
        "file:hashes." + PatternText.name(hash.name()) + " = " + PatternText.quoted(shown));
  }

  private static Optional<String> address(String value, String property) {
    if (Network.isIpv4(value)) {
      return Optional.of("ipv4-addr:" + property + " = " + PatternText.quoted(value));
    }
    return Network.isIpv6(value)
        ? Optional.of("ipv6-addr:" + property + " = " + PatternText.quoted(value))
        : Optional.empty();
  }

  private static Optional<String> traffic(String side, String address, String port) {
    return Network.parse(address).isEmpty()
        ? Optional.empty()
        : port(port)
            .map(number ->
                "[network-traffic:"
                    + side
                    + "_ref.value = "
                    + PatternText.quoted(address)
                    + " AND network-traffic:"
                    + side
                    + "_port = "
                    + number
                    + "]");
  }

  private static Optional<Integer> port(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      return Optional.empty();
    }
    return Optional.of(Integer.parseInt(text)).filter(port -> port <= 65_535);
  }

  private static boolean isHost(String value) {
    return !value.isEmpty()
        && value.length() <= 254
        && value.indexOf('.') > 0
        && value.chars().noneMatch(c -> c <= ' ' || "/:\\\"'@".indexOf(c) >= 0);
  }

  private static String host(String value) {
    var lower = value.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** Analysts write {@code hxxp://bad[.]example} so that nobody clicks on it. */
  private static String refanged(String type, String value) {
    return switch (type) {
      case "url", "uri", "link" ->
          value.replaceFirst("^(?i:hxxp)", "http").replace("[.]", ".").replace("[:]", ":");
      case "domain", "hostname", "ip-src", "ip-dst", "domain|ip", "hostname|port" ->
          value.replace("[.]", ".");
      case "email", "email-src", "email-dst", "email-reply-to" ->
          value.replace("[.]", ".").replace("[@]", "@");
      default -> value;
    };
  }

  private static String bracketed(String comparison) {
    return "[" + comparison + "]";
  }
}

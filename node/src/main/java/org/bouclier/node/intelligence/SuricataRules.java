package org.bouclier.node.intelligence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;

/**
 * Rules for Suricata (4.1.3 or newer: {@code dotprefix}, {@code dns.query}, {@code tls.sni}, {@code
 * http.host}).
 *
 * <p>The number of a rule follows from the number of its value, so a rule keeps it for ever:
 *
 * <pre>{@code
 * 1,000,000,000 + value   the name asked of a resolver      (dns.query)
 * 1,500,000,000 + value   the name in a TLS greeting        (tls.sni)
 * 2,000,000,000 + value   the name in an HTTP request       (http.host)
 * 2,500,000,000 + value   an address or a block, any packet
 * 3,000,000,000 + value   an address of the web             (http.host, http.uri.raw)
 * 3,500,000,000 + value   an address and a port over TCP, a user agent
 * }</pre>
 */
final class SuricataRules {

  private static final long DNS = 1_000_000_000L;
  private static final long TLS = 1_500_000_000L;
  private static final long HTTP = 2_000_000_000L;
  private static final long ADDRESS = 2_500_000_000L;
  private static final long WEB = 3_000_000_000L;
  private static final long OTHER = 3_500_000_000L;
  private static final long MAX_VALUE = 500_000_000L;

  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

  private final String state;

  SuricataRules(String state) {
    this.state = state;
  }

  /** The rules of one entry; empty if Suricata cannot see such a thing on the wire. */
  List<String> of(BlockEntry entry) {
    if (entry.id() >= MAX_VALUE) {
      return List.of();
    }
    String value = entry.indicator().value();
    return switch (entry.indicator().kind()) {
      case DOMAIN -> {
        String name = "dotprefix; content:\"." + quoted(value) + "\"; ";
        yield List.of(
            rule(
                entry,
                "dns $HOME_NET any -> any any",
                DNS,
                "dns.query; " + name + "nocase; endswith;"),
            rule(
                entry,
                "tls $HOME_NET any -> $EXTERNAL_NET any",
                TLS,
                "tls.sni; " + name + "nocase; endswith;"),
            rule(
                entry,
                "http $HOME_NET any -> $EXTERNAL_NET any",
                HTTP,
                "http.host; " + name + "endswith;")); // already in lower case: nocase is refused
      }
      case IPV4, IPV6, CIDR ->
          List.of(rule(entry, "ip $HOME_NET any <> " + value + " any", ADDRESS, ""));
      case URL -> web(entry, value);
      case HOST_PATH -> web(entry, "http://" + value);
      case IP_PORT -> {
        int colon = value.lastIndexOf(':');
        String end = value.substring(0, colon) + " " + value.substring(colon + 1);
        yield List.of(rule(entry, "tcp $HOME_NET any <> " + end, OTHER, ""));
      }
      case USER_AGENT ->
          List.of(
              rule(
                  entry,
                  "http $HOME_NET any -> any any",
                  OTHER,
                  "http.user_agent; content:\"" + quoted(value) + "\"; startswith; endswith;"));
      // JA3 and JA4 are off in Suricata unless they are asked for, and a rule would not load.
      case MD5, SHA1, SHA256, SHA512, EMAIL, FILE_NAME, JA3, JA4 -> List.of();
    };
  }

  /** Only plain HTTP shows its path; of HTTPS the wire tells the name, which is not what is bad. */
  private List<String> web(BlockEntry entry, String url) {
    if (!url.startsWith("http://")) {
      return List.of();
    }
    int slash = url.indexOf('/', 7);
    String authority = slash < 0 ? url.substring(7) : url.substring(7, slash);
    String path = slash < 0 ? "/" : url.substring(slash);
    int port = authority.lastIndexOf(':');
    String host = port > authority.lastIndexOf(']') ? authority.substring(0, port) : authority;
    if (host.isEmpty() || url.length() > 1_500) {
      return List.of();
    }
    return List.of(
        rule(
            entry,
            "http $HOME_NET any -> any any",
            WEB,
            "http.host; content:\""
                + quoted(host.toLowerCase(Locale.ROOT))
                + "\"; startswith; endswith; http.uri.raw; content:\""
                + quoted(path)
                + "\"; startswith;"));
  }

  private String rule(BlockEntry entry, String head, long family, String options) {
    return "alert "
        + head
        + " (msg:\"Bouclier "
        + state
        + " "
        + entry.kind()
        + " "
        + entry.stixId()
        + "\"; "
        + (options.isEmpty() ? "" : options + " ")
        + "classtype:trojan-activity; metadata:severity "
        + entry.severity().code()
        + "; sid:"
        + (family + entry.id())
        + "; rev:1;)";
  }

  /** What may not stand as it is between the quotes of {@code content} stands in hexadecimal. */
  private static String quoted(String text) {
    var quoted = new StringBuilder();
    boolean hex = false;
    for (byte b : text.getBytes(UTF_8)) {
      boolean plain = PLAIN.indexOf(b & 0xFF) >= 0;
      if (plain == hex) {
        quoted.append('|');
        hex = !plain;
      } else if (hex) {
        quoted.append(' ');
      }
      if (plain) {
        quoted.append((char) b);
      } else {
        quoted.append(String.format(Locale.ROOT, "%02X", b));
      }
    }
    return hex ? quoted.append('|').toString() : quoted.toString();
  }
}

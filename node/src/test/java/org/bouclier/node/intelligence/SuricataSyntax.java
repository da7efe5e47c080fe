package org.bouclier.node.intelligence;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of the grammar of Suricata's rules as ours use, strictly: header, options that exist in
 * the order in which a sticky buffer takes its content, escapes, a number of 32 bits.
 */
final class SuricataSyntax {

  private static final Pattern RULE =
      Pattern.compile(
          "alert (dns|tls|http|ip) (\\$HOME_NET) any (->|<>) (any|\\$EXTERNAL_NET|[0-9a-f.:]+(?:/\\d+)?) any \\((.*)\\)");
  private static final Pattern OPTION =
      Pattern.compile("([a-z_.]+)(?::((?:\"(?:[^\"\\\\;]|\\\\.)*\"|[^;\"])*))?; ?");
  private static final Set<String> BUFFERS =
      Set.of("dns.query", "tls.sni", "http.host", "http.uri.raw");
  private static final Set<String> AFTER_CONTENT = Set.of("nocase", "startswith", "endswith");
  private static final Set<String> PLAIN = Set.of("msg", "classtype", "metadata", "sid", "rev");
  private static final Pattern CONTENT =
      Pattern.compile("\"(?:[A-Za-z0-9\\-._~/]|\\|[0-9A-F]{2}(?: [0-9A-F]{2})*\\|)+\"");

  private SuricataSyntax() {}

  /** Throws if a rule is not one. */
  static void check(String rule) {
    Matcher matcher = RULE.matcher(rule);
    require(matcher.matches(), rule);
    String options = matcher.group(5);
    Matcher option = OPTION.matcher(options);
    int at = 0;
    String buffer = "";
    boolean content = false;
    while (at < options.length()) {
      require(option.find(at) && option.start() == at, rule + " @ " + at);
      String name = option.group(1);
      if (BUFFERS.contains(name)) {
        buffer = name;
        content = false;
      } else if (name.equals("dotprefix")) {
        require(!buffer.isEmpty() && !content, rule);
      } else if (name.equals("content")) {
        require(!buffer.isEmpty() && CONTENT.matcher(option.group(2)).matches(), rule);
        content = true;
      } else if (AFTER_CONTENT.contains(name)) {
        require(content && !(name.equals("nocase") && buffer.equals("http.host")), rule);
      } else {
        require(PLAIN.contains(name), name + " in " + rule);
      }
      at = option.end();
    }
    require(sid(rule) > 0 && sid(rule) < 1L << 32, rule);
    require(List.of(options.split(";", -1)).contains(" rev:1"), rule);
  }

  static long sid(String rule) {
    Matcher sid = Pattern.compile("; sid:(\\d+); ").matcher(rule);
    require(sid.find(), rule);
    return Long.parseLong(sid.group(1));
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new AssertionError("not a rule: " + rule);
    }
  }
}

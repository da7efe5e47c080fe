package org.bouclier.node.web;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a hostile address is written where people read it: it cannot be followed by a slip of a
 * finger.
 */
public final class Defanged {

  private static final Pattern ADDRESS =
      Pattern.compile(
          "https?://\\S+|(?<![\\w.-])(?:[\\w-]+\\.)+(?:\\p{Alpha}{2,}|\\d{1,3})(?![\\w-])");

  private Defanged() {}

  /** A sentence in which each address is written so. */
  public static String in(String text) {
    return ADDRESS.matcher(text).replaceAll(found -> Matcher.quoteReplacement(of(found.group())));
  }

  /**
   * {@code http://evil.tld/a.php} becomes {@code hxxp://evil[.]tld/a.php}; a hash stays as it is.
   */
  public static String of(String value) {
    int host = 0;
    String scheme = "";
    int colons = value.indexOf("://");
    if (colons > 0) {
      scheme = value.substring(0, colons).replace("http", "hxxp") + "://";
      host = colons + 3;
    }
    int end = value.indexOf('/', host);
    String name = end < 0 ? value.substring(host) : value.substring(host, end);
    String rest = end < 0 ? "" : value.substring(end);
    return scheme + name.replace(".", "[.]").replace("@", "[at]") + rest;
  }
}

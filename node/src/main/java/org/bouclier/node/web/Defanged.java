package org.bouclier.node.web;

/**
 * How a hostile address is written where people read it: it cannot be followed by a slip of a
 * finger.
 */
public final class Defanged {

  private Defanged() {}

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

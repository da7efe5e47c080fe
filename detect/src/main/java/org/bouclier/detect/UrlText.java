package org.bouclier.detect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.Locale;
import org.bouclier.detect.bytes.IpText;
import org.jspecify.annotations.Nullable;

/** Brings a URL to the one spelling under which it is compared. */
final class UrlText {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private UrlText() {}

  /**
   * Lower-case scheme and host, no user, default port, fragment nor final slash; the path and query
   * keep their case, and bytes above 127 are percent-encoded, as browsers send them.
   *
   * @return null if there is no usable host
   */
  static @Nullable String normalise(String url) {
    int colon = url.indexOf("://");
    if (colon <= 0) {
      return null;
    }
    String scheme = url.substring(0, colon).toLowerCase(Locale.ROOT);
    for (int i = 0; i < scheme.length(); i++) {
      char c = scheme.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z') || (i > 0 && ((c >= '0' && c <= '9') || "+-.".indexOf(c) >= 0));
      if (!allowed) {
        return null;
      }
    }
    int start = colon + 3;
    int end = start;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    String host = authority(scheme, url.substring(start, end));
    if (host == null) {
      return null;
    }
    int fragment = url.indexOf('#', end);
    String path = percentEncoded(url.substring(end, fragment < 0 ? url.length() : fragment));
    if (path.endsWith("/") && path.indexOf('?') < 0) {
      path = path.substring(0, path.length() - 1);
    }
    return scheme + "://" + host + path;
  }

  /**
   * Where the host starts in a normal form that has lost its {@code http://} or {@code https://}:
   * after another scheme, if there is one.
   */
  static int hostFrom(byte[] key, int from, int to) {
    for (int i = from; i + 2 < to && key[i] != '/' && key[i] != '?' && key[i] != '#'; i++) {
      if (key[i] == ':' && key[i + 1] == '/' && key[i + 2] == '/') {
        return i + 3;
      }
    }
    return from;
  }

  /** Where a host ends that is a name or an IPv4 address: at a port, a path or a query. */
  static int hostTo(byte[] key, int hostFrom, int to) {
    int end = hostFrom;
    while (end < to && key[end] != '/' && key[end] != '?' && key[end] != '#' && key[end] != ':') {
      end++;
    }
    return end;
  }

  private static @Nullable String authority(String scheme, String text) {
    String host = text.substring(text.lastIndexOf('@') + 1);
    String port = "";
    int colon = host.lastIndexOf(':');
    if (colon >= 0 && host.indexOf(']', colon) < 0) {
      port = host.substring(colon + 1);
      host = host.substring(0, colon);
      if (port.length() > 5 || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return null;
      }
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      byte[] bytes = host.getBytes(ISO_8859_1);
      byte[] address = new byte[16];
      if (!IpText.parse6(bytes, 1, bytes.length - 1, address)) {
        return null;
      }
      host = "[" + IpText.text6(address, 0) + "]";
    } else {
      byte[] bytes = host.getBytes(UTF_8);
      if (IpText.parse4(bytes, 0, bytes.length) == IpText.NONE) {
        String name = HostText.normalise(host);
        if (name == null) {
          return null;
        }
        host = name;
      }
    }
    boolean implied =
        port.isEmpty()
            || (scheme.equals("http") && port.equals("80"))
            || (scheme.equals("https") && port.equals("443"));
    return implied ? host : host + ":" + port;
  }

  private static String percentEncoded(String text) {
    if (text.chars().allMatch(c -> c > ' ' && c < 127)) {
      return text;
    }
    var encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(UTF_8)) {
      if (b > ' ' && b < 127) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    return encoded.toString();
  }
}

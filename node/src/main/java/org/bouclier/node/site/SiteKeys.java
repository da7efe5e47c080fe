package org.bouclier.node.site;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How a {@link Site} is written in {@code bouclier.properties}:
 *
 * <pre>
 * bouclier.state=ML
 * bouclier.name=Nœud national du Mali
 * bouclier.city=Bamako
 * bouclier.data=/var/lib/bouclier
 * bouclier.listen=localhost:8080
 * bouclier.federation-listen=localhost:8444
 * bouclier.federation-url=https://noeud.example.ml:8444
 * bouclier.zone=Africa/Bamako
 * </pre>
 */
public final class SiteKeys {

  private static final int MAX_NAME = 200;

  private SiteKeys() {}

  /**
   * Reads a site.
   *
   * @param value gives the value of a key, or throws
   * @throws IllegalArgumentException naming the key, if a value cannot be read
   */
  public static Site read(UnaryOperator<String> value) {
    return new Site(
        new StateCode(value.apply("bouclier.state")),
        name(value, "bouclier.name"),
        name(value, "bouclier.city"),
        Path.of(value.apply("bouclier.data")).toAbsolutePath().normalize(),
        address(value, "bouclier.listen"),
        address(value, "bouclier.federation-listen"),
        url(value, "bouclier.federation-url"),
        zone(value, "bouclier.zone"));
  }

  /** Writes a site: {@code read(write(site)::get)} is the same site. */
  public static Map<String, String> write(Site site) {
    var keys = new LinkedHashMap<String, String>();
    keys.put("bouclier.state", site.state().value());
    keys.put("bouclier.name", site.name());
    keys.put("bouclier.city", site.city());
    keys.put("bouclier.data", site.data().toString());
    keys.put("bouclier.listen", text(site.pages()));
    keys.put("bouclier.federation-listen", text(site.federation()));
    keys.put("bouclier.federation-url", site.federationUrl().toString());
    keys.put("bouclier.zone", site.zone().getId());
    return keys;
  }

  /**
   * Reads {@code host:port}, with the host in brackets when it is an IPv6 address. Asks no name
   * server when the host is an address or {@code localhost}.
   *
   * @throws IllegalArgumentException if it is of another form
   */
  public static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("host:port expected: " + text);
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    int port;
    try {
      port = Integer.parseInt(text.substring(colon + 1));
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException("host:port expected: " + text, notANumber);
    }
    return new InetSocketAddress(host, port);
  }

  private static InetSocketAddress address(UnaryOperator<String> value, String key) {
    try {
      return address(value.apply(key));
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException(key + ": " + refused.getMessage(), refused);
    }
  }

  private static String text(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static String name(UnaryOperator<String> value, String key) {
    String name = value.apply(key).strip();
    if (name.isEmpty()
        || name.length() > MAX_NAME
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(key + ": 1 to " + MAX_NAME + " printable chars expected");
    }
    return name;
  }

  private static URI url(UnaryOperator<String> value, String key) {
    URI url = URI.create(value.apply(key));
    if (!"https".equals(url.getScheme()) || url.getHost() == null) {
      throw new IllegalArgumentException(key + ": https://host:port expected: " + url);
    }
    return url;
  }

  private static ZoneId zone(UnaryOperator<String> value, String key) {
    try {
      return ZoneId.of(value.apply(key));
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException(key + ": unknown time zone: " + value.apply(key), unknown);
    }
  }
}

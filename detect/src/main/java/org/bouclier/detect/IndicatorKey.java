package org.bouclier.detect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouclier.detect.bytes.IpText;

/**
 * An indicator as the bytes that are filed and compared: addresses and hashes in binary, text as it
 * is, URLs without {@code http://} or {@code https://}.
 */
final class IndicatorKey {

  private static final VarHandle INT32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  private final Tag tag;
  private final boolean https; // a URL's scheme, so that it can be shown as it was listed
  private final byte[] bytes; // never changed after construction

  IndicatorKey(Tag tag, boolean https, byte[] bytes) {
    this.tag = tag;
    this.https = https;
    this.bytes = bytes;
  }

  /**
   * @throws IllegalArgumentException if the value is not in its kind's normal form
   */
  static IndicatorKey of(Indicator indicator) {
    String value = indicator.value();
    return switch (indicator.kind()) {
      case DOMAIN -> domain(value);
      case EMAIL -> new IndicatorKey(Tag.EMAIL, false, value.getBytes(ISO_8859_1));
      case IPV4 -> new IndicatorKey(Tag.IPV4, false, four(value));
      case IPV6 -> new IndicatorKey(Tag.IPV6, false, six(value));
      case CIDR -> block(value);
      case URL -> url(value);
      case MD5 -> hash(Tag.MD5, value, 16);
      case SHA1 -> hash(Tag.SHA1, value, 20);
      case SHA256 -> hash(Tag.SHA256, value, 32);
      case SHA512 -> hash(Tag.SHA512, value, 64);
      case IP_PORT -> port(value);
      case HOST_PATH -> new IndicatorKey(Tag.HOST_PATH, false, value.getBytes(UTF_8));
      case FILE_NAME -> new IndicatorKey(Tag.FILE_NAME, false, value.getBytes(UTF_8));
      case JA3 -> hash(Tag.JA3, value, 16);
      case JA4 -> new IndicatorKey(Tag.JA4, false, value.getBytes(ISO_8859_1));
      case USER_AGENT -> new IndicatorKey(Tag.USER_AGENT, false, value.getBytes(UTF_8));
    };
  }

  private static IndicatorKey domain(String value) {
    if (value.indexOf('.') <= 0 || value.length() < 3) {
      throw new IllegalArgumentException("not a domain of two labels: " + value);
    }
    return new IndicatorKey(Tag.DOMAIN, false, value.getBytes(ISO_8859_1));
  }

  private static IndicatorKey hash(Tag tag, String value, int length) {
    byte[] bytes = HexFormat.of().parseHex(value);
    if (bytes.length != length) {
      throw new IllegalArgumentException("not a " + tag + ": " + value);
    }
    return new IndicatorKey(tag, false, bytes);
  }

  private static IndicatorKey url(String value) {
    boolean https = value.startsWith(HTTPS);
    String key =
        https
            ? value.substring(HTTPS.length())
            : value.startsWith(HTTP) ? value.substring(HTTP.length()) : value;
    return new IndicatorKey(Tag.URL, https, key.getBytes(UTF_8));
  }

  private static IndicatorKey block(String value) {
    int slash = value.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("no prefix length: " + value);
    }
    String network = value.substring(0, slash);
    boolean v6 = network.indexOf(':') >= 0;
    byte[] address = v6 ? six(network) : four(network);
    byte[] bytes = Arrays.copyOf(address, address.length + 1);
    bytes[address.length] = (byte) Integer.parseInt(value.substring(slash + 1));
    return new IndicatorKey(v6 ? Tag.BLOCK6 : Tag.BLOCK4, false, bytes);
  }

  private static IndicatorKey port(String value) {
    int colon = value.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("no port: " + value);
    }
    boolean v6 = value.startsWith("[") && value.charAt(colon - 1) == ']';
    byte[] address = v6 ? six(value.substring(1, colon - 1)) : four(value.substring(0, colon));
    int port = Integer.parseInt(value.substring(colon + 1));
    byte[] bytes = Arrays.copyOf(address, address.length + 2);
    bytes[address.length] = (byte) (port >>> 8);
    bytes[address.length + 1] = (byte) port;
    return new IndicatorKey(v6 ? Tag.PORT6 : Tag.PORT4, false, bytes);
  }

  private static byte[] four(String value) {
    byte[] text = value.getBytes(ISO_8859_1);
    long address = IpText.parse4(text, 0, text.length);
    if (address == IpText.NONE) {
      throw new IllegalArgumentException("not an IPv4 address: " + value);
    }
    return IpText.bytes4((int) address);
  }

  private static byte[] six(String value) {
    byte[] text = value.getBytes(ISO_8859_1);
    byte[] address = new byte[16];
    if (!IpText.parse6(text, 0, text.length, address)) {
      throw new IllegalArgumentException("not an IPv6 address: " + value);
    }
    return address;
  }

  Tag tag() {
    return tag;
  }

  boolean https() {
    return https;
  }

  /** Not a copy: not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** The hash under which it is filed. */
  long hash(long seed) {
    long start = Keys.start(seed, tag);
    return switch (tag) {
      case DOMAIN -> Keys.domain(start, bytes, 0, bytes.length);
      case IPV4 -> Keys.address4(start, int32(bytes, 0));
      case BLOCK4 -> Keys.block4(start, int32(bytes, 0), bytes[4]);
      // Both are met in one pass over what follows the scheme.
      case HOST_PATH -> Keys.forward(Keys.start(seed, Tag.URL), bytes, 0, bytes.length);
      default -> Keys.forward(start, bytes, 0, bytes.length);
    };
  }

  private int portAt(int at) {
    return (bytes[at] & 255) << 8 | bytes[at + 1] & 255;
  }

  /** The first four bytes as a number. */
  static int int32(byte[] bytes, int from) {
    return (int) INT32.get(bytes, from);
  }

  /** The indicator that {@code of} was given. */
  Indicator indicator() {
    String value =
        switch (tag) {
          case DOMAIN, EMAIL, JA4 -> new String(bytes, ISO_8859_1);
          case HOST_PATH, FILE_NAME, USER_AGENT -> new String(bytes, UTF_8);
          case PORT4 -> IpText.text4(int32(bytes, 0)) + ":" + portAt(4);
          case PORT6 -> "[" + IpText.text6(bytes, 0) + "]:" + portAt(16);
          case IPV4 -> IpText.text4(int32(bytes, 0));
          case IPV6 -> IpText.text6(bytes, 0);
          case BLOCK4 -> IpText.text4(int32(bytes, 0)) + "/" + bytes[4];
          case BLOCK6 -> IpText.text6(bytes, 0) + "/" + (bytes[16] & 255);
          case URL -> {
            String key = new String(bytes, UTF_8);
            yield key.contains("://") && !key.substring(0, key.indexOf("://")).contains("/")
                ? key
                : (https ? HTTPS : HTTP) + key;
          }
          case MD5, SHA1, SHA256, SHA512, JA3 -> HexFormat.of().formatHex(bytes);
        };
    return new Indicator(tag.kind(), value);
  }
}

package org.bouclier.transfer.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

/**
 * RFC 3986 as Signature Version 4 wants it: all but the unreserved is encoded, digits are capital.
 */
final class PercentEncoding {

  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private PercentEncoding() {}

  /** A part of a query. */
  static String query(String text) {
    return encode(text, UNRESERVED);
  }

  /** A path, whose slashes stay. */
  static String path(String text) {
    return encode(text, UNRESERVED + "/");
  }

  private static String encode(String text, String kept) {
    var encoded = new StringBuilder();
    for (byte octet : text.getBytes(UTF_8)) {
      if (octet >= 0 && kept.indexOf(octet) >= 0) {
        encoded.append((char) octet);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
      }
    }
    return encoded.toString();
  }
}

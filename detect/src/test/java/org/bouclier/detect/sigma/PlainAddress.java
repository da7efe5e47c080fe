package org.bouclier.detect.sigma;

import java.net.InetAddress;

/** Addresses and blocks as the JDK reads them, compared bit by bit. */
final class PlainAddress {

  private PlainAddress() {}

  static boolean isInside(String value, String block) {
    String[] parts = block.split("/");
    byte[] network = bytes(parts[0]);
    byte[] address = bytes(value);
    if (address.length != network.length) {
      return false;
    }
    int prefix = parts.length == 1 ? 8 * network.length : Integer.parseInt(parts[1]);
    for (int bit = 0; bit < prefix; bit++) {
      if (((network[bit >> 3] ^ address[bit >> 3]) & (0x80 >> (bit & 7))) != 0) {
        return false;
      }
    }
    return true;
  }

  private static byte[] bytes(String text) {
    if (!text.matches("((0|[1-9][0-9]{0,2})(\\.(?!$)|$)){4}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      return new byte[0];
    }
    try {
      return InetAddress.ofLiteral(text).getAddress();
    } catch (IllegalArgumentException notOne) {
      return new byte[0];
    }
  }
}

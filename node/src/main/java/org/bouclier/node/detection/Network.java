package org.bouclier.node.detection;

import java.net.InetAddress;

/**
 * A block of addresses. An IPv4 sender that reaches an IPv6 socket is seen by Java as IPv4.
 *
 * @param address its first address
 * @param prefix how many leading bits its addresses share
 */
record Network(InetAddress address, int prefix) {

  /**
   * Reads {@code 10.1.0.0/16}, {@code 2001:db8::/32} or a single address.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Network parse(String text) {
    int slash = text.indexOf('/');
    var address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    int bits = 8 * address.getAddress().length;
    int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException("no such prefix: " + text);
    }
    return new Network(address, prefix);
  }

  boolean contains(InetAddress other) {
    byte[] ours = address.getAddress();
    byte[] theirs = other.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit += 8) {
      int mask = 0xFF00 >> Math.min(8, prefix - bit) & 0xFF;
      if (((ours[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The text form that PostgreSQL takes for a {@code cidr}: bits beyond the prefix are zero. */
  @Override
  public String toString() {
    byte[] bytes = address.getAddress();
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.clamp(prefix - 8L * i, 0, 8);
      bytes[i] &= (byte) (0xFF00 >> kept);
    }
    try {
      return InetAddress.getByAddress(bytes).getHostAddress() + "/" + prefix;
    } catch (java.net.UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

package org.bouclier.stix;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An IP network: an address and the number of its bits that count. A single address is a network
 * whose every bit counts.
 *
 * <p>No name is ever resolved: only digits are read. Immutable and thread-safe.
 */
public final class Network {

  private static final Network[] NOT_PUBLIC = {
    known("10.0.0.0/8"), // RFC 1918
    known("172.16.0.0/12"),
    known("192.168.0.0/16"),
    known("100.64.0.0/10"), // RFC 6598, behind an operator's translation
    known("169.254.0.0/16"), // RFC 3927
    known("fc00::/7"), // RFC 4193
    known("fe80::/10"), // RFC 4291
  };

  private final byte[] address;
  private final int bits;

  private Network(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  private static Network known(String text) {
    return parse(text).orElseThrow();
  }

  /** Whether this is an IPv4 address or network as {@link #parse} reads it. */
  public static boolean isIpv4(String text) {
    return parse(text).filter(network -> network.address.length == 4).isPresent();
  }

  /** Whether this is an IPv6 address or network as {@link #parse} reads it. */
  public static boolean isIpv6(String text) {
    return parse(text).filter(network -> network.address.length == 16).isPresent();
  }

  /**
   * Reads {@code 192.0.2.1}, {@code 192.0.2.0/24}, {@code 2001:db8::1}, {@code 2001:db8::/32}.
   * Leading zeros, which some read as octal, are refused.
   *
   * @return empty if it is neither
   */
  public static Optional<Network> parse(String text) {
    int slash = text.indexOf('/');
    var host = slash < 0 ? text : text.substring(0, slash);
    byte[] address = host.indexOf(':') < 0 ? ipv4(host) : ipv6(host);
    if (address == null) {
      return Optional.empty();
    }
    int bits = slash < 0 ? address.length * 8 : number(text.substring(slash + 1), 3);
    return bits < 0 || bits > address.length * 8
        ? Optional.empty()
        : Optional.of(new Network(address, bits));
  }

  /** Whether it is of IPv4, and not of IPv6. */
  public boolean isIpv4() {
    return address.length == 4;
  }

  /** How many bits of the address count: 0 to 32, or to 128. */
  public int bits() {
    return bits;
  }

  /** Whether it lies in a range that is used inside of organisations and never routed outside. */
  public boolean isPrivate() {
    for (var range : NOT_PUBLIC) {
      if (range.contains(this)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The network of that many bits around this one; itself if it is as wide already.
   *
   * @param shorter number of bits that still count
   */
  public Network truncated(int shorter) {
    if (shorter >= bits) {
      return this;
    }
    var cleared = address.clone();
    for (int bit = shorter; bit < cleared.length * 8; bit++) {
      cleared[bit >> 3] &= (byte) ~(0x80 >> (bit & 7));
    }
    return new Network(cleared, shorter);
  }

  /** Whether every address of the other is one of this. */
  public boolean contains(Network other) {
    if (other.address.length != address.length || other.bits < bits) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      if (((address[bit >> 3] ^ other.address[bit >> 3]) & (0x80 >> (bit & 7))) != 0) {
        return false;
      }
    }
    return true;
  }

  private static byte @Nullable [] ipv4(String text) {
    var parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    var address = new byte[4];
    for (int i = 0; i < 4; i++) {
      int part = number(parts[i], 3);
      if (part < 0 || part > 255) {
        return null;
      }
      address[i] = (byte) part;
    }
    return address;
  }

  private static byte @Nullable [] ipv6(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return null;
    }
    byte[] head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
    byte[] tail = gap < 0 ? new byte[0] : groups(text.substring(gap + 2), true);
    if (head == null || tail == null) {
      return null;
    }
    int length = head.length + tail.length;
    if (gap < 0 ? length != 16 : length > 14) {
      return null;
    }
    var address = Arrays.copyOf(head, 16);
    System.arraycopy(tail, 0, address, 16 - tail.length, tail.length);
    return address;
  }

  /** Groups of 16 bits, the last two of them maybe written as IPv4. */
  private static byte @Nullable [] groups(String text, boolean last) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    var parts = text.split(":", -1);
    if (parts.length > 8) {
      return null;
    }
    var bytes = new byte[parts.length * 2 + 2];
    int length = 0;
    for (int i = 0; i < parts.length; i++) {
      if (last && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        byte[] tail = ipv4(parts[i]);
        if (tail == null) {
          return null;
        }
        System.arraycopy(tail, 0, bytes, length, 4);
        length += 4;
        continue;
      }
      int group = 0;
      if (parts[i].isEmpty() || parts[i].length() > 4) {
        return null;
      }
      for (int j = 0; j < parts[i].length(); j++) {
        char c = parts[i].charAt(j);
        int digit = c < 128 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
          return null;
        }
        group = group << 4 | digit;
      }
      bytes[length++] = (byte) (group >> 8);
      bytes[length++] = (byte) group;
    }
    return Arrays.copyOf(bytes, length);
  }

  /** Decimal digits without leading zero, or -1. */
  private static int number(String digits, int maxDigits) {
    if (digits.isEmpty()
        || digits.length() > maxDigits
        || (digits.length() > 1 && digits.charAt(0) == '0')) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      if (!PatternText.isDigit(digits.charAt(i))) {
        return -1;
      }
      value = value * 10 + (digits.charAt(i) - '0');
    }
    return value;
  }

  /** One spelling: IPv6 as RFC 5952 writes it, the number of bits only if some do not count. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    if (isIpv4()) {
      for (int i = 0; i < 4; i++) {
        text.append(i == 0 ? "" : ".").append(address[i] & 0xFF);
      }
    } else {
      appendIpv6(text);
    }
    return bits == address.length * 8 ? text.toString() : text.append('/').append(bits).toString();
  }

  private void appendIpv6(StringBuilder text) {
    var groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (address[2 * i] & 0xFF) << 8 | (address[2 * i + 1] & 0xFF);
    }
    int gap = -1; // the first of the longest runs of two or more zero groups
    int longest = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > longest) {
        gap = i;
        longest = end - i;
      }
    }
    for (int i = 0; i < 8; i++) {
      if (i == gap) {
        text.append("::");
        i += longest - 1;
      } else {
        boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Network network
        && bits == network.bits
        && Arrays.equals(address, network.address);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(address) * 31 + bits;
  }
}

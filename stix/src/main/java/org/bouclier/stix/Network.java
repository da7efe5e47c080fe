package org.bouclier.stix;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An IP network: an address and the number of its bits that count. A single address is a network
 * whose every bit counts.
 *
 * <p>No name is ever resolved: only digits are read.
 */
final class Network {

  private final byte[] address;
  private final int bits;

  private Network(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  static boolean isIpv4(String text) {
    return parse(text).filter(network -> network.address.length == 4).isPresent();
  }

  static boolean isIpv6(String text) {
    return parse(text).filter(network -> network.address.length == 16).isPresent();
  }

  /** Reads {@code 192.0.2.1}, {@code 192.0.2.0/24}, {@code 2001:db8::1}, {@code 2001:db8::/32}. */
  static Optional<Network> parse(String text) {
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

  /** Whether every address of the other is one of this. */
  boolean contains(Network other) {
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
}

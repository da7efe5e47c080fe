package org.bouclier.detect.precaution;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A block of addresses, first and last, as numbers. IPv4 lies where IPv6 maps it ({@code
 * ::ffff:0:0/96}), so that both compare.
 *
 * @param first lowest address
 * @param last highest address
 */
public record AddressRange(BigInteger first, BigInteger last) {

  private static final BigInteger MAPPED_4 = BigInteger.valueOf(0xFFFF).shiftLeft(32);
  private static final BigInteger LAST_4 = MAPPED_4.add(BigInteger.valueOf(0xFFFF_FFFFL));
  private static final int WIDEST_4 = 32 - 24; // bits that are free in a /24
  private static final int WIDEST_6 = 128 - 48;

  /**
   * Whether it holds more than one network ordinarily does: wider than /24 in IPv4, than /48 in
   * IPv6. Blocking it cuts off people who have done nothing.
   */
  public boolean isWide() {
    boolean four = first.compareTo(MAPPED_4) >= 0 && last.compareTo(LAST_4) <= 0;
    return last.subtract(first).bitLength() > (four ? WIDEST_4 : WIDEST_6);
  }

  /**
   * Reads an address or a block, in the text form of its family; bits beyond the prefix are
   * cleared.
   *
   * @return empty if it is neither
   */
  public static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    byte[] bytes;
    int prefix;
    try {
      bytes = InetAddress.ofLiteral(address).getAddress();
      prefix = slash < 0 ? bytes.length * 8 : Integer.parseInt(text.substring(slash + 1));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
    if (prefix < 0 || prefix > bytes.length * 8) {
      return Optional.empty();
    }
    var number = new BigInteger(1, bytes);
    int free = bytes.length * 8 - prefix;
    var first = number.shiftRight(free).shiftLeft(free);
    var last = first.add(BigInteger.ONE.shiftLeft(free)).subtract(BigInteger.ONE);
    return Optional.of(
        bytes.length == 4
            ? new AddressRange(first.or(MAPPED_4), last.or(MAPPED_4))
            : new AddressRange(first, last));
  }
}

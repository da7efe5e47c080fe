package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.bouclier.detect.bytes.IpText;

/** Whether a value is an IP address inside a block. */
final class CidrTest extends ValueTest {

  private final byte[] network; // 4 or 16 bytes
  private final int prefix;

  private CidrTest(byte[] network, int prefix) {
    this.network = network;
    this.prefix = prefix;
  }

  /**
   * Reads {@code address/length}; an address alone is a block of one.
   *
   * @throws RuleFault if it is no block
   */
  static CidrTest of(String text) throws RuleFault {
    int slash = text.indexOf('/');
    byte[] bytes = (slash < 0 ? text : text.substring(0, slash)).strip().getBytes(ISO_8859_1);
    byte[] network = new byte[16];
    if (IpText.parse4(bytes, 0, bytes.length) != IpText.NONE) {
      network = four(IpText.parse4(bytes, 0, bytes.length));
    } else if (!IpText.parse6(bytes, 0, bytes.length, network)) {
      throw new RuleFault("cidr", "bloc d'adresses illisible : " + text);
    }
    int prefix = 8 * network.length;
    try {
      prefix = slash < 0 ? prefix : Integer.parseInt(text.substring(slash + 1).strip());
    } catch (NumberFormatException notOne) {
      prefix = -1;
    }
    if (prefix < 0 || prefix > 8 * network.length) {
      throw new RuleFault("cidr", "longueur de préfixe illisible : " + text);
    }
    mask(network, prefix);
    return new CidrTest(network, prefix);
  }

  @Override
  boolean test(byte[] value, int from, int to) {
    byte[] address;
    if (network.length == 4) {
      long four = IpText.parse4(value, from, to);
      if (four == IpText.NONE) {
        return false;
      }
      address = four(four);
    } else {
      address = new byte[16];
      if (!IpText.parse6(value, from, to, address)) {
        return false;
      }
    }
    mask(address, prefix);
    return Arrays.equals(address, network);
  }

  private static byte[] four(long address) {
    return new byte[] {
      (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address
    };
  }

  private static void mask(byte[] address, int prefix) {
    for (int i = 0; i < address.length; i++) {
      address[i] &= (byte) (0xFF00 >>> Math.clamp(prefix - 8L * i, 0, 8));
    }
  }
}

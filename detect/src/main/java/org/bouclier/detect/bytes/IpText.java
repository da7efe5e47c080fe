package org.bouclier.detect.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads and writes IP addresses as text, on bytes, without resolving anything.
 *
 * <p>Strict: four decimal numbers without leading zeros for IPv4 (a leading zero is octal to some
 * readers and decimal to others); RFC 4291 section 2.2 for IPv6, without zone.
 */
public final class IpText {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Answer of {@code parse4} when the text is no address. */
  public static final long NONE = -1;

  private IpText() {}

  /** The address as an unsigned 32-bit number, or {@link #NONE}. */
  public static long parse4(byte[] text, int from, int to) {
    if (to - from < 7 || to - from > 15) {
      return NONE;
    }
    long address = 0;
    int number = -1;
    int dots = 0;
    for (int i = from; i < to; i++) {
      byte b = text[i];
      if (b >= '0' && b <= '9') {
        if (number == 0) {
          return NONE;
        }
        number = number < 0 ? b - '0' : number * 10 + b - '0';
        if (number > 255) {
          return NONE;
        }
      } else if (b == '.' && number >= 0 && dots < 3) {
        address = address << 8 | number;
        number = -1;
        dots++;
      } else {
        return NONE;
      }
    }
    return dots == 3 && number >= 0 ? address << 8 | number : NONE;
  }

  /**
   * The same for a text of 7 to 15 bytes whose dots, three and no more, are known: a few steps that
   * do not depend on its digits, so that the processor need not guess.
   */
  public static long parse4(byte[] text, int from, int dot1, int dot2, int dot3, int to) {
    if (((dot1 - from - 1) | (dot2 - dot1 - 2) | (dot3 - dot2 - 2) | (to - dot3 - 2)) < 0) {
      return NONE; // a number without digits, which could make the reads below leave the text
    }
    int a = number((int) INT.get(text, from) << 8 * (4 - (dot1 - from)), dot1 - from);
    int second = dot1 + 1;
    int b = number((int) INT.get(text, second) << 8 * (4 - (dot2 - second)), dot2 - second);
    int c = number((int) INT.get(text, dot3 - 4), dot3 - dot2 - 1);
    int d = number((int) INT.get(text, to - 4), to - dot3 - 1);
    int address = a << 24 | b << 16 | c << 8 | d;
    return (a | b | c | d) < 0 ? NONE : address & 0xFFFF_FFFFL;
  }

  /**
   * The number of one to three digits at the top of a word whose other bytes are of no meaning;
   * negative if it is not one from 0 to 255.
   */
  private static int number(int word, int digits) {
    int unused = 8 * (4 - digits);
    int value = (word >>> unused << unused) ^ (0x3030_3030 >>> unused << unused);
    int wrong = ((value + 0x7676_7676) | value) & 0x8080_8080; // a byte above 9
    int first = value >>> unused & 255;
    int number = (value >>> 24) + 10 * (value >>> 16 & 255) + 100 * (value >>> 8 & 255);
    boolean bad =
        digits < 1 || digits > 3 || wrong != 0 || (digits > 1 && first == 0) || number > 255;
    return bad ? -1 : number;
  }

  /**
   * Reads an IPv6 address.
   *
   * @param address receives the 16 bytes
   * @return whether the text is one
   */
  public static boolean parse6(byte[] text, int from, int to, byte[] address) {
    int length = to - from;
    if (length < 2 || length > 45) {
      return false;
    }
    int filled = 0; // bytes of the address written so far
    int gap = -1; // where "::" stands, in bytes
    int i = from;
    if (text[i] == ':') {
      if (text[i + 1] != ':') {
        return false;
      }
      gap = 0;
      i += 2;
    }
    while (i < to) {
      int start = i;
      int group = 0;
      while (i < to && i - start <= 4 && Octets.hex(text[i]) >= 0) {
        group = group << 4 | Octets.hex(text[i++]);
      }
      if (i < to && text[i] == '.' && filled <= 12) {
        long tail = parse4(text, start, to);
        if (tail == NONE) {
          return false;
        }
        for (int shift = 24; shift >= 0; shift -= 8) {
          address[filled++] = (byte) (tail >>> shift);
        }
        i = to;
        break;
      }
      if (i == start || i - start > 4 || filled > 14) {
        return false;
      }
      address[filled++] = (byte) (group >>> 8);
      address[filled++] = (byte) group;
      if (i == to) {
        break;
      }
      if (text[i] != ':' || ++i == to) {
        return false;
      }
      if (text[i] == ':') {
        if (gap >= 0) {
          return false;
        }
        gap = filled;
        i++;
      }
    }
    if (gap < 0) {
      return filled == 16;
    }
    if (filled > 14) {
      return false;
    }
    int tail = filled - gap;
    System.arraycopy(address, gap, address, 16 - tail, tail);
    Arrays.fill(address, gap, 16 - tail, (byte) 0);
    return true;
  }

  /** The four bytes of an address. */
  public static byte[] bytes4(int address) {
    return new byte[] {
      (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address
    };
  }

  /** Dotted decimal. */
  public static String text4(int address) {
    return (address >>> 24)
        + "."
        + (address >>> 16 & 255)
        + "."
        + (address >>> 8 & 255)
        + "."
        + (address & 255);
  }

  /** The text that RFC 5952 section 4 recommends. */
  public static String text6(byte[] address, int from) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = ((address[from + 2 * i] & 255) << 8) | (address[from + 2 * i + 1] & 255);
    }
    int gap = -1;
    int gapLength = 1; // a single zero group is not shortened (4.2.2)
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > gapLength) {
        gap = i;
        gapLength = end - i;
      }
      i = Math.max(i, end - 1);
    }
    var text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == gap) {
        text.append("::");
        i += gapLength - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  /** Whether the 16 bytes are an IPv4 address in IPv6 clothes, {@code ::ffff:a.b.c.d}. */
  public static boolean isMapped4(byte[] address) {
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == -1 && address[11] == -1;
  }

  /** Clears the bits of {@code address} beyond the first {@code prefix}. */
  public static void mask6(byte[] address, int prefix) {
    for (int i = 0; i < 16; i++) {
      int kept = Math.clamp(prefix - 8 * i, 0, 8);
      address[i] &= (byte) (0xFF00 >>> kept);
    }
  }

  /** The network part of an IPv4 address. */
  public static int mask4(int address, int prefix) {
    return prefix == 0 ? 0 : address & (-1 << (32 - prefix));
  }
}

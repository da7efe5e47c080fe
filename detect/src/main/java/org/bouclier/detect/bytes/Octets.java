package org.bouclier.detect.bytes;

/**
 * Classes of the 256 bytes, so that the scanner decides by one table look-up instead of a chain of
 * comparisons.
 */
public final class Octets {

  /** Letters, digits, dot, hyphen, underscore: what a token is made of. */
  public static final int TOKEN = 1;

  /** {@code 0-9}. */
  public static final int DIGIT = 2;

  /** {@code a-f A-F}. */
  public static final int HEX_LETTER = 4;

  /** Class bits of each byte. */
  public static final byte[] CLASS = classes();

  /** ASCII lower case of each byte; others are themselves. */
  public static final byte[] LOWER = lowerCase();

  private Octets() {}

  /** Whether a byte is a hexadecimal digit. */
  public static boolean isHex(byte b) {
    return (CLASS[b & 0xFF] & (DIGIT | HEX_LETTER)) != 0;
  }

  /** Value of a hexadecimal digit, or -1. */
  public static int hex(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static byte[] classes() {
    byte[] classes = new byte[256];
    for (int b = 'g'; b <= 'z'; b++) {
      classes[b] = TOKEN;
      classes[b - 32] = TOKEN;
    }
    for (int b = 'a'; b <= 'f'; b++) {
      classes[b] = TOKEN | HEX_LETTER;
      classes[b - 32] = TOKEN | HEX_LETTER;
    }
    for (int b = '0'; b <= '9'; b++) {
      classes[b] = TOKEN | DIGIT;
    }
    classes['-'] = TOKEN;
    classes['_'] = TOKEN;
    classes['.'] = TOKEN;
    return classes;
  }

  private static byte[] lowerCase() {
    byte[] lower = new byte[256];
    for (int b = 0; b < 256; b++) {
      lower[b] = (byte) (b >= 'A' && b <= 'Z' ? b + 32 : b);
    }
    return lower;
  }
}

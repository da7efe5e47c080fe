package org.bouclier.detect.bytes;

/** Code points in byte arrays, where a {@code String} would have to be allocated. */
public final class Utf8 {

  private Utf8() {}

  /** Writes a code point, at most 4 bytes; returns where the next one goes. */
  public static int write(int point, byte[] into, int at) {
    int i = at;
    if (point < 0x80) {
      into[i++] = (byte) point;
    } else if (point < 0x800) {
      into[i++] = (byte) (0xC0 | (point >> 6));
      into[i++] = (byte) (0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
      into[i++] = (byte) (0xE0 | (point >> 12));
      into[i++] = (byte) (0x80 | ((point >> 6) & 0x3F));
      into[i++] = (byte) (0x80 | (point & 0x3F));
    } else {
      into[i++] = (byte) (0xF0 | (point >> 18));
      into[i++] = (byte) (0x80 | ((point >> 12) & 0x3F));
      into[i++] = (byte) (0x80 | ((point >> 6) & 0x3F));
      into[i++] = (byte) (0x80 | (point & 0x3F));
    }
    return i;
  }

  /**
   * Bytes of the code point that starts at {@code from}: 1 to 4; 0 if what starts there is not
   * UTF-8, of which one byte then stands for itself.
   */
  public static int length(byte[] text, int from, int to) {
    int lead = text[from] & 0xFF;
    int length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length == 0 || lead > 0xF4 || from + length > to) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((text[from + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    if (length == 3 || length == 4) {
      int point = read(text, from, length);
      boolean valid =
          length == 3
              ? point >= 0x800 && (point < 0xD800 || point > 0xDFFF)
              : point >= 0x10000 && point <= 0x10FFFF;
      return valid ? length : 0;
    }
    return length;
  }

  /** The code point of {@code length} bytes. */
  public static int read(byte[] text, int from, int length) {
    return switch (length) {
      case 1 -> text[from];
      case 2 -> ((text[from] & 0x1F) << 6) | (text[from + 1] & 0x3F);
      case 3 ->
          ((text[from] & 0x0F) << 12) | ((text[from + 1] & 0x3F) << 6) | (text[from + 2] & 0x3F);
      default ->
          ((text[from] & 0x07) << 18)
              | ((text[from + 1] & 0x3F) << 12)
              | ((text[from + 2] & 0x3F) << 6)
              | (text[from + 3] & 0x3F);
    };
  }
}

package org.bouclier.detect.sigma;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.bouclier.detect.bytes.Utf8;

/**
 * A string value of a rule: characters and wildcards (sigma-rules-specification, "String wildcard",
 * "Escaping").
 *
 * <p>{@code *} is any number of characters, {@code ?} exactly one. A backslash takes the meaning
 * from a following {@code *}, {@code ?} or backslash, and is itself anywhere else:
 *
 * <pre>{@code
 * written   means
 * \*        a star             \\*      a backslash, then any characters
 * \?        a question mark    \\\*     a backslash and a star
 * \  or \\  one backslash      \\\ or \\\\   two
 * }</pre>
 *
 * <p>Immutable.
 */
final class SigmaString {

  /** Exactly one character. */
  static final int ONE = -1;

  /** Any number of characters. */
  static final int MANY = -2;

  /** A hyphen, slash or one of the three dashes that Windows programs take for a hyphen. */
  static final int DASH = -3;

  /** Less than this: a byte that is no character, {@code RAW - byte}. */
  private static final int RAW = -256;

  private final int[] parts;

  private SigmaString(int[] parts) {
    this.parts = parts;
  }

  /** Reads a value as it stands in the YAML. */
  static SigmaString parse(String text) {
    int[] points = text.codePoints().toArray();
    int[] parts = new int[points.length];
    int used = 0;
    for (int i = 0; i < points.length; i++) {
      int point = points[i];
      int next = i + 1 < points.length ? points[i + 1] : -1;
      if (point == '\\' && (next == '\\' || next == '*' || next == '?')) {
        parts[used++] = next;
        i++;
      } else {
        parts[used++] = point == '*' ? MANY : point == '?' ? ONE : point;
      }
    }
    return new SigmaString(Arrays.copyOf(parts, used));
  }

  /** Characters only. */
  static SigmaString plain(String text) {
    return new SigmaString(text.codePoints().toArray());
  }

  int length() {
    return parts.length;
  }

  /** A code point, {@link #ONE}, {@link #MANY}, {@link #DASH}, or a raw byte. */
  int part(int index) {
    return parts[index];
  }

  static boolean isRawByte(int part) {
    return part <= RAW;
  }

  static byte rawByte(int part) {
    return (byte) (RAW - part);
  }

  boolean hasWildcards() {
    return Arrays.stream(parts).anyMatch(part -> part == ONE || part == MANY);
  }

  /** The same with any characters before, after, or both. */
  SigmaString open(boolean before, boolean after) {
    boolean add = before && (parts.length == 0 || parts[0] != MANY);
    boolean append = after && (parts.length == 0 || parts[parts.length - 1] != MANY || add);
    if (before && after && parts.length == 0) {
      return new SigmaString(new int[] {MANY});
    }
    int[] wider = new int[parts.length + (add ? 1 : 0) + (append ? 1 : 0)];
    System.arraycopy(parts, 0, wider, add ? 1 : 0, parts.length);
    if (add) {
      wider[0] = MANY;
    }
    if (append) {
      wider[wider.length - 1] = MANY;
    }
    return new SigmaString(wider);
  }

  /** Each hyphen or slash at the start of a word becomes {@link #DASH}. */
  SigmaString withDashes() {
    int[] dashed = parts.clone();
    for (int i = 0; i + 1 < parts.length; i++) {
      boolean dash = parts[i] == '-' || parts[i] == '/';
      if (dash && isWord(parts[i + 1]) && (i == 0 || !isWord(parts[i - 1]))) {
        dashed[i] = DASH;
      }
    }
    return new SigmaString(dashed);
  }

  private static boolean isWord(int part) {
    return part == '_' || (part >= 0 && Character.isLetterOrDigit(part));
  }

  /**
   * Two bytes for each character, as Windows keeps them in memory.
   *
   * @throws RuleFault if a character is not ASCII: its bytes would be no text
   */
  SigmaString wide(boolean littleEndian, boolean byteOrderMark) throws RuleFault {
    List<Integer> wide = new ArrayList<>();
    if (byteOrderMark) {
      wide.add(RAW - 0xFF);
      wide.add(RAW - 0xFE);
    }
    for (int part : parts) {
      if (part >= 0x80) {
        throw new RuleFault("wide", "caractère non ASCII dans une valeur « wide »");
      }
      if (part < 0) {
        wide.add(part);
      } else {
        wide.add(littleEndian ? part : 0);
        wide.add(littleEndian ? 0 : part);
      }
    }
    return new SigmaString(wide.stream().mapToInt(Integer::intValue).toArray());
  }

  /**
   * The base64 text of the value.
   *
   * @throws RuleFault if it has wildcards
   */
  SigmaString base64() throws RuleFault {
    return plain(Base64.getEncoder().encodeToString(bytes("base64")));
  }

  /**
   * What the value looks like inside a longer base64 text, at each of the three offsets, without
   * the characters that also depend on what is around it.
   *
   * @throws RuleFault if it has wildcards
   */
  List<SigmaString> base64Offsets() throws RuleFault {
    byte[] bytes = bytes("base64offset");
    int[] skipped = {0, 2, 3};
    int[] dropped = {0, 3, 2};
    List<SigmaString> variants = new ArrayList<>(3);
    for (int offset = 0; offset < 3; offset++) {
      byte[] shifted = new byte[offset + bytes.length];
      Arrays.fill(shifted, 0, offset, (byte) ' ');
      System.arraycopy(bytes, 0, shifted, offset, bytes.length);
      String text = new String(Base64.getEncoder().encode(shifted), US_ASCII);
      int end = text.length() - dropped[shifted.length % 3];
      variants.add(plain(text.substring(skipped[offset], Math.max(skipped[offset], end))));
    }
    return variants;
  }

  private byte[] bytes(String modifier) throws RuleFault {
    var bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[4];
    for (int part : parts) {
      if (isRawByte(part)) {
        bytes.write(rawByte(part));
      } else if (part < 0) {
        throw new RuleFault(modifier, "joker dans une valeur « " + modifier + " »");
      } else {
        bytes.write(buffer, 0, Utf8.write(part, buffer, 0));
      }
    }
    return bytes.toByteArray();
  }
}

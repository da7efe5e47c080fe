package org.bouclier.ledger.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;

/**
 * Bech32 as age writes its keys: {@code <prefix>1<data><6 characters of checksum>}, five bits a
 * character. Source: BIP 173, without its limit of 90 characters (C2SP age, "Conventions").
 */
final class Bech32 {

  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final int CHECKSUM_CHARS = 6;

  private Bech32() {}

  /** Lower-case text of some bytes. */
  static String encode(String prefix, byte[] data) {
    var fives = regroup(data, 8, 5, true);
    var text = new StringBuilder(prefix).append('1');
    for (byte five : fives) {
      text.append(ALPHABET.charAt(five));
    }
    int checksum = polynomial(prefix, fives, new byte[CHECKSUM_CHARS]) ^ 1;
    for (int i = CHECKSUM_CHARS - 1; i >= 0; i--) {
      text.append(ALPHABET.charAt(checksum >>> (5 * i) & 31));
    }
    return text.toString();
  }

  /**
   * Reads the bytes of a text that is all lower case or all upper case.
   *
   * @throws SealException of family {@link SealException.Family#KEY} if prefix, case, alphabet,
   *     checksum or padding is wrong; the message never quotes the text, which may be a secret
   */
  static byte[] decode(String prefix, String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    if (!text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT))) {
      throw refusal("mixes lower and upper case");
    }
    int start = prefix.length() + 1;
    if (!lower.startsWith(prefix + "1") || lower.length() < start + CHECKSUM_CHARS) {
      throw refusal("does not start with " + prefix + "1, or is too short");
    }
    var fives = new byte[lower.length() - start];
    for (int i = 0; i < fives.length; i++) {
      fives[i] = (byte) ALPHABET.indexOf(lower.charAt(start + i));
      if (fives[i] < 0) {
        throw refusal("has a character outside the alphabet");
      }
    }
    if (polynomial(prefix, fives, new byte[0]) != 1) {
      throw refusal("has a wrong checksum");
    }
    var data = Arrays.copyOf(fives, fives.length - CHECKSUM_CHARS);
    return regroup(data, 5, 8, false);
  }

  private static SealException refusal(String why) {
    return new SealException(SealException.Family.KEY, "the key " + why);
  }

  /** The checksum's polynomial over prefix, data and, to make a checksum, six zeros. */
  private static int polynomial(String prefix, byte[] data, byte[] zeros) {
    var letters = prefix.getBytes(US_ASCII);
    int remainder = 1;
    for (byte letter : letters) {
      remainder = step(remainder, letter >>> 5);
    }
    remainder = step(remainder, 0);
    for (byte letter : letters) {
      remainder = step(remainder, letter & 31);
    }
    for (byte five : data) {
      remainder = step(remainder, five);
    }
    for (byte zero : zeros) {
      remainder = step(remainder, zero);
    }
    return remainder;
  }

  private static int step(int remainder, int five) {
    int top = remainder >>> 25;
    int next = (remainder & 0x1ffffff) << 5 ^ five;
    for (int i = 0; i < GENERATOR.length; i++) {
      if ((top >>> i & 1) == 1) {
        next ^= GENERATOR[i];
      }
    }
    return next;
  }

  private static byte[] regroup(byte[] source, int from, int to, boolean pad) {
    var target = new ByteArrayOutputStream();
    int bits = 0;
    int held = 0;
    for (byte value : source) {
      held = held << from | (value & (1 << from) - 1);
      bits += from;
      while (bits >= to) {
        bits -= to;
        target.write(held >>> bits & (1 << to) - 1);
      }
      held &= (1 << bits) - 1;
    }
    if (pad && bits > 0) {
      target.write(held << (to - bits) & (1 << to) - 1);
    } else if (!pad && (bits >= from || held != 0)) {
      throw refusal("has a padding that is not zero");
    }
    return target.toByteArray();
  }
}

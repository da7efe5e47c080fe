package org.bouclier.border;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets behind pseudonyms: one that the states share, so that the same person has the same
 * pseudonym in all of them, and one that never leaves this state.
 *
 * <p>A phone number or an IPv4 address can be found again by whoever holds the key and tries them
 * all: the shared key must be renewed, and is no protection against those who share it.
 *
 * <p>Immutable and thread-safe.
 */
public final class PseudonymKeys {

  private static final int MIN_BYTES = 32;
  private static final int LETTERS = 16;

  private final SecretKeySpec shared;
  private final SecretKeySpec own;

  /**
   * Holds copies of both keys.
   *
   * @param shared known to the states that correlate, of this month
   * @param own known to this node only
   * @throws IllegalArgumentException if one has fewer than 32 bytes
   */
  public PseudonymKeys(byte[] shared, byte[] own) {
    if (shared.length < MIN_BYTES || own.length < MIN_BYTES) {
      throw new IllegalArgumentException("a key has at least 32 bytes");
    }
    this.shared = new SecretKeySpec(shared, "HmacSHA256");
    this.own = new SecretKeySpec(own, "HmacSHA256");
  }

  /**
   * The pseudonym of a value: {@code p-} and 16 letters from a to p, 64 bits of HMAC-SHA-256.
   * Letters only, so that no scanner takes it for a number.
   *
   * @param family keeps an address and a name that are spelled alike apart
   * @param value in its one spelling
   */
  String pseudonym(String family, String value) {
    byte[] mac = mac(shared, family + "\0" + value);
    var pseudonym = new StringBuilder("p-");
    for (int i = 0; i < LETTERS; i++) {
      int nibble = mac[i / 2] >> (i % 2 == 0 ? 4 : 0) & 0xF;
      pseudonym.append((char) ('a' + nibble));
    }
    return pseudonym.toString();
  }

  /** A UUID that stands for another identifier, the same in all states that share the key. */
  UUID sharedUuid(String id) {
    return uuid(mac(shared, "id\0" + id));
  }

  /** A UUID that stands for another identifier, which nobody else can compute. */
  UUID ownUuid(String id) {
    return uuid(mac(own, "id\0" + id));
  }

  /** RFC 9562, section 5.8: version 8, what the bits mean is the maker's affair. */
  private static UUID uuid(byte[] mac) {
    var bits = ByteBuffer.wrap(mac);
    long high = (bits.getLong() & ~0xF000L) | 0x8000L;
    long low = (bits.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  private static byte[] mac(SecretKeySpec key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException absent) { // every Java platform has it
      throw new IllegalStateException(absent);
    }
  }
}

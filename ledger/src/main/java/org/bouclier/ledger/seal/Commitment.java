package org.bouclier.ledger.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import org.bouclier.ledger.log.Hash;

/**
 * What a leaf says of a content without saying the content: {@code SHA-256("bouclier/v1" || salt ||
 * content)}. The salt is secret and random, so that a short content (a phone number, an address)
 * cannot be found by trying; destroying salt and content leaves the log intact and the leaf mute.
 */
public final class Commitment {

  /** Length of a salt. */
  public static final int SALT_BYTES = 32;

  private static final byte[] DOMAIN = "bouclier/v1".getBytes(US_ASCII);

  private Commitment() {}

  /**
   * The commitment to a content.
   *
   * @param salt {@value #SALT_BYTES} random bytes, used once
   */
  public static Hash of(byte[] salt, byte[] content) {
    checkSalt(salt);
    return Hash.sha256(DOMAIN, salt, content);
  }

  static MessageDigest start(byte[] salt) {
    checkSalt(salt);
    var digest = Hash.newSha256();
    digest.update(DOMAIN);
    digest.update(salt);
    return digest;
  }

  private static void checkSalt(byte[] salt) {
    if (salt.length != SALT_BYTES) {
      throw new IllegalArgumentException("a salt has 32 bytes, not " + salt.length);
    }
  }
}

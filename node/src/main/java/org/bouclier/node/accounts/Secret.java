package org.bouclier.node.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A secret of 256 random bits: the part of a link, a cookie or a token that opens something. Only
 * its SHA-256 is stored: with so many random bits no slower digest is needed, and the digest of a
 * guess tells nothing of the digests stored, so the time of a look-up by it tells nothing either.
 *
 * @param text 43 characters of base64 for URLs
 */
record Secret(String text) {

  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  static Secret random() {
    var bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new Secret(BASE64.encodeToString(bytes));
  }

  /** What is stored of it. */
  byte[] hash() {
    return hash(text);
  }

  /** SHA-256 of a text in UTF-8, 32 bytes. */
  static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  /** Says nothing of itself: what is printed ends in a log. */
  @Override
  public String toString() {
    return "Secret[…]";
  }
}

package org.bouclier.node.intelligence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** SHA-256, which every Java platform has. */
final class Digest {

  private Digest() {}

  /** A digest to be fed. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException(absent);
    }
  }

  /** The first 128 bits of the digest of a text, in the shape that PostgreSQL stores best. */
  static UUID of(String text) {
    var bytes = ByteBuffer.wrap(sha256().digest(text.getBytes(UTF_8)));
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}

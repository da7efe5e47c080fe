package org.bouclier.ledger.log;

import java.security.SecureRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;

/**
 * Ed25519 (RFC 8032) on raw keys. BouncyCastle's, because the JDK's signs twenty times slower.
 * Thread-safe.
 */
final class Ed25519 {

  static final int KEY_BYTES = 32;
  static final int SIGNATURE_BYTES = 64;

  private static final int PURE = org.bouncycastle.math.ec.rfc8032.Ed25519.Algorithm.Ed25519;

  private Ed25519() {}

  static byte[] newSeed(SecureRandom random) {
    var seed = new byte[KEY_BYTES];
    random.nextBytes(seed);
    return seed;
  }

  static byte[] publicKey(byte[] seed) {
    return new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
  }

  static byte[] sign(byte[] seed, byte[] message) {
    var signature = new byte[SIGNATURE_BYTES];
    new Ed25519PrivateKeyParameters(seed)
        .sign(PURE, null, message, 0, message.length, signature, 0);
    return signature;
  }

  static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    return signature.length == SIGNATURE_BYTES
        && new Ed25519PublicKeyParameters(publicKey)
            .verify(PURE, null, message, 0, message.length, signature, 0);
  }

  /**
   * Whether {@code publicKey} is a point of the curve: BouncyCastle checks it in its constructor.
   */
  static boolean isKey(byte[] publicKey) {
    try {
      return publicKey.length == KEY_BYTES
          && new Ed25519PublicKeyParameters(publicKey).getEncoded().length == KEY_BYTES;
    } catch (IllegalArgumentException notAPoint) {
      return false;
    }
  }
}

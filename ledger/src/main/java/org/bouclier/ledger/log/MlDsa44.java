package org.bouclier.ledger.log;

import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/**
 * ML-DSA-44 (FIPS 204), pure, with an empty context, on raw keys. BouncyCastle's, because it makes
 * a key of its 32 bytes of seed, which the JDK's does not offer; the tests hold the two against one
 * another. Thread-safe.
 */
final class MlDsa44 {

  static final int SEED_BYTES = 32;
  static final int KEY_BYTES = 1312;
  static final int SIGNATURE_BYTES = 2420;

  private static final MLDSAParameters PARAMETERS = MLDSAParameters.ml_dsa_44;

  private MlDsa44() {}

  static byte[] publicKey(byte[] seed) {
    return new MLDSAPrivateKeyParameters(PARAMETERS, seed).getPublicKey();
  }

  static byte[] sign(byte[] seed, byte[] message) {
    var signer = new MLDSASigner();
    signer.init(true, new MLDSAPrivateKeyParameters(PARAMETERS, seed));
    signer.update(message, 0, message.length);
    try {
      return signer.generateSignature();
    } catch (CryptoException impossible) { // the key was made of a seed
      throw new IllegalStateException(impossible);
    }
  }

  static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    var signer = new MLDSASigner();
    signer.init(false, new MLDSAPublicKeyParameters(PARAMETERS, publicKey));
    signer.update(message, 0, message.length);
    return signer.verifySignature(signature);
  }

  /** Whether {@code publicKey} has the length of a key: any such bytes are one (FIPS 204, 5.1). */
  static boolean isKey(byte[] publicKey) {
    return publicKey.length == KEY_BYTES;
  }
}

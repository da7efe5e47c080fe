package org.bouclier.ledger.log;

/**
 * How a key signs a note. Source: C2SP signed-note, "Signature types".
 *
 * <p>The byte is part of the key ID, so that one key used in two ways has two IDs.
 */
public enum SignatureType {
  /** Ed25519 over the text itself: what a log signs its heads with. */
  ED25519(0x01, Ed25519.KEY_BYTES),
  /** Ed25519 over the text and a time: what a witness signs. Source: C2SP tlog-cosignature. */
  COSIGNATURE_ED25519(0x04, Ed25519.KEY_BYTES),
  /**
   * ML-DSA-44 over the witness's name, a time and the head: what a witness signs that must still
   * convince when Ed25519 no longer does. A line has 3.3 kB instead of 127 bytes. Source: C2SP
   * tlog-cosignature v1.1.
   */
  COSIGNATURE_ML_DSA_44(0x06, MlDsa44.KEY_BYTES);

  private final byte code;
  private final int keyBytes;

  SignatureType(int code, int keyBytes) {
    this.code = (byte) code;
    this.keyBytes = keyBytes;
  }

  /** The byte assigned by the specification. */
  public byte code() {
    return code;
  }

  /** Whether such keys are witnesses': they sign with a time. */
  public boolean isCosignature() {
    return this != ED25519;
  }

  /** Length of a public key. */
  int keyBytes() {
    return keyBytes;
  }

  static SignatureType of(byte code) {
    for (SignatureType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new MalformedLogException("keys of type " + (code & 0xFF) + " are not supported");
  }
}

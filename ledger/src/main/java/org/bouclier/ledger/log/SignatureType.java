package org.bouclier.ledger.log;

/**
 * How a key signs a note. Source: C2SP signed-note, "Signature types".
 *
 * <p>The byte is part of the key ID, so that one key used in two ways has two IDs.
 */
public enum SignatureType {
  /** Ed25519 over the text itself: what a log signs its heads with. */
  ED25519(0x01),
  /** Ed25519 over the text and a time: what a witness signs. Source: C2SP tlog-cosignature. */
  COSIGNATURE_ED25519(0x04);

  private final byte code;

  SignatureType(int code) {
    this.code = (byte) code;
  }

  /** The byte assigned by the specification. */
  public byte code() {
    return code;
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

package org.bouclier.node.accounts;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * A device that holds one passkey, in a few lines: what a telephone answers to {@code
 * navigator.credentials.create} and {@code get} (WebAuthn, sections 6.1, 6.5.1, 7.1, 7.2).
 */
final class SoftDevice {

  private static final int PRESENT = 0x01;
  private static final int VERIFIED = 0x04;
  private static final int NEW_CREDENTIAL = 0x40;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String origin;
  private final KeyPair key;
  private final byte[] id = Secret.hash(Secret.random().text());
  private boolean verifiesOwner = true;
  private int count;

  SoftDevice(String origin) throws GeneralSecurityException {
    this.origin = origin;
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    this.key = generator.generateKeyPair();
  }

  /** From now on it asks neither finger nor code. */
  SoftDevice withoutOwner() {
    verifiesOwner = false;
    return this;
  }

  String id() {
    return BASE64.encodeToString(id);
  }

  /** The body of {@code POST /webauthn/register}. */
  String register(String rpId, String challenge, String label) {
    var out = new ByteArrayOutputStream();
    out.write(0xA3); // { "fmt": "none", "attStmt": {}, "authData": bytes }
    text(out, "fmt");
    text(out, "none");
    text(out, "attStmt");
    out.write(0xA0);
    text(out, "authData");
    bytes(out, concat(authenticatorData(rpId, NEW_CREDENTIAL), credentialData()));
    return """
    {"publicKey": {"credential": {"id": "%s", "rawId": "%s", "type": "public-key",
      "response": {"attestationObject": "%s", "clientDataJSON": "%s", "transports": []},
      "clientExtensionResults": {}, "authenticatorAttachment": "platform"}, "label": "%s"}}
    """
        .formatted(
            id(),
            id(),
            BASE64.encodeToString(out.toByteArray()),
            BASE64.encodeToString(clientData("webauthn.create", challenge)),
            label);
  }

  /** The body of {@code POST /login/webauthn}. */
  String signIn(String rpId, String challenge) throws GeneralSecurityException {
    count++;
    byte[] data = authenticatorData(rpId, 0);
    byte[] client = clientData("webauthn.get", challenge);
    var signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key.getPrivate());
    signature.update(data);
    signature.update(MessageDigest.getInstance("SHA-256").digest(client));
    return """
    {"id": "%s", "rawId": "%s", "response": {"authenticatorData": "%s", "clientDataJSON": "%s",
      "signature": "%s"}, "credType": "public-key", "clientExtensionResults": {},
      "authenticatorAttachment": "platform"}
    """
        .formatted(
            id(),
            id(),
            BASE64.encodeToString(data),
            BASE64.encodeToString(client),
            BASE64.encodeToString(signature.sign()));
  }

  private byte[] clientData(String type, String challenge) {
    return """
    {"type":"%s","challenge":"%s","origin":"%s","crossOrigin":false}\
    """
        .formatted(type, challenge, origin)
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] authenticatorData(String rpId, int flags) {
    int all = flags | PRESENT | (verifiesOwner ? VERIFIED : 0);
    return ByteBuffer.allocate(37).put(Secret.hash(rpId)).put((byte) all).putInt(count).array();
  }

  /** Its model (none), its id, and its public key in COSE. */
  private byte[] credentialData() {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[16]);
    out.writeBytes(ByteBuffer.allocate(2).putShort((short) id.length).array());
    out.writeBytes(id);
    var point = ((ECPublicKey) key.getPublic()).getW();
    out.write(0xA5); // { 1: 2, 3: -7, -1: 1, -2: x, -3: y }: EC2, ES256, P-256
    out.writeBytes(new byte[] {0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21});
    bytes(out, unsigned(point.getAffineX()));
    out.write(0x22);
    bytes(out, unsigned(point.getAffineY()));
    return out.toByteArray();
  }

  private static byte[] unsigned(BigInteger value) {
    byte[] signed = value.toByteArray();
    byte[] fixed = new byte[32];
    int length = Math.min(32, signed.length);
    System.arraycopy(signed, signed.length - length, fixed, 32 - length, length);
    return fixed;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.write(0x60 + text.length());
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void bytes(ByteArrayOutputStream out, byte[] bytes) {
    out.write(0x59);
    out.writeBytes(ByteBuffer.allocate(2).putShort((short) bytes.length).array());
    out.writeBytes(bytes);
  }
}

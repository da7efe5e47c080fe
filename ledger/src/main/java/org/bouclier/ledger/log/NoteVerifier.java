package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A public key by which notes are verified, under the name that it signs with.
 *
 * <pre>{@code
 * <name>+<key ID, 8 hex digits>+<base64 of: type byte, public key>
 * key ID = SHA-256(name || 0x0A || type byte || public key)[:4]
 * }</pre>
 *
 * <p>Source: C2SP signed-note, "Verifier keys". Immutable and thread-safe; equal when the text form
 * is.
 */
public final class NoteVerifier {

  private final String name;
  private final SignatureType type;
  private final byte[] publicKey;
  private final int keyId;

  NoteVerifier(String name, SignatureType type, byte[] publicKey) {
    NoteSignature.checkName(name);
    if (!isKey(type, publicKey)) {
      throw new MalformedLogException("not a public key of type " + type + ": " + name);
    }
    this.name = name;
    this.type = type;
    this.publicKey = publicKey.clone();
    this.keyId = keyId(name, type, publicKey);
  }

  /**
   * Reads the text form.
   *
   * @throws MalformedLogException if it is not, character for character, what {@link #vkey} gives
   */
  public static NoteVerifier parse(String vkey) {
    var parts = vkey.split("\\+", 3); // base64 has plus signs, the two other parts have none
    if (parts.length != 3) {
      throw new MalformedLogException("a verifier key is name+id+key: " + vkey);
    }
    var verifier = of(parts[0], decode(parts[2]));
    if (!verifier.vkey().equals(vkey)) {
      throw new MalformedLogException("key ID or base64 is wrong in verifier key " + vkey);
    }
    return verifier;
  }

  private static NoteVerifier of(String name, byte[] typeAndKey) {
    if (typeAndKey.length == 0) {
      throw new MalformedLogException("a verifier key has no bytes");
    }
    var type = SignatureType.of(typeAndKey[0]);
    if (typeAndKey.length != 1 + type.keyBytes()) {
      throw new MalformedLogException(
          "a key of type " + type + " has " + type.keyBytes() + " bytes and one for the type");
    }
    return new NoteVerifier(name, type, Arrays.copyOfRange(typeAndKey, 1, typeAndKey.length));
  }

  private static boolean isKey(SignatureType type, byte[] publicKey) {
    return switch (type) {
      case ED25519, COSIGNATURE_ED25519 -> Ed25519.isKey(publicKey);
      case COSIGNATURE_ML_DSA_44 -> MlDsa44.isKey(publicKey);
    };
  }

  static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException unreadable) {
      throw new MalformedLogException("a key is not base64", unreadable);
    }
  }

  static int keyId(String name, SignatureType type, byte[] publicKey) {
    var hash = Hash.sha256(name.getBytes(UTF_8), new byte[] {'\n', type.code()}, publicKey).bytes();
    return ByteBuffer.wrap(hash).getInt();
  }

  static String hex(int keyId) {
    return HexFormat.of().toHexDigits(keyId);
  }

  /** The text form. */
  public String vkey() {
    var typeAndKey = ByteBuffer.allocate(1 + publicKey.length).put(type.code()).put(publicKey);
    return name + "+" + hex(keyId) + "+" + Base64.getEncoder().encodeToString(typeAndKey.array());
  }

  /** The name that stands in the signature lines. */
  public String name() {
    return name;
  }

  /** The four bytes that, with the name, tell which key signed. */
  public int keyId() {
    return keyId;
  }

  /** How this key signs. */
  public SignatureType type() {
    return type;
  }

  /** Whether both are the same key, whatever its name and use. */
  boolean sameKey(NoteVerifier other) {
    return Arrays.equals(publicKey, other.publicKey);
  }

  /** Whether a line says that this key made it: same name, same key ID. */
  public boolean claims(NoteSignature signature) {
    return signature.name().equals(name) && signature.keyId() == keyId;
  }

  /**
   * Whether a line is this key's signature of a text.
   *
   * @param text the text of the note, with its last line feed
   */
  public boolean verify(String text, NoteSignature signature) {
    if (!claims(signature)) {
      return false;
    }
    var bytes = signature.signature();
    return switch (type) {
      case ED25519 -> Ed25519.verify(publicKey, text.getBytes(UTF_8), bytes);
      case COSIGNATURE_ED25519 ->
          Cosignature.hasTime(bytes)
              && Ed25519.verify(
                  publicKey,
                  Cosignature.ed25519Message(Cosignature.seconds(bytes), text),
                  Cosignature.signature(bytes));
      case COSIGNATURE_ML_DSA_44 -> Cosignature.hasTime(bytes) && verifyMlDsa44(text, bytes);
    };
  }

  /** Signs no other text than a head without extension lines, which it would not vouch for. */
  private boolean verifyMlDsa44(String text, byte[] cosignature) {
    try {
      var head = TreeHead.parse(text);
      var message =
          Cosignature.mlDsa44Message(
              name, Cosignature.seconds(cosignature), head.origin(), 0, head.size(), head.root());
      return MlDsa44.verify(publicKey, message, Cosignature.signature(cosignature));
    } catch (MalformedLogException noHead) {
      return false;
    }
  }

  /**
   * When this witness says to have seen the note: to the second, by its own clock.
   *
   * @return empty if this key's type carries no time
   * @throws UntrustedNoteException if the line is not this key's signature of {@code text}
   */
  public Optional<Instant> time(String text, NoteSignature signature) {
    if (!verify(text, signature)) {
      throw new UntrustedNoteException("the signature of " + name + " does not verify");
    }
    return switch (type) {
      case ED25519 -> Optional.empty();
      case COSIGNATURE_ED25519, COSIGNATURE_ML_DSA_44 ->
          Optional.of(Instant.ofEpochSecond(Cosignature.seconds(signature.signature())));
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NoteVerifier verifier && verifier.vkey().equals(vkey());
  }

  @Override
  public int hashCode() {
    return keyId;
  }

  /** The text form. */
  @Override
  public String toString() {
    return vkey();
  }
}

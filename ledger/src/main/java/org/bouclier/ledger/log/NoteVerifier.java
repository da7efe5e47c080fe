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
    if (!Ed25519.isKey(publicKey)) {
      throw new MalformedLogException("not an Ed25519 public key: " + name);
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
    if (typeAndKey.length != 1 + Ed25519.KEY_BYTES) {
      throw new MalformedLogException("a verifier key has 33 bytes, not " + typeAndKey.length);
    }
    return new NoteVerifier(
        name,
        SignatureType.of(typeAndKey[0]),
        Arrays.copyOfRange(typeAndKey, 1, typeAndKey.length));
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
          bytes.length == Cosignature.BYTES
              && Cosignature.seconds(bytes) >= 0
              && Ed25519.verify(
                  publicKey,
                  Cosignature.message(Cosignature.seconds(bytes), text),
                  Cosignature.signature(bytes));
    };
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
      case COSIGNATURE_ED25519 ->
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

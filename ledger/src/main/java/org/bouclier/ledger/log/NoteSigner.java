package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A private key that signs notes.
 *
 * <p>Stored as Go's {@code sumdb/note} stores it, so that the same file serves other tools:
 *
 * <pre>{@code
 * PRIVATE+KEY+<name>+<key ID, 8 hex digits>+<base64 of: type byte, 32 bytes of seed>
 * }</pre>
 *
 * <p>Immutable and thread-safe. {@link #toString} never shows the seed.
 */
public final class NoteSigner {

  private static final String PREFIX = "PRIVATE+KEY+";

  private final NoteVerifier verifier;
  private final byte[] seed;

  private NoteSigner(String name, SignatureType type, byte[] seed) {
    this.seed = seed.clone();
    this.verifier = new NoteVerifier(name, type, Ed25519.publicKey(seed));
  }

  /**
   * Makes a new key.
   *
   * @param name the log's origin or the witness's name; see {@link NoteSignature} for its bounds
   */
  public static NoteSigner generate(String name, SignatureType type, SecureRandom random) {
    return new NoteSigner(name, type, Ed25519.newSeed(random));
  }

  /**
   * Reads the text form.
   *
   * @throws MalformedLogException if it is not, character for character, what {@link #privateKey}
   *     gives; the message never quotes it
   */
  public static NoteSigner parse(String privateKey) {
    var parts =
        privateKey.split("\\+", 5); // PRIVATE, KEY, name, ID, and base64 with its own pluses
    if (parts.length != 5 || !privateKey.startsWith(PREFIX)) {
      throw new MalformedLogException("a private key is PRIVATE+KEY+name+id+key");
    }
    var typeAndSeed = NoteVerifier.decode(parts[4]);
    if (typeAndSeed.length != 1 + Ed25519.KEY_BYTES) {
      throw new MalformedLogException("a private key has 33 bytes, not " + typeAndSeed.length);
    }
    var signer =
        new NoteSigner(
            parts[2],
            SignatureType.of(typeAndSeed[0]),
            Arrays.copyOfRange(typeAndSeed, 1, typeAndSeed.length));
    if (!signer.privateKey().equals(privateKey)) {
      throw new MalformedLogException(
          "key ID or base64 is wrong in the private key of " + parts[2]);
    }
    return signer;
  }

  /** The text form. A secret: it goes to a file of mode 0600, never to a log or a page. */
  public String privateKey() {
    var typeAndSeed = ByteBuffer.allocate(1 + seed.length).put(verifier.type().code()).put(seed);
    return PREFIX
        + verifier.name()
        + "+"
        + NoteVerifier.hex(verifier.keyId())
        + "+"
        + Base64.getEncoder().encodeToString(typeAndSeed.array());
  }

  /** The key that verifies what this one signs. */
  public NoteVerifier verifier() {
    return verifier;
  }

  /** The name that stands in the signature lines. */
  public String name() {
    return verifier.name();
  }

  /**
   * Signs a text as its author.
   *
   * @param text must end with a line feed
   * @throws IllegalStateException if this key is a witness's, which signs with a time
   */
  public NoteSignature sign(String text) {
    if (verifier.type() != SignatureType.ED25519) {
      throw new IllegalStateException(name() + " is a witness's key: it cosigns");
    }
    return line(Ed25519.sign(seed, text.getBytes(UTF_8)));
  }

  /**
   * Signs a text as a witness who has verified it at some time.
   *
   * @param text must end with a line feed
   * @param time cut to the second; not before 1970
   * @throws IllegalStateException if this key is not a witness's
   */
  public NoteSignature cosign(String text, Instant time) {
    if (verifier.type() != SignatureType.COSIGNATURE_ED25519) {
      throw new IllegalStateException(name() + " is an author's key: it signs");
    }
    long seconds = time.getEpochSecond();
    if (seconds < 0) {
      throw new IllegalArgumentException("a cosignature's time is after 1970: " + time);
    }
    var signature = Ed25519.sign(seed, Cosignature.message(seconds, text));
    return line(Cosignature.of(seconds, signature));
  }

  /** A note with this key's signature alone. Same conditions as {@link #sign}. */
  public Note note(String text) {
    return new Note(text, List.of(sign(text)));
  }

  private NoteSignature line(byte[] signature) {
    return NoteSignature.of(name(), verifier.keyId(), signature);
  }

  /** The public key only. */
  @Override
  public String toString() {
    return "signer of " + verifier.vkey();
  }
}

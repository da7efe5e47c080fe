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
  private static final int SEED_BYTES = 32; // of every type

  private final NoteVerifier verifier;
  private final byte[] seed;

  private NoteSigner(String name, SignatureType type, byte[] seed) {
    this.seed = seed.clone();
    this.verifier = new NoteVerifier(name, type, publicKey(type, seed));
  }

  private static byte[] publicKey(SignatureType type, byte[] seed) {
    return switch (type) {
      case ED25519, COSIGNATURE_ED25519 -> Ed25519.publicKey(seed);
      case COSIGNATURE_ML_DSA_44 -> MlDsa44.publicKey(seed);
    };
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
    if (typeAndSeed.length != 1 + SEED_BYTES) {
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
   * @param text must end with a line feed; for ML-DSA-44 the text of a {@link TreeHead}
   * @param time cut to the second; after 1970
   * @throws IllegalStateException if this key is not a witness's
   * @throws MalformedLogException if this key cannot sign such a text
   */
  public NoteSignature cosign(String text, Instant time) {
    long seconds = time.getEpochSecond();
    if (seconds < 0) {
      throw new IllegalArgumentException("a cosignature's time is after 1970: " + time);
    }
    return switch (verifier.type()) {
      case ED25519 -> throw new IllegalStateException(name() + " is an author's key: it signs");
      case COSIGNATURE_ED25519 -> {
        var message = Cosignature.ed25519Message(seconds, text);
        yield line(Cosignature.of(seconds, Ed25519.sign(seed, message)));
      }
      case COSIGNATURE_ML_DSA_44 -> {
        var head = TreeHead.parse(text);
        yield cosignSubtree(head.origin(), 0, head.size(), head.root(), seconds);
      }
    };
  }

  private NoteSignature cosignSubtree(
      String origin, long start, long end, Hash hash, long seconds) {
    var message = Cosignature.mlDsa44Message(name(), seconds, origin, start, end, hash);
    return line(Cosignature.of(seconds, MlDsa44.sign(seed, message)));
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

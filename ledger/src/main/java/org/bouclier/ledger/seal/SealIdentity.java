package org.bouclier.ledger.seal;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.jspecify.annotations.Nullable;

/**
 * A private key that opens envelopes: 32 bytes of seed. A state makes one for each period and
 * destroys the old ones on schedule; what was sealed to them is then noise.
 *
 * <p>Its text is Bech32 with the prefix {@code AGE-SECRET-KEY-PQ-}, in upper case. Source: C2SP
 * age. Immutable and thread-safe. {@link #toString} never shows the seed.
 */
public final class SealIdentity {

  private static final String PREFIX = "age-secret-key-pq-";

  private final byte[] seed;
  private final AsymmetricCipherKeyPair pair;
  private final SealRecipient recipient;

  private SealIdentity(byte[] seed) {
    if (seed.length != HybridKem.SEED_BYTES) {
      throw new SealException(
          SealException.Family.KEY, "an identity has 32 bytes, not " + seed.length);
    }
    this.seed = seed.clone();
    this.pair = HybridKem.keyPair(seed);
    this.recipient = new SealRecipient(HybridKem.publicKey(pair));
  }

  /** Makes a new key. */
  public static SealIdentity generate(SecureRandom random) {
    var seed = new byte[HybridKem.SEED_BYTES];
    random.nextBytes(seed);
    return new SealIdentity(seed);
  }

  /**
   * Reads the text form.
   *
   * @throws SealException of family {@link SealException.Family#KEY} if it is anything else; the
   *     message never quotes it
   */
  public static SealIdentity parse(String text) {
    if (text.length() > 128 || !text.equals(text.toUpperCase(Locale.ROOT))) {
      throw new SealException(SealException.Family.KEY, "an identity is one line of upper case");
    }
    return new SealIdentity(Bech32.decode(PREFIX, text));
  }

  /** The text form. A secret: it goes to a file of mode 0600, never to a log or a page. */
  public String privateKey() {
    return Bech32.encode(PREFIX, seed).toUpperCase(Locale.ROOT);
  }

  /** The public key to which others seal. */
  public SealRecipient recipient() {
    return recipient;
  }

  /**
   * Finds the file key in the stanzas that are of this type; others are ignored.
   *
   * @throws UnsupportedRecipientStanzaException if none is for this identity
   * @throws GeneralSecurityException if one is of this type and malformed: the whole file is then
   *     refused, as the specification demands
   */
  FileKey fileKey(Iterable<RecipientStanza> stanzas) throws GeneralSecurityException {
    FileKey found = null;
    for (RecipientStanza stanza : stanzas) {
      if (stanza.getType().equals(HybridKem.NAME)) {
        var encapsulation = encapsulation(stanza);
        found = found == null ? unwrap(encapsulation, stanza.getBody()) : found;
      }
    }
    if (found == null) {
      throw new UnsupportedRecipientStanzaException("no stanza is for " + recipient.text());
    }
    return found;
  }

  private static byte[] encapsulation(RecipientStanza stanza) throws GeneralSecurityException {
    if (stanza.getArguments().size() != 1 || stanza.getBody().length != HybridKem.BODY_BYTES) {
      throw new MalformedStanzaException("a stanza has one share and 32 bytes of body", null);
    }
    var share = stanza.getArguments().getFirst();
    try {
      var bytes = Base64.getDecoder().decode(share);
      if (bytes.length == HybridKem.ENCAPSULATION_BYTES
          && Base64.getEncoder().withoutPadding().encodeToString(bytes).equals(share)) {
        return bytes;
      }
      throw new MalformedStanzaException("a share is 1120 bytes in canonical base64", null);
    } catch (IllegalArgumentException unreadable) {
      throw new MalformedStanzaException("a share is not base64", unreadable);
    }
  }

  private @Nullable FileKey unwrap(byte[] encapsulation, byte[] body)
      throws GeneralSecurityException {
    try {
      return new FileKey(HybridKem.unwrap(pair, encapsulation, body)); // keeps the array
    } catch (InvalidCipherTextException anotherRecipient) {
      return null;
    } catch (IllegalStateException | IllegalArgumentException invalid) {
      // the X25519 half is a point of low order: the shared secret would be zero
      throw new MalformedStanzaException("a share is not a valid point", invalid);
    }
  }

  /** A stanza that spoils the whole file. */
  static final class MalformedStanzaException extends GeneralSecurityException {

    private static final long serialVersionUID = 1;

    MalformedStanzaException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The recipient only. */
  @Override
  public String toString() {
    return "identity of " + recipient.text();
  }
}

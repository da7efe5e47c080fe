package org.bouclier.ledger.seal;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import java.security.GeneralSecurityException;
import java.util.List;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.jspecify.annotations.Nullable;

/**
 * A public key to which envelopes are sealed: hybrid, so that a recording made today is of no use
 * to the quantum computer of tomorrow.
 *
 * <p>Its text is Bech32 with the prefix {@code age1pq}, about 1,960 characters. Source: C2SP age,
 * "The MLKEM768-X25519 hybrid post-quantum recipient type". Immutable and thread-safe; equal when
 * the text is.
 */
public final class SealRecipient {

  private static final String PREFIX = "age1pq";

  private final String text;
  private final byte[] publicKey;

  SealRecipient(byte[] publicKey) {
    this.publicKey = publicKey.clone();
    this.text = Bech32.encode(PREFIX, publicKey);
    checkKey();
  }

  /**
   * Reads the text form.
   *
   * @throws SealException of family {@link SealException.Family#KEY} if it is anything else
   */
  public static SealRecipient parse(String text) {
    if (text.length() > 4096 || !text.startsWith(PREFIX)) {
      throw refusal("a recipient starts with " + PREFIX, null);
    }
    return new SealRecipient(Bech32.decode(PREFIX, text));
  }

  private void checkKey() {
    if (publicKey.length != HybridKem.PUBLIC_KEY_BYTES) {
      throw refusal("a recipient has 1216 bytes, not " + publicKey.length, null);
    }
    try { // only a use shows whether the ML-KEM half is in range (FIPS 203, section 7.2)
      HybridKem.wrap(HybridKem.publicKey(publicKey), new byte[HybridKem.FILE_KEY_BYTES]);
    } catch (InvalidCipherTextException | RuntimeException invalid) {
      throw refusal("the recipient is not a valid key", invalid);
    }
  }

  private static SealException refusal(String message, @Nullable Throwable cause) {
    return new SealException(SealException.Family.KEY, message, cause);
  }

  /** The text form, in lower case. */
  public String text() {
    return text;
  }

  /** The stanza that wraps a file key for this recipient. */
  Iterable<RecipientStanza> stanzas(FileKey fileKey) throws GeneralSecurityException {
    try {
      return List.of(HybridKem.wrap(HybridKem.publicKey(publicKey), fileKey.getEncoded()));
    } catch (InvalidCipherTextException | RuntimeException failed) {
      throw new GeneralSecurityException("a file key could not be wrapped", failed);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SealRecipient recipient && recipient.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The text form. */
  @Override
  public String toString() {
    return text;
  }
}

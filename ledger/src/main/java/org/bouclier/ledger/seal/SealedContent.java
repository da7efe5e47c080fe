package org.bouclier.ledger.seal;

import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import org.bouclier.ledger.log.Hash;
import org.jspecify.annotations.Nullable;

/**
 * A content sealed with the salt of its commitment, so that whoever opens it can check that it is
 * what the leaf of the log commits to.
 *
 * <pre>{@code
 * plaintext of the envelope:  salt, 32 bytes | content
 * }</pre>
 */
public final class SealedContent {

  private SealedContent() {}

  /** What the sender writes into the leaf, and must keep or destroy. */
  public record Sealed(Hash commitment, Hash ciphertext, long ciphertextBytes) {}

  /**
   * Draws a salt and seals it with a content.
   *
   * @param recipients as {@link Envelope#seal}
   * @return the commitment, and the SHA-256 and length of what was written
   * @throws IOException if a stream fails
   */
  public static Sealed seal(
      List<SealRecipient> recipients, InputStream content, OutputStream sealed, SecureRandom random)
      throws IOException {
    var salt = new byte[Commitment.SALT_BYTES];
    random.nextBytes(salt);
    return seal(recipients, salt, content, sealed);
  }

  /**
   * Seals a content with a salt that the caller keeps, to open the commitment later without the
   * envelope.
   *
   * @param salt random bytes, used once; see {@link Commitment}
   * @return as {@link #seal(List, InputStream, OutputStream, SecureRandom)}
   * @throws IOException if a stream fails
   */
  public static Sealed seal(
      List<SealRecipient> recipients, byte[] salt, InputStream content, OutputStream sealed)
      throws IOException {
    var committed = Commitment.start(salt);
    var ciphertext = new Counting(sealed, Hash.newSha256());
    Envelope.seal(
        recipients,
        new SequenceInputStream(
            new ByteArrayInputStream(salt), new DigestInputStream(content, committed)),
        ciphertext);
    return new Sealed(
        new Hash(committed.digest()), new Hash(ciphertext.digest.digest()), ciphertext.bytes);
  }

  /**
   * Opens an envelope, writes its content without the salt, and checks the commitment.
   *
   * <p>Only when this returns is the content known to be whole and committed: until then it belongs
   * in a temporary file.
   *
   * @param commitment as the leaf says
   * @throws SealException as {@link Envelope#open}, and of family {@link
   *     SealException.Family#COMMITMENT} if the content is not the one committed to
   * @throws IOException if a stream fails
   */
  public static void open(
      SealIdentity identity, InputStream sealed, OutputStream content, Hash commitment)
      throws IOException {
    var unsalted = new Unsalted(content);
    Envelope.open(identity, sealed, unsalted);
    if (!unsalted.commitment().equals(commitment)) {
      throw new SealException(
          SealException.Family.COMMITMENT, "the content is not committed to by " + commitment);
    }
  }

  private static final class Counting extends FilterOutputStream {

    private final MessageDigest digest;
    private long bytes;

    Counting(OutputStream out, MessageDigest digest) {
      super(out);
      this.digest = digest;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] source, int from, int length) throws IOException {
      out.write(source, from, length);
      digest.update(source, from, length);
      bytes += length;
    }
  }

  /** Takes the salt off, passes the content on and commits to it. */
  private static final class Unsalted extends FilterOutputStream {

    private final byte[] salt = new byte[Commitment.SALT_BYTES];
    private int salted;
    private @Nullable MessageDigest digest;

    Unsalted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] source, int from, int length) throws IOException {
      int ofSalt = Math.min(length, salt.length - salted);
      System.arraycopy(source, from, salt, salted, ofSalt);
      salted += ofSalt;
      if (salted == salt.length) {
        if (digest == null) {
          digest = Commitment.start(salt);
        }
        digest.update(source, from + ofSalt, length - ofSalt);
        out.write(source, from + ofSalt, length - ofSalt);
      }
    }

    Hash commitment() {
      if (digest == null) {
        throw new SealException(
            SealException.Family.COMMITMENT, "the envelope is too short to hold a salt");
      }
      return new Hash(digest.digest());
    }
  }
}

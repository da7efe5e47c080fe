package org.bouclier.ledger.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * One signature line of a note: who claims to sign, and the blob that proves it.
 *
 * <pre>{@code
 * — <name> <base64 of: 4 bytes key ID, then the signature>
 * }</pre>
 *
 * <p>Source: C2SP signed-note, "Format". Nothing here is verified: {@link Note#verify} does that.
 *
 * @param name the key's name: no Unicode space, no {@code +}, at most 255 chars
 * @param blob canonical base64 of key ID and signature, at least 5 bytes, at most 8 KiB
 */
public record NoteSignature(String name, String blob) {

  static final String DASH = "— ";

  private static final int MAX_BLOB_BYTES = 8 * 1024;

  /**
   * Checks the bounds above.
   *
   * @throws MalformedLogException if the name or the blob is out of them
   */
  public NoteSignature {
    checkName(name);
    if (blob.length() > MAX_BLOB_BYTES * 4 / 3 + 4) {
      throw new MalformedLogException("signature of " + name + " is too long");
    }
    try {
      var bytes = Base64.getDecoder().decode(blob);
      if (bytes.length < 5 || !Base64.getEncoder().encodeToString(bytes).equals(blob)) {
        throw new MalformedLogException("signature of " + name + " is short or not canonical");
      }
    } catch (IllegalArgumentException unreadable) {
      throw new MalformedLogException("signature of " + name + " is not base64", unreadable);
    }
  }

  /** Puts a key ID and a signature together. */
  public static NoteSignature of(String name, int keyId, byte[] signature) {
    var bytes = ByteBuffer.allocate(4 + signature.length).putInt(keyId).put(signature).array();
    return new NoteSignature(name, Base64.getEncoder().encodeToString(bytes));
  }

  /** The four bytes that, with the name, tell which key signed. */
  public int keyId() {
    return ByteBuffer.wrap(Base64.getDecoder().decode(blob)).getInt();
  }

  /** The signature without the key ID. */
  public byte[] signature() {
    var bytes = Base64.getDecoder().decode(blob);
    return Arrays.copyOfRange(bytes, 4, bytes.length);
  }

  /** The line, with its line feed. */
  public String line() {
    return DASH + name + " " + blob + "\n";
  }

  static void checkName(String name) {
    if (name.isEmpty()
        || name.length() > 255
        || name.codePoints()
            .anyMatch(c ->
                c == '+'
                    || Character.isWhitespace(c)
                    || Character.isSpaceChar(c)
                    || Character.isISOControl(c)
                    || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))) {
      throw new MalformedLogException(
          "a key name has 1 to 255 chars, no space and no plus: " + name);
    }
  }
}

package org.bouclier.ledger.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The 32 bytes of a SHA-256. Immutable; ordered as unsigned bytes. */
public final class Hash implements Comparable<Hash> {

  /** Length of every hash, in bytes. */
  public static final int SIZE_BYTES = 32;

  private final byte[] bytes; // never leaves this class

  /**
   * Copies a hash.
   *
   * @throws IllegalArgumentException if {@code bytes} is not {@value #SIZE_BYTES} long
   */
  public Hash(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private Hash(byte[] source, int from, int to) {
    if (to - from != SIZE_BYTES) {
      throw new IllegalArgumentException("a hash has 32 bytes, not " + (to - from));
    }
    this.bytes = Arrays.copyOfRange(source, from, to);
  }

  /**
   * Copies the hash that starts at {@code offset}.
   *
   * @throws IndexOutOfBoundsException if fewer than 32 bytes follow {@code offset}
   */
  public static Hash at(byte[] source, int offset) {
    Objects.checkFromIndexSize(offset, SIZE_BYTES, source.length);
    return new Hash(source, offset, offset + SIZE_BYTES);
  }

  /** The SHA-256 of some bytes, given in pieces. */
  public static Hash sha256(byte[]... pieces) {
    var digest = newSha256();
    for (byte[] piece : pieces) {
      digest.update(piece);
    }
    return new Hash(digest.digest());
  }

  /**
   * Reads the 64 lower-case hexadecimal digits that {@link #hex} gives.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Hash ofHex(String text) {
    var hash = new Hash(HexFormat.of().parseHex(text));
    if (!hash.hex().equals(text)) {
      throw new IllegalArgumentException("hexadecimal digits must be in lower case: " + text);
    }
    return hash;
  }

  /**
   * Reads the 44 characters that {@link #base64} gives. The JDK's decoder takes stray low bits and
   * absent padding; one hash must have one spelling.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Hash ofBase64(String text) {
    var hash = new Hash(Base64.getDecoder().decode(text));
    if (!hash.base64().equals(text)) {
      throw new IllegalArgumentException("base64 is not canonical: " + text);
    }
    return hash;
  }

  /** An empty SHA-256 digest. */
  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) { // every Java platform must have it
      throw new IllegalStateException(impossible);
    }
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Writes the 32 bytes at {@code offset} of {@code target}. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, SIZE_BYTES);
  }

  /** Feeds the 32 bytes to a digest. */
  void update(MessageDigest digest) {
    digest.update(bytes);
  }

  /** 64 lower-case hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  /** 44 characters of base64, padded (RFC 4648, section 4). */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public int compareTo(Hash other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Hash hash && MessageDigest.isEqual(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The hexadecimal form. */
  @Override
  public String toString() {
    return hex();
  }
}

package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of a cosignature and the messages that it signs.
 *
 * <pre>{@code
 * signature:           8 bytes, seconds since 1970, big-endian | 64 or 2,420 bytes
 *
 * Ed25519 message:     cosignature/v1\n
 *                      time 1679315147\n
 *                      <text of the note>
 *
 * ML-DSA-44 message:   "subtree/v1\n\0" | len8 witness | 8 bytes time | len8 origin
 *                      | 8 bytes start | 8 bytes end | 32 bytes hash
 * }</pre>
 *
 * <p>Source: C2SP tlog-cosignature.
 */
final class Cosignature {

  private static final byte[] LABEL = "subtree/v1\n\0".getBytes(UTF_8);
  private static final int MAX_NAME_BYTES = 255;
  private static final long LAST_SECOND = 253_402_300_799L; // 9999-12-31T23:59:59Z

  private Cosignature() {}

  /** Whether the bytes are long enough to hold a time, which is in 1970 to 9999. */
  static boolean hasTime(byte[] cosignature) {
    return cosignature.length > Long.BYTES
        && seconds(cosignature) >= 0
        && seconds(cosignature) <= LAST_SECOND;
  }

  static long seconds(byte[] cosignature) {
    return ByteBuffer.wrap(cosignature).getLong();
  }

  static byte[] signature(byte[] cosignature) {
    return Arrays.copyOfRange(cosignature, Long.BYTES, cosignature.length);
  }

  static byte[] ed25519Message(long seconds, String text) {
    return ("cosignature/v1\ntime " + seconds + "\n" + text).getBytes(UTF_8);
  }

  /**
   * What ML-DSA-44 signs: the leaves {@code [start, end)} of a log.
   *
   * @param seconds 0 if {@code start} is not
   * @throws MalformedLogException if a name is too long for the message
   */
  static byte[] mlDsa44Message(
      String witness, long seconds, String origin, long start, long end, Hash hash) {
    var witnessBytes = witness.getBytes(UTF_8);
    var originBytes = origin.getBytes(UTF_8);
    if (witnessBytes.length > MAX_NAME_BYTES || originBytes.length > MAX_NAME_BYTES) {
      throw new MalformedLogException("a name has more than 255 bytes: " + witness + ", " + origin);
    }
    return ByteBuffer.allocate(
            LABEL.length
                + 2
                + witnessBytes.length
                + originBytes.length
                + 3 * Long.BYTES
                + Hash.SIZE_BYTES)
        .put(LABEL)
        .put((byte) witnessBytes.length)
        .put(witnessBytes)
        .putLong(seconds)
        .put((byte) originBytes.length)
        .put(originBytes)
        .putLong(start)
        .putLong(end)
        .put(hash.bytes())
        .array();
  }

  static byte[] of(long seconds, byte[] signature) {
    return ByteBuffer.allocate(Long.BYTES + signature.length)
        .putLong(seconds)
        .put(signature)
        .array();
  }
}

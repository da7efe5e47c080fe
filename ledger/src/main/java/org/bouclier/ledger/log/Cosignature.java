package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of an Ed25519 cosignature and the message that it signs.
 *
 * <pre>{@code
 * signature:  8 bytes, seconds since 1970, big-endian | 64 bytes of Ed25519
 * message:    cosignature/v1\n
 *             time 1679315147\n
 *             <text of the note>
 * }</pre>
 *
 * <p>Source: C2SP tlog-cosignature, "Ed25519 signed message".
 */
final class Cosignature {

  static final int BYTES = Long.BYTES + Ed25519.SIGNATURE_BYTES;

  private Cosignature() {}

  static long seconds(byte[] cosignature) {
    return ByteBuffer.wrap(cosignature).getLong();
  }

  static byte[] signature(byte[] cosignature) {
    return Arrays.copyOfRange(cosignature, Long.BYTES, cosignature.length);
  }

  static byte[] message(long seconds, String text) {
    return ("cosignature/v1\ntime " + seconds + "\n" + text).getBytes(UTF_8);
  }

  static byte[] of(long seconds, byte[] signature) {
    return ByteBuffer.allocate(BYTES).putLong(seconds).put(signature).array();
  }
}

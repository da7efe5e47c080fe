package org.bouclier.node.site;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The secret by which whoever may read the node's own files (its operator, on the machine itself)
 * commands it: {@code bouclier ingest}, {@code bouclier demo}... New at each start, kept in memory
 * and in {@code data/run/node.json} (0600), accepted from the loopback only, with all permissions.
 *
 * @param value 64 hexadecimal digits
 */
public record ControlToken(String value) {

  private static final int BYTES = 32;

  /** A new one. */
  public static ControlToken random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new ControlToken(HexFormat.of().formatHex(bytes));
  }

  /** Whether {@code presented} is this secret; takes the same time whatever it holds. */
  public boolean accepts(String presented) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.UTF_8), presented.getBytes(StandardCharsets.UTF_8));
  }

  /** Never the secret: this text may reach a log. */
  @Override
  public String toString() {
    return "ControlToken[…]";
  }
}

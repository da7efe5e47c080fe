package org.bouclier.node.frontier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/**
 * The content of an answer's parcel: which order was carried out.
 *
 * <pre>{@code
 * bouclier/erasure-ack@v1
 * origin bouclier.ml/exports      the ledger in which the order stands
 * index 18                        of the order's own leaf
 * objects 3                       how many were deleted
 * }</pre>
 *
 * @param origin 1 to 255 chars, no space
 * @param index {@code >= 0}
 * @param objects {@code >= 0}; 0 if nothing was held
 */
public record ErasureAck(String origin, long index, long objects) {

  /** What the parcel is for: {@link Parcel#kind}. */
  public static final String KIND = "erasure-ack";

  private static final int MAX_BYTES = 400;
  private static final Pattern FORM =
      Pattern.compile(
          """
          bouclier/erasure-ack@v1
          origin (\\S{1,255})
          index (0|[1-9]\\d{0,17})
          objects (0|[1-9]\\d{0,17})
          """);

  /** The bytes that are sealed. */
  public byte[] bytes() {
    return ("bouclier/erasure-ack@v1\norigin "
            + origin
            + "\nindex "
            + index
            + "\nobjects "
            + objects
            + "\n")
        .getBytes(UTF_8);
  }

  /**
   * Reads the bytes that were sealed.
   *
   * @throws IllegalArgumentException if they are not, byte for byte, what {@link #bytes} gives
   */
  public static ErasureAck parse(byte[] bytes) {
    var found = FORM.matcher(new String(bytes, UTF_8));
    if (bytes.length > MAX_BYTES || !found.matches()) {
      throw new IllegalArgumentException("not the form of an answer");
    }
    return new ErasureAck(
        found.group(1), Long.parseLong(found.group(2)), Long.parseLong(found.group(3)));
  }
}

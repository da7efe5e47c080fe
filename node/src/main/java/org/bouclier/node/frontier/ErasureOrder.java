package org.bouclier.node.frontier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.bouclier.ledger.log.Hash;

/**
 * The content of an erasure's parcel: what is to be erased, by which act, until when to answer.
 *
 * <pre>{@code
 * bouclier/erasure@v1
 * origin bouclier.ml/exports      the ledger, which must be the sender's own
 * index 17                        of the leaf whose content is to be erased
 * leaf <64 hex>                   SHA-256 of that leaf's bytes
 * due 2026-12-22T00:00:00Z
 * decision 2026-014/APDP
 * law as the person wrote it, on one line; empty: internal policy
 * }</pre>
 *
 * @param origin 1 to 255 chars, no space
 * @param index {@code >= 0}
 * @param due in whole seconds
 * @param decision 1 to {@value #MAX_DECISION} printable chars
 * @param law at most {@value #MAX_LAW} printable chars
 */
public record ErasureOrder(
    String origin, long index, Hash leaf, Instant due, String decision, String law) {

  /** What the parcel is for: {@link Parcel#kind}. */
  public static final String KIND = "erasure";

  /** The longest number of an act. */
  public static final int MAX_DECISION = 60;

  /** The longest legal reference. */
  public static final int MAX_LAW = 300;

  private static final int MAX_BYTES = 4_000;
  private static final Pattern FORM =
      Pattern.compile(
          """
          bouclier/erasure@v1
          origin (\\S{1,255})
          index (\\d{1,18})
          leaf ([0-9a-f]{64})
          due (\\S{20,24})
          decision ([^\\n]{1,60})
          law ([^\\n]{0,300})
          """);

  /**
   * Checks the bounds above.
   *
   * @throws IllegalArgumentException if they are not kept
   */
  public ErasureOrder {
    check(!decision.isEmpty() && decision.length() <= MAX_DECISION, "decision: 1 to 60 chars");
    check(law.length() <= MAX_LAW, "law: at most 300 chars");
    check(index >= 0, "index must be >= 0");
    check((decision + law + origin).chars().noneMatch(Character::isISOControl), "control char");
    check(due.truncatedTo(ChronoUnit.SECONDS).equals(due), "due is in whole seconds");
  }

  private static void check(boolean kept, String otherwise) {
    if (!kept) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** The bytes that are sealed. */
  public byte[] bytes() {
    return ("bouclier/erasure@v1\norigin "
            + origin
            + "\nindex "
            + index
            + "\nleaf "
            + leaf.hex()
            + "\ndue "
            + due
            + "\ndecision "
            + decision
            + "\nlaw "
            + law
            + "\n")
        .getBytes(UTF_8);
  }

  /**
   * Reads the bytes that were sealed.
   *
   * @throws IllegalArgumentException or {@link java.time.DateTimeException} if they are not, byte
   *     for byte, what {@link #bytes} gives
   */
  public static ErasureOrder parse(byte[] bytes) {
    check(bytes.length <= MAX_BYTES, "too long for an order");
    var text = new String(bytes, UTF_8);
    var found = FORM.matcher(text);
    check(found.matches(), "not the form of an order");
    var order =
        new ErasureOrder(
            found.group(1),
            Long.parseLong(found.group(2)),
            Hash.ofHex(found.group(3)),
            Instant.parse(found.group(4)),
            found.group(5),
            found.group(6));
    check(new String(order.bytes(), UTF_8).equals(text), "not in canonical form");
    return order;
  }
}

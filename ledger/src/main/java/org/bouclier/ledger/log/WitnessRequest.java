package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a log asks of a witness: to cosign a head, and the proof that it grew from the last one that
 * the witness has seen. Text, so that a courier can carry it.
 *
 * <pre>{@code
 * old 20852014
 * PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=      at most 63 hashes
 * <empty line>
 * <checkpoint, with its signatures>
 * }</pre>
 *
 * <p>Source: C2SP tlog-witness, "add-checkpoint". Nothing is verified here.
 *
 * @param old the size that the witness is thought to have seen, {@code >= 0}
 * @param proof from that size to the checkpoint's
 */
public record WitnessRequest(long old, List<Hash> proof, Note checkpoint) {

  /** A longer request is refused before it is read. */
  public static final int MAX_BYTES = Note.MAX_BYTES + 4 * 1024;

  private static final String OLD = "old ";

  /**
   * Checks the bounds above.
   *
   * @throws MalformedLogException if they are not kept
   */
  public WitnessRequest {
    proof = List.copyOf(proof);
    if (old < 0 || proof.size() > InclusionProof.MAX_PATH) {
      throw new MalformedLogException("old " + old + ", " + proof.size() + " hashes");
    }
  }

  /**
   * Asks for a head.
   *
   * @param tree of that head
   * @param old at most its size
   */
  public static WitnessRequest of(Checkpoint head, Tree tree, long old) throws IOException {
    return new WitnessRequest(old, tree.consistencyProof(old, head.size()).path(), head.note());
  }

  /** The body of the request. */
  public byte[] bytes() {
    var printed = new StringBuilder(OLD).append(old).append('\n');
    proof.forEach(hash -> printed.append(hash.base64()).append('\n'));
    return printed.append('\n').append(checkpoint.print()).toString().getBytes(UTF_8);
  }

  /**
   * Reads a body.
   *
   * @throws MalformedLogException if it is not, byte for byte, what {@link #bytes} gives
   */
  public static WitnessRequest parse(byte[] body) {
    var text = new String(body, UTF_8);
    int gap = text.indexOf("\n\n");
    if (gap < 0 || body.length > MAX_BYTES) {
      throw new MalformedLogException("a request has a checkpoint, and at most " + MAX_BYTES);
    }
    var lines = new ArrayList<>(List.of(text.substring(0, gap).split("\n", -1)));
    try {
      var first = lines.removeFirst();
      if (!first.startsWith(OLD)) {
        throw new MalformedLogException("a request starts with " + OLD);
      }
      var request =
          new WitnessRequest(
              Long.parseLong(first.substring(OLD.length())),
              lines.stream().map(Hash::ofBase64).toList(),
              Note.parse(text.substring(gap + 2)));
      if (!Arrays.equals(request.bytes(), body)) {
        throw new MalformedLogException("the request is not in canonical form");
      }
      return request;
    } catch (IllegalArgumentException unreadable) { // not a number, not base64
      throw new MalformedLogException("a line of the request is unreadable", unreadable);
    }
  }
}

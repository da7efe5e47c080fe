package org.bouclier.ledger.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How a log gets a cosignature of one witness. Source: C2SP tlog-witness, "add-checkpoint", the
 * client's side. Immutable.
 *
 * @param log reads the log that asks; it is the one that it knows itself
 * @param witness the key of the witness; what it signs with others is ignored
 */
public record Cosigning(LogReader log, NoteVerifier witness) {

  private static final int OK = 200;
  private static final int CONFLICT = 409;
  private static final int MAX_TRIES = 4; // the witness may hear of newer heads meanwhile
  private static final Pattern SIZE = Pattern.compile("(0|[1-9][0-9]{0,18})\n");

  /** The longest answer that is read. */
  public static final int MAX_ANSWER_BYTES = Note.MAX_BYTES;

  /** What a witness answered. */
  public record Answer(int status, byte[] body) {}

  /** How a request reaches the witness: over HTTP, or in a courier's bag. */
  @FunctionalInterface
  public interface Transport {

    /** Sends a request and waits for its answer, at most {@link #MAX_ANSWER_BYTES} long. */
    Answer post(byte[] request) throws IOException;
  }

  /** What became of a head. */
  public sealed interface Outcome {

    /** The witness's lines, verified. */
    record Cosigned(List<NoteSignature> lines) implements Outcome {}

    /**
     * The witness has seen a larger tree of this log than the log has. If nobody else has the key,
     * this log was put back from an old copy, and to append to it would be to sign a second
     * history.
     *
     * @param size of the tree that the witness has seen
     */
    record Ahead(long size) implements Outcome {}

    /**
     * Refused.
     *
     * @param status of HTTP
     * @param body what the witness said, cut to 500 chars
     */
    record Refused(int status, String body) implements Outcome {}
  }

  /**
   * Asks for a head.
   *
   * @param head of {@link #log}
   * @param known the size that the witness had seen last, as far as the log knows; 0 will do
   * @throws UntrustedNoteException if the witness answers with a line that does not verify
   * @throws IOException if the witness is not reached or the log is unreadable
   */
  public Outcome ask(Checkpoint head, long known, Transport transport) throws IOException {
    var tree = log.tree(head);
    long old = Math.min(known, head.size());
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      var answer = transport.post(WitnessRequest.of(head, tree, old).bytes());
      var body = new String(answer.body(), UTF_8);
      if (answer.status() == OK) {
        return new Outcome.Cosigned(lines(head.note(), body));
      }
      var size = SIZE.matcher(body);
      if (answer.status() != CONFLICT || !size.matches()) {
        return refused(answer);
      }
      try {
        old = Long.parseLong(size.group(1));
      } catch (NumberFormatException tooLarge) {
        return refused(answer);
      }
      if (old > head.size()) {
        return new Outcome.Ahead(old);
      }
    }
    return new Outcome.Refused(CONFLICT, "the witness names another size each time");
  }

  private static Outcome refused(Answer answer) {
    var said = new String(answer.body(), US_ASCII);
    return new Outcome.Refused(
        answer.status(), said.substring(0, Math.min(said.length(), 500)).strip());
  }

  private List<NoteSignature> lines(Note head, String body) {
    var answered = Note.parse(head.text() + "\n" + body); // no line of the log's own
    return answered.verify(List.of(witness));
  }
}

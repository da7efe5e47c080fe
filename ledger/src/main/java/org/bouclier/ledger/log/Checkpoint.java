package org.bouclier.ledger.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A head and the note by which the log signed it. Made by {@link #open} only, so that whoever holds
 * one knows that the signature was verified.
 *
 * <p>Source: C2SP tlog-checkpoint. Immutable.
 */
public final class Checkpoint {

  private final Note note;
  private final TreeHead head;

  private Checkpoint(Note note, TreeHead head) {
    this.note = note;
    this.head = head;
  }

  /**
   * Verifies a note as the checkpoint of a log, whose origin is the name of its key.
   *
   * @throws UntrustedNoteException if the log's key does not sign it
   * @throws WrongOriginException if it speaks of another log
   * @throws MalformedLogException if its text is not a tree head
   */
  public static Checkpoint open(Note note, NoteVerifier log) {
    note.verify(List.of(log));
    var head = TreeHead.parse(note.text());
    if (!head.origin().equals(log.name())) {
      throw new WrongOriginException(log.name() + " signs a head of " + head.origin());
    }
    return new Checkpoint(note, head);
  }

  /** The note, as it was read, with every signature, known or not. */
  public Note note() {
    return note;
  }

  /** What the note says. */
  public TreeHead head() {
    return head;
  }

  /** Number of entries of the log. */
  public long size() {
    return head.size();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Checkpoint checkpoint && checkpoint.note.equals(note);
  }

  @Override
  public int hashCode() {
    return note.hashCode();
  }

  /** The head. */
  @Override
  public String toString() {
    return head.toString();
  }
}

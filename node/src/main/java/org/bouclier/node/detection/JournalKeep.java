package org.bouclier.node.detection;

import java.io.IOException;
import org.bouclier.detect.journal.Journal;
import org.bouclier.detect.journal.Position;
import org.jspecify.annotations.Nullable;

/**
 * Frees the journal of what everybody who reads it has dealt with: detection, and the archive where
 * there is one. Until one of them has said where it is, nothing goes. Thread-safe.
 */
final class JournalKeep {

  private final Journal journal;
  private final boolean archives;
  private @Nullable Position detected;
  private @Nullable Position archived;

  /**
   * @param archives whether lines are archived before they may go
   */
  JournalKeep(Journal journal, boolean archives) {
    this.journal = journal;
    this.archives = archives;
  }

  /** Detection has written what it found before this place. */
  synchronized void detected(Position before) throws IOException {
    detected = before;
    delete();
  }

  /** The archive holds what lies before this place. */
  synchronized void archived(Position before) throws IOException {
    archived = before;
    delete();
  }

  private void delete() throws IOException {
    Position first = detected;
    Position second = archives ? archived : detected;
    if (first != null && second != null) {
      journal.delete(first.compareTo(second) < 0 ? first : second);
    }
  }
}

package org.bouclier.node.detection;

import java.io.IOException;
import java.time.Clock;
import org.bouclier.detect.journal.Journal;
import org.bouclier.detect.journal.JournalLimits;
import org.bouclier.detect.journal.JournalRefusedException;
import org.bouclier.detect.journal.Position;
import org.bouclier.detect.log.LineRanges;

/**
 * The one door by which lines enter: every receiver ends here, and tells its sender "received" only
 * after this returned. Thread-safe; senders that wait at the same time share one force of the disk.
 */
final class Intake {

  /**
   * Limits of the journal behind this door: every block that enters fits into one record, so it is
   * stored whole or not at all, and a sender that is told to come back sends nothing twice.
   */
  static final JournalLimits LIMITS =
      new JournalLimits(64L << 20, 4L << 30, BodyReader.MAX_BODY_BYTES + (4 << 20));

  private final Journal journal;
  private final Clock clock;

  Intake(Journal journal, Clock clock) {
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * Stores lines, and returns when no power cut can lose them any more.
   *
   * @param source whose lines they are
   * @param buffer holds them; free again when this returns
   * @param lines where they lie, each of {@link LineCheck#MAX_LINE_BYTES} at most
   * @return the place after them
   * @throws BusyException if they were not stored: the sender must keep them and come back
   */
  Position accept(Source source, byte[] buffer, LineRanges lines) throws BusyException {
    return store(source.id(), buffer, lines);
  }

  /**
   * The same for lines of a watched file: the first line says how far the file was read, so that
   * the lines and that progress are stored together or not at all.
   *
   * @see FileProgress
   */
  Position acceptFromFile(Source source, byte[] buffer, LineRanges lines) throws BusyException {
    return store(-(long) source.id(), buffer, lines);
  }

  private Position store(long sourceId, byte[] buffer, LineRanges lines) throws BusyException {
    try {
      return journal.append(sourceId, clock.instant(), buffer, lines);
    } catch (JournalRefusedException refused) {
      throw switch (refused.reason()) {
        case CAPACITY ->
            new BusyException(
                "journal-full",
                true,
                "Le journal est plein : la détection rattrape son retard",
                refused);
        case DISK_FULL ->
            new BusyException("disk-full", true, "Le disque du nœud est plein", refused);
        case FAILED, CLOSED ->
            new BusyException("journal-stopped", false, "Le journal du nœud est arrêté", refused);
      };
    } catch (IOException disk) {
      throw new BusyException("journal-failed", false, "Le journal du nœud n’a pu écrire", disk);
    }
  }
}

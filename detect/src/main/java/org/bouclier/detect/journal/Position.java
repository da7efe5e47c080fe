package org.bouclier.detect.journal;

/**
 * A place between two records of a journal. Ordered as the records are. The text form is what a
 * consumer stores to go on after a restart.
 *
 * @param segment number of the segment file, from 1
 * @param offset bytes from the start of that file
 */
public record Position(long segment, long offset) implements Comparable<Position> {

  /**
   * @throws IllegalArgumentException if a part is out of bounds
   */
  public Position {
    if (segment < 1 || offset < 0) {
      throw new IllegalArgumentException("no place in a journal: " + segment + ":" + offset);
    }
  }

  /**
   * Reads the text form, {@code segment:offset}.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static Position parse(String text) {
    int colon = text.indexOf(':');
    return new Position(
        Long.parseLong(text.substring(0, Math.max(colon, 0))),
        Long.parseLong(text.substring(colon + 1)));
  }

  @Override
  public int compareTo(Position other) {
    int bySegment = Long.compare(segment, other.segment);
    return bySegment != 0 ? bySegment : Long.compare(offset, other.offset);
  }

  /** The text form. */
  @Override
  public String toString() {
    return segment + ":" + offset;
  }
}

package org.bouclier.detect.archive;

/**
 * Lines of a block that came from one place at one time.
 *
 * @param origin number of the {@link LineOrigin} in its segment
 * @param receivedMicros when, in microseconds since 1970
 * @param kind what the bytes are
 * @param from first of its bytes in the block
 * @param bytes how many
 * @param lines how many
 * @param originOffset bytes of that origin before the run: in its file, or in the segment
 * @param originLine lines of that origin before the run
 */
record Run(
    int origin,
    long receivedMicros,
    Kind kind,
    int from,
    int bytes,
    int lines,
    long originOffset,
    long originLine) {

  /** What the bytes of a run are. */
  enum Kind {
    /** Lines, each ended by a line feed, but perhaps for the last. */
    LINES(0),
    /** One line, without a line feed at its end; it may hold some. */
    WHOLE(1),
    /** Part of a line that is longer than any that is scanned. */
    PART(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    static Kind of(int code, Unpacked in) throws ArchiveCorruptException {
      return switch (code) {
        case 0 -> LINES;
        case 1 -> WHOLE;
        case 2 -> PART;
        default -> throw in.corrupt("no such kind of run");
      };
    }
  }
}

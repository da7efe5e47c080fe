package org.bouclier.detect.scan;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records of one input, as lines, a block of them at a time. Used by one thread. */
interface Records {

  /**
   * A block holds about this much; more if one line does. A processor's second cache takes it with
   * the filter of the indicators beside it.
   */
  int BLOCK_BYTES = 1 << 18;

  /** Longest record; a longer one is counted in {@link #tooLong} and left out. */
  int MAX_RECORD_BYTES = 16 << 20;

  /**
   * The next lines; null at the end.
   *
   * @throws IOException if the input breaks; what was given before stands
   */
  @Nullable Block next() throws IOException;

  /** Takes back a block of which nothing is needed any more. Safe for threads. */
  default void recycle(Block block) {}

  /** Records left out so far because they were longer than {@link #MAX_RECORD_BYTES}. */
  long tooLong();

  /** Records so far that were not what the format promises, and are left out. */
  default long malformed() {
    return 0;
  }

  /**
   * What is damaged in the input so far, each fault in French and how often; what could be read
   * was.
   */
  default Map<String, Long> faults() {
    return Map.of();
  }
}

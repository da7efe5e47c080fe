package org.bouclier.detect;

import org.bouclier.detect.log.Decoding;

/** Hears of the lines of {@link Scanner#scanLines} in their order, and of what matches in each. */
public interface LineSink extends MatchSink {

  /** A line begins; what is received until the next one is of it. Offsets are in the buffer. */
  void line(int from, int to);

  /** Whether the line could be decoded as its format promised; not said of empty lines. */
  void decoded(Decoding outcome);
}

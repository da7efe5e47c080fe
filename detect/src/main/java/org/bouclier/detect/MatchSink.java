package org.bouclier.detect;

/** Receives the matches of a line while {@link Scanner} is at it, on the scanning thread. */
@FunctionalInterface
public interface MatchSink {

  /**
   * Takes one match. The line's buffer still holds the line during the call and may be reused after
   * it.
   */
  void accept(Match match);
}

package org.bouclier.detect.archive;

import java.io.IOException;

/** Receives what a hunt finds, in the order of the archive, in the thread that runs the hunt. */
public interface HuntSink {

  /** Something was recognised. */
  void hit(HuntHit hit) throws IOException;

  /**
   * A part of the archive is damaged or cannot be read; the hunt goes on with the rest.
   *
   * @param fault what is wrong, in English
   */
  void damaged(SegmentName segment, String fault) throws IOException;

  /**
   * A segment is done: all that was found in it was told, and a hunt that is interrupted later need
   * not look at it again.
   *
   * @param number counted from 1, in the order in which they are told
   * @param of how many there are to look at, as far as is known now
   */
  default void done(SegmentName segment, int number, int of) throws IOException {}
}

package org.bouclier.detect.scan;

import java.io.IOException;

/** Receives what a scan finds, in the order of the inputs, in the thread that runs the scan. */
public interface ScanSink {

  /** Something was recognised. */
  void hit(ScanHit hit) throws IOException;

  /**
   * An input cannot be read, or not to its end; the scan goes on with the next.
   *
   * @param message why, in French
   */
  void unusable(String input, String message);

  /**
   * An input is damaged; what could be read of it was scanned.
   *
   * @param fault what is wrong, in French
   * @param times how often
   */
  default void damaged(String input, String fault, long times) {}

  /** So much was scanned since the last call. */
  default void progress(long lines, long bytes) {}
}

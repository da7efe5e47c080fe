package org.bouclier.node.detection;

import java.util.Arrays;

/**
 * Lines found in a buffer that somebody else owns: for each, where it starts and ends. Grows; meant
 * to be cleared and used again. Not thread-safe.
 */
final class Lines {

  private byte[] bytes = new byte[0];
  private int[] bounds = new int[512];
  private int count;
  private long totalBytes;

  /** Forgets the lines and looks at another buffer. */
  void over(byte[] buffer) {
    bytes = buffer;
    count = 0;
    totalBytes = 0;
  }

  /** Adds the line {@code [from, to)}, which carries no line break. */
  void add(int from, int to) {
    if (2 * count == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    bounds[2 * count] = from;
    bounds[2 * count + 1] = to;
    count++;
    totalBytes += to - from;
  }

  byte[] bytes() {
    return bytes;
  }

  int count() {
    return count;
  }

  /** First byte of a line. */
  int from(int line) {
    return bounds[2 * line];
  }

  /** One past the last byte of a line. */
  int to(int line) {
    return bounds[2 * line + 1];
  }

  /** Bytes of all lines, their breaks not counted. */
  long totalBytes() {
    return totalBytes;
  }
}

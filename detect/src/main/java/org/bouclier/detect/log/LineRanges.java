package org.bouclier.detect.log;

import java.util.Arrays;

/**
 * Where the lines of a buffer lie: a growable list of {@code [from, to)} pairs, without an object
 * for each. Not safe for threads.
 */
public final class LineRanges {

  private int[] bounds = new int[64];
  private int count;

  /** No lines yet. */
  public LineRanges() {}

  /**
   * The lines of a text: what lies between line feeds, a carriage return before one left out. Empty
   * lines are left out; a last line needs no line feed.
   *
   * @param buffer holds the text among other bytes
   * @param from first byte of the text
   * @param to one past its last byte
   */
  public static LineRanges split(byte[] buffer, int from, int to) {
    var lines = new LineRanges();
    int start = from;
    for (int i = from; i <= to; i++) {
      if (i == to || buffer[i] == '\n') {
        int end = i > start && buffer[i - 1] == '\r' ? i - 1 : i;
        if (end > start) {
          lines.add(start, end);
        }
        start = i + 1;
      }
    }
    return lines;
  }

  /**
   * Adds a line.
   *
   * @throws IllegalArgumentException if the range is negative
   */
  public void add(int from, int to) {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("not a range: " + from + " to " + to);
    }
    if (2 * count == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    bounds[2 * count] = from;
    bounds[2 * count + 1] = to;
    count++;
  }

  /** How many lines. */
  public int count() {
    return count;
  }

  /** First byte of a line. */
  public int from(int line) {
    return bounds[2 * line];
  }

  /** One past the last byte of a line. */
  public int to(int line) {
    return bounds[2 * line + 1];
  }

  /** Bytes of all lines together. */
  public long sizeBytes() {
    long size = 0;
    for (int line = 0; line < count; line++) {
      size += to(line) - from(line);
    }
    return size;
  }

  /** Forgets the lines and keeps the memory. */
  public void clear() {
    count = 0;
  }
}

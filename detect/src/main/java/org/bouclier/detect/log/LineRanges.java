package org.bouclier.detect.log;

import java.util.Arrays;
import org.bouclier.detect.bytes.Swar;

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
    for (int base = from; base < to; base += 8) {
      if (base + 8 > to) {
        for (int i = base; i < to; i++) {
          start = buffer[i] == '\n' ? lines.end(buffer, start, i) : start;
        }
        break;
      }
      long found = Swar.equal((long) Swar.LONG.get(buffer, base), Swar.LINE_FEEDS);
      while (found != 0) {
        start = lines.end(buffer, start, base + (Long.numberOfTrailingZeros(found) >>> 3));
        found &= found - 1;
      }
    }
    lines.end(buffer, start, to);
    return lines;
  }

  /** Adds the line that ends at {@code to}; returns where the next one starts. */
  private int end(byte[] buffer, int from, int to) {
    int end = to > from && buffer[to - 1] == '\r' ? to - 1 : to;
    if (end > from) {
      add(from, end);
    }
    return to + 1;
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

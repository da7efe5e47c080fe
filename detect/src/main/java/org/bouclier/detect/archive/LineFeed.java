package org.bouclier.detect.archive;

import org.bouclier.detect.bytes.Swar;

/** Finds where a line ends, eight bytes at a time. */
final class LineFeed {

  private LineFeed() {}

  /** Where the next line feed is, or {@code to} if there is none. */
  static int find(byte[] bytes, int from, int to) {
    int i = from;
    for (; i + 8 <= to; i += 8) {
      long marks = Swar.equal((long) Swar.LONG.get(bytes, i), Swar.LINE_FEEDS);
      if (marks != 0) {
        return i + (Long.numberOfTrailingZeros(marks) >>> 3);
      }
    }
    while (i < to && bytes[i] != '\n') {
      i++;
    }
    return i;
  }
}

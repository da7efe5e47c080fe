package org.bouclier.detect.sigma;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouclier.detect.bytes.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Whether a value fits a pattern with wildcards.
 *
 * <p>The pattern is cut at each {@code *} into segments. At a given place a segment fits in one way
 * only: a byte is itself, {@code ?} is one code point, a dash is one of five. So the first place
 * where a segment fits is the best, nothing is ever tried twice, and the cost is at most the length
 * of the value times that of the pattern.
 */
final class GlobTest extends ValueTest {

  // Elements of a segment: 0 to 255 = that byte.
  private static final int ONE = -1;
  private static final int DASH = -3;

  private final int[][] segments;
  private final boolean openStart;
  private final boolean openEnd;
  private final boolean folded;
  private final @Nullable Literal literal;

  /** A pattern that has at least one segment that is not empty. */
  GlobTest(SigmaString pattern, boolean folded) {
    this.folded = folded;
    List<int[]> cut = new ArrayList<>();
    int[] segment = new int[4 * pattern.length()];
    int used = 0;
    byte[] utf8 = new byte[4];
    for (int i = 0; i < pattern.length(); i++) {
      int part = pattern.part(i);
      if (part == SigmaString.MANY) {
        if (used > 0) {
          cut.add(Arrays.copyOf(segment, used));
          used = 0;
        }
      } else if (part == SigmaString.ONE || part == SigmaString.DASH) {
        segment[used++] = part == SigmaString.ONE ? ONE : DASH;
      } else if (SigmaString.isRawByte(part)) {
        segment[used++] = SigmaString.rawByte(part) & 0xFF;
      } else {
        int length = Utf8.write(folded ? Fold.point(part) : part, utf8, 0);
        for (int b = 0; b < length; b++) {
          segment[used++] = utf8[b] & 0xFF;
        }
      }
    }
    if (used > 0) {
      cut.add(Arrays.copyOf(segment, used));
    }
    this.segments = cut.toArray(new int[0][]);
    this.openStart = pattern.part(0) == SigmaString.MANY;
    this.openEnd = pattern.part(pattern.length() - 1) == SigmaString.MANY;
    this.literal = longestRun();
  }

  @Override
  boolean test(byte[] value, int from, int to) {
    int start = from;
    int first = 0;
    int last = segments.length;
    if (!openStart) {
      start = fits(segments[0], value, from, to);
      if (start < 0) {
        return false;
      }
      first = 1;
      if (first == last) {
        return openEnd || start == to;
      }
    }
    int end = to;
    if (!openEnd) {
      end = fitsBefore(segments[last - 1], value, start, to);
      if (end < 0) {
        return false;
      }
      last--;
    }
    for (int i = first; i < last; i++) {
      start = find(segments[i], value, start, end);
      if (start < 0) {
        return false;
      }
    }
    return true;
  }

  /** Where a segment that starts at {@code from} ends, or -1 if it does not fit. */
  private static int fits(int[] segment, byte[] value, int from, int to) {
    int i = from;
    for (int element : segment) {
      if (i >= to) {
        return -1;
      }
      if (element >= 0) {
        if ((value[i] & 0xFF) != element) {
          return -1;
        }
        i++;
      } else if (element == ONE) {
        i += Math.max(1, Utf8.length(value, i, to));
      } else {
        int length = dash(value, i, to);
        if (length == 0) {
          return -1;
        }
        i += length;
      }
    }
    return i;
  }

  /** Where the last segment starts if it ends at {@code to}, or -1. */
  private static int fitsBefore(int[] segment, byte[] value, int from, int to) {
    // It has so many code points, hence one possible start, but not so many bytes.
    int longest = 0;
    for (int element : segment) {
      longest += element >= 0 ? 1 : 4;
    }
    for (int start = Math.max(from, to - longest); start <= to - segment.length; start++) {
      if (fits(segment, value, start, to) == to && isBoundary(value, start)) {
        return start;
      }
    }
    return -1;
  }

  /** Where the first occurrence of a segment ends, or -1. */
  private static int find(int[] segment, byte[] value, int from, int to) {
    for (int start = from; start <= to - segment.length; start++) {
      if (isBoundary(value, start)) {
        int end = fits(segment, value, start, to);
        if (end >= 0) {
          return end;
        }
      }
    }
    return -1;
  }

  /** Whether a code point may start here: a {@code ?} must not be half a letter. */
  private static boolean isBoundary(byte[] value, int at) {
    return at >= value.length || (value[at] & 0xC0) != 0x80;
  }

  private static int dash(byte[] value, int at, int to) {
    if (value[at] == '-' || value[at] == '/') {
      return 1;
    }
    boolean long3 =
        at + 3 <= to
            && value[at] == (byte) 0xE2
            && value[at + 1] == (byte) 0x80
            && value[at + 2] >= (byte) 0x93
            && value[at + 2] <= (byte) 0x95;
    return long3 ? 3 : 0;
  }

  private @Nullable Literal longestRun() {
    byte[] best = new byte[0];
    for (int[] segment : segments) {
      int from = 0;
      for (int i = 0; i <= segment.length; i++) {
        if (i == segment.length || segment[i] < 0) {
          if (i - from > best.length) {
            best = new byte[i - from];
            for (int b = from; b < i; b++) {
              best[b - from] = (byte) segment[b];
            }
          }
          from = i + 1;
        }
      }
    }
    return best.length == 0
        ? null
        : new Literal(Anchor.INSIDE, folded ? best : StringTests.fold(best));
  }

  @Override
  boolean isFolded() {
    return folded;
  }

  @Override
  @Nullable Literal literal() {
    return literal;
  }
}

package org.bouclier.node.detection;

import java.util.Arrays;
import org.bouclier.detect.log.LineRanges;

/**
 * Cuts a stream of bytes into syslog messages.
 *
 * <pre>
 *   octet counting      83 &lt;34&gt;1 2026-01-29T...          length, space, message   (RFC 6587, 3.4.1)
 *   non-transparent     &lt;34&gt;Jan 29 10:00:00 ...\n        message, line feed or NUL (RFC 6587, 3.4.2)
 * </pre>
 *
 * A message starts with {@code <}, a count with a digit: each frame is told by its first byte, so
 * senders of both kinds may share a port. A message longer than {@value LineCheck#MAX_LINE_BYTES}
 * bytes is skipped and counted, and the stream goes on after it.
 *
 * <p>Lines of the last {@link #cut} point into {@link #buffer}, and are lost at the next one. Not
 * thread-safe.
 */
final class SyslogFrames {

  private static final int FIRST_BUFFER_BYTES = 64 << 10;
  private static final int MAX_COUNT_DIGITS = 9;

  private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
  private int filled;
  private int consumed;
  private int searched; // bytes of the line at consumed that hold no end of it
  private long skip; // bytes of a counted message too long to keep
  private boolean skipLine; // inside a line too long to keep
  private long tooLong;

  /** The bytes read and not yet cut; read into it from {@link #filled} on. */
  byte[] buffer() {
    return buffer;
  }

  /** Where the next bytes go. There is always room for some. */
  int filled() {
    return filled;
  }

  /** How many messages were skipped so far. */
  long tooLong() {
    return tooLong;
  }

  /** Drops what the last {@link #cut} returned, and makes room. */
  void compact() {
    if (consumed > 0) {
      System.arraycopy(buffer, consumed, buffer, 0, filled - consumed);
      filled -= consumed;
      consumed = 0;
    }
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
  }

  /**
   * Takes bytes that were read into the buffer, and finds the messages that are now whole.
   *
   * @param read how many bytes were added
   * @param lines receives the messages, without their framing
   * @throws SyslogProtocolException if the stream can no longer be cut: close it
   */
  void cut(int read, LineRanges lines) {
    filled += read;
    lines.clear();
    int i = consumed;
    while (i < filled) {
      if (skip > 0) {
        int step = (int) Math.min(skip, filled - i);
        skip -= step;
        i += step;
        consumed = i;
        continue;
      }
      int next = !skipLine && isDigit(buffer[i]) ? counted(i, lines) : line(i, lines);
      if (next < 0) {
        break;
      }
      i = next;
      consumed = i;
      searched = 0;
    }
  }

  /** What is left when the sender closes: a last line without its line feed. */
  void end(LineRanges lines) {
    lines.clear();
    boolean whole = !skipLine && skip == 0 && filled > consumed && !isDigit(buffer[consumed]);
    if (whole) {
      addTrimmed(consumed, filled, lines);
    }
    consumed = filled;
  }

  private int counted(int from, LineRanges lines) {
    long count = 0;
    int i = from;
    while (i < filled && isDigit(buffer[i])) {
      count = 10 * count + buffer[i] - '0';
      i++;
      if (i - from > MAX_COUNT_DIGITS) {
        throw new SyslogProtocolException("longueur de message absurde");
      }
    }
    if (i == filled) {
      return -1;
    }
    if (buffer[i] != ' ') {
      return line(from, lines); // a line that happens to start with a digit
    }
    int start = i + 1;
    if (count > LineCheck.MAX_LINE_BYTES) {
      tooLong++;
      skip = count;
      return start;
    }
    if (count > filled - start) {
      return -1;
    }
    addTrimmed(start, start + (int) count, lines);
    return start + (int) count;
  }

  private int line(int from, LineRanges lines) {
    int i = from + searched;
    while (i < filled && buffer[i] != '\n' && buffer[i] != 0) {
      i++;
    }
    if (i < filled) {
      if (!skipLine) {
        addTrimmed(from, i, lines);
      }
      skipLine = false;
      return i + 1;
    }
    if (skipLine || filled - from > LineCheck.MAX_LINE_BYTES) {
      if (!skipLine) {
        tooLong++;
        skipLine = true;
      }
      return filled;
    }
    searched = filled - from;
    return -1;
  }

  private void addTrimmed(int from, int to, LineRanges lines) {
    int start = from;
    int end = to;
    while (start < end && isBlank(buffer[start])) {
      start++;
    }
    while (end > start && isBlank(buffer[end - 1])) {
      end--;
    }
    for (int i = start; i < end; i++) {
      if (buffer[i] == '\n' || buffer[i] == '\r') {
        buffer[i] = ' '; // a counted message may hold several lines; it is one event
      }
    }
    if (end > start) {
      lines.add(start, end);
    }
  }

  private static boolean isBlank(byte b) {
    return b == '\n' || b == '\r' || b == 0 || b == ' ';
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}

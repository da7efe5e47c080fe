package org.bouclier.node.command;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts a log into batches of whole lines, in order, in bounded memory. Not thread-safe. */
final class LineBatches implements Closeable {

  /** Most lines of a batch. */
  static final int MAX_LINES = 5_000;

  /** Bytes after which a batch ends, at a line's end. */
  private static final int FULL_BYTES = 4 << 20;

  /** Longest line that is sent, so that the node itself refuses it by name; its limit is lower. */
  private static final int MAX_LINE_BYTES = 16 << 20;

  private static final int CHUNK_BYTES = 64 << 10;

  private final InputStream in;
  private byte[] buffer = new byte[FULL_BYTES + CHUNK_BYTES];
  private int length;
  private long nextLine = 1;
  private boolean ended;
  private @Nullable IOException broken;

  private LineBatches(InputStream in) {
    this.in = in;
  }

  /**
   * Some lines.
   *
   * @param firstLine the number of the first, from 1
   * @param lines how many, empty ones included
   * @param bytes the lines with their line feeds
   * @param tooLong whether this is one line too long to be sent; {@code bytes} is then empty
   */
  record Batch(long firstLine, int lines, byte[] bytes, boolean tooLong) {}

  /**
   * Reads a log.
   *
   * @param unpacked closed with this
   */
  static LineBatches of(InputStream unpacked) {
    return new LineBatches(unpacked);
  }

  /**
   * The next lines; null at the end. A last line needs no line feed, unless the file broke in it.
   *
   * @throws IOException if the file cannot be read further, as a truncated gzip; once all whole
   *     lines before were given
   */
  @Nullable Batch next() throws IOException {
    int end = 0;
    int lines = 0;
    int scanned = 0;
    while (true) {
      for (; scanned < length && lines < MAX_LINES; scanned++) {
        if (buffer[scanned] == '\n') {
          end = scanned + 1;
          lines++;
        }
      }
      if (lines == MAX_LINES || (end > 0 && length >= FULL_BYTES)) {
        return cut(end, lines);
      }
      if (length > MAX_LINE_BYTES) {
        return skipLine();
      }
      if (!ended) {
        fill();
      } else if (broken != null) {
        if (end == 0) {
          throw broken;
        }
        return cut(end, lines);
      } else if (end < length) {
        return cut(length, lines + 1);
      } else {
        return end == 0 ? null : cut(end, lines);
      }
    }
  }

  private void fill() {
    if (buffer.length - length < CHUNK_BYTES) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    try {
      int read = in.read(buffer, length, CHUNK_BYTES);
      ended = read < 0;
      length += Math.max(0, read);
    } catch (IOException unreadable) {
      broken = unreadable;
      ended = true;
    }
  }

  private Batch cut(int end, int lines) {
    var batch = new Batch(nextLine, lines, Arrays.copyOf(buffer, end), false);
    System.arraycopy(buffer, end, buffer, 0, length - end);
    length -= end;
    nextLine += lines;
    return batch;
  }

  private Batch skipLine() {
    int feed = -1;
    while (feed < 0 && !ended) {
      length = 0;
      fill();
      for (int i = 0; i < length && feed < 0; i++) {
        feed = buffer[i] == '\n' ? i : -1;
      }
    }
    int from = feed < 0 ? length : feed + 1;
    System.arraycopy(buffer, from, buffer, 0, length - from);
    length -= from;
    return new Batch(nextLine++, 1, new byte[0], true);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

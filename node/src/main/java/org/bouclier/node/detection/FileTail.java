package org.bouclier.node.detection;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bouclier.detect.log.LineRanges;

/**
 * One file that grows, read to its last whole line. It stays open, so that it is read to its end
 * whatever it is renamed to meanwhile. Not thread-safe.
 */
final class FileTail implements Closeable {

  private static final int CHUNK_BYTES = LineCheck.MAX_LINE_BYTES + (64 << 10);
  private static final int MAX_PROGRESS_BYTES = 8 << 10;

  private final FileChannel channel;
  private final String key;
  private final byte[] buffer = new byte[CHUNK_BYTES + MAX_PROGRESS_BYTES];
  private Path path;
  private long position;
  private boolean skipping; // inside a line too long to keep

  FileTail(Path path, String key, long position) throws IOException {
    this.path = path;
    this.key = key;
    this.position = position;
    this.channel = FileChannel.open(path, StandardOpenOption.READ);
  }

  String key() {
    return key;
  }

  /** The first byte not yet stored. */
  long position() {
    return position;
  }

  /** Where it was last seen. */
  Path path() {
    return path;
  }

  /** The file has another name now. */
  void renamed(Path to) {
    path = to;
  }

  /** What one step of reading did. */
  enum Step {
    /** Some lines were stored; there may be more. */
    READ,
    /** Nothing new, or only the start of a line. */
    IDLE
  }

  /**
   * Reads what was added, one chunk at most, and stores it.
   *
   * @param atEnd whether nothing more will be added: a last line then needs no line feed
   * @throws BusyException if the intake refuses; the next step reads the same again
   */
  Step step(Source source, Intake intake, SourceCounters counters, boolean atEnd)
      throws IOException {
    if (channel.size() < position) {
      position = 0; // emptied in place, as logrotate's copytruncate does
      skipping = false;
    }
    int read = channel.read(ByteBuffer.wrap(buffer, 0, CHUNK_BYTES), position);
    if (read <= 0) {
      return Step.IDLE;
    }
    int end = lastLineFeed(read) + 1;
    boolean last = atEnd && position + read == channel.size();
    if (last) {
      end = read;
    } else if (end == 0 && read < CHUNK_BYTES) {
      return Step.IDLE;
    }
    int start = 0;
    boolean skips = skipping;
    if (skips) {
      int feed = firstLineFeed(read);
      start = feed < 0 ? read : feed + 1;
      end = Math.max(end, start);
      skips = feed < 0;
    } else if (end == 0) { // a whole chunk without a line feed
      counters.refused(source.id(), 1);
      skips = true;
      start = read;
      end = read;
    }
    store(source, intake, position + end, start, end);
    position += end;
    skipping = skips && !last;
    return Step.READ;
  }

  /** Says that nothing more will come of this file. */
  void leave(Source source, Intake intake) throws BusyException {
    store(source, intake, FileProgress.GONE, 0, 0);
  }

  private void store(Source source, Intake intake, long reached, int start, int end)
      throws BusyException {
    byte[] progress = new FileProgress(key, reached, path.toString()).line();
    int length = Math.min(progress.length, MAX_PROGRESS_BYTES);
    System.arraycopy(progress, 0, buffer, CHUNK_BYTES, length);
    var lines = new LineRanges();
    lines.add(CHUNK_BYTES, CHUNK_BYTES + length);
    LineRanges found = LineRanges.split(buffer, start, end);
    for (int i = 0; i < found.count(); i++) {
      lines.add(found.from(i), found.to(i));
    }
    intake.acceptFromFile(source, buffer, lines);
  }

  private int lastLineFeed(int length) {
    int i = length - 1;
    while (i >= 0 && buffer[i] != '\n') {
      i--;
    }
    return i;
  }

  private int firstLineFeed(int length) {
    for (int i = 0; i < length; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

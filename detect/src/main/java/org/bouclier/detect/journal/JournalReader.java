package org.bouclier.detect.journal;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads the durable blocks of a {@link Journal} in order, and waits for more. One thread at a time;
 * a journal may have any number of readers. The caller closes it.
 */
public final class JournalReader implements Closeable {

  private final Journal journal;
  private Position position;
  private @Nullable RandomAccessFile file;
  private long fileSegment;

  JournalReader(Journal journal, Position from) {
    this.journal = journal;
    this.position = from;
  }

  /** Where the next block is, or will be. */
  public Position position() {
    return position;
  }

  /**
   * Reads the next block.
   *
   * @param timeout how long to wait for one; zero or less does not wait
   * @return null if there was none in that time, or the journal was closed
   * @throws JournalCorruptException if the block is not what was written; the reader stays where it
   *     is, and another can be opened at {@link JournalCorruptException#resume}
   */
  public @Nullable LineBlock next(Duration timeout) throws IOException, InterruptedException {
    while (true) {
      long durable = journal.durableBytes(position.segment());
      if (durable < 0) {
        throw new JournalCorruptException("segment is gone", position, journal.start());
      }
      if (position.offset() < durable) {
        return read(durable);
      }
      if (!journal.awaitAfter(position, timeout)) {
        return null;
      }
      if (journal.durableBytes(position.segment()) == durable) {
        position = new Position(position.segment() + 1, RecordFormat.SEGMENT_HEADER);
      }
    }
  }

  private LineBlock read(long durable) throws IOException {
    RandomAccessFile open = open(position.segment());
    long at = position.offset();
    byte[] head = new byte[RecordFormat.RECORD_HEADER];
    if (!SegmentFiles.readFully(open, head, head.length, at)) {
      throw corrupt("record is cut");
    }
    int length = RecordFormat.bodyLength(head, 0);
    if (!RecordFormat.isLength(length, durable - at)) {
      throw corrupt("record has no possible length");
    }
    byte[] record = new byte[RecordFormat.RECORD_HEADER + length];
    if (!SegmentFiles.readFully(open, record, record.length, at)) {
      throw corrupt("record is cut");
    }
    if (!RecordFormat.isIntact(record, 0, length)) {
      throw corrupt("record does not fit its checksum");
    }
    var next = new Position(position.segment(), at + record.length);
    LineBlock block = RecordFormat.read(record, length, position, next);
    position = next;
    return block;
  }

  private JournalCorruptException corrupt(String what) {
    return new JournalCorruptException(
        what, position, new Position(position.segment() + 1, RecordFormat.SEGMENT_HEADER));
  }

  private RandomAccessFile open(long segment) throws IOException {
    RandomAccessFile open = file;
    if (open == null || fileSegment != segment) {
      close();
      open = new RandomAccessFile(journal.path(segment).toFile(), "r");
      file = open;
      fileSegment = segment;
    }
    return open;
  }

  /** Closes the file; the journal stays open. */
  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}

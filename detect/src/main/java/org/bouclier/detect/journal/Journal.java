package org.bouclier.detect.journal;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.bouclier.detect.journal.JournalRefusedException.Reason;
import org.bouclier.detect.log.LineRanges;
import org.jspecify.annotations.Nullable;

/**
 * The write-ahead spool: a block of lines is on disk before its sender is told that it was
 * received. Safe for any number of threads; one journal a folder.
 *
 * <p>Three places matter, each at or before the next:
 *
 * <pre>{@code
 * consumed (the caller's)   ... durable ........ written
 * files before it may be       readers come      in the page cache only;
 * deleted                      this far          lost if the power goes
 * }</pre>
 *
 * <p>Writing is a copy under a lock. Forcing is the slow part, and is shared: whoever holds the
 * forcing lock forces all that was written until then, and the senders that waited for the lock
 * find their blocks durable. Sixty-four senders therefore cost about two forces, not sixty-four.
 *
 * <p>A segment is forced before the first byte of the next is written, so only the last file can
 * have a torn tail, and nothing in that tail was ever acknowledged: it is cut at {@link #open}. The
 * bytes are described in {@link RecordFormat}.
 *
 * <p>If a force fails, no one can say what is on disk: the journal refuses everything until it is
 * opened again, which looks.
 */
public final class Journal implements Closeable {

  private final JournalLimits limits;
  private final SegmentFiles files;
  private final FileChannel lockChannel;
  private final FileLock lock;
  private final Recovery recovery;

  /** Size of each file but the last, whose size is {@code writtenOffset}. */
  private final ConcurrentSkipListMap<Long, Long> sealed = new ConcurrentSkipListMap<>();

  private final AtomicLong sealedBytes = new AtomicLong();

  // Guarded by writing.
  private final ReentrantLock writing = new ReentrantLock();
  private final List<RandomAccessFile> retired = new ArrayList<>();
  private RandomAccessFile file;
  private byte[] record = new byte[1 << 12];
  private volatile long segment;
  private volatile long writtenOffset;
  private volatile @Nullable JournalRefusedException refusal; // once set, stays

  /** Held while forcing, never taken by a thread that holds {@code writing}. */
  private final ReentrantLock forcing = new ReentrantLock();

  private final ReentrantLock waiting = new ReentrantLock();
  private final Condition moreDurable = waiting.newCondition();
  private volatile Position durable;

  private Journal(JournalLimits limits, SegmentFiles files, FileChannel lockChannel, FileLock lock)
      throws IOException {
    this.limits = limits;
    this.files = files;
    this.lockChannel = lockChannel;
    this.lock = lock;
    NavigableMap<Long, Long> sizes = files.sizes();
    this.segment = sizes.isEmpty() ? 1 : sizes.lastKey();
    sealed.putAll(sizes.headMap(segment));
    sealedBytes.set(sealed.values().stream().mapToLong(Long::longValue).sum());
    this.file = files.open(files.path(segment));
    try {
      long intact = SegmentFiles.intactBytes(file, segment);
      long cut = file.length() - intact;
      if (cut > 0) {
        file.setLength(intact);
      }
      if (intact == 0) {
        writeHeader(file, segment);
        intact = RecordFormat.SEGMENT_HEADER;
      }
      files.force(file);
      files.forceFolder();
      this.writtenOffset = intact;
      this.durable = new Position(segment, intact);
      this.recovery = new Recovery(Math.max(1, sizes.size()), cut);
    } catch (IOException | RuntimeException unreadable) {
      file.close();
      throw unreadable;
    }
  }

  /**
   * Opens the journal of a folder, which is created if need be, and cuts what a power cut left
   * unfinished.
   *
   * @throws JournalLockedException if it is open already, here or elsewhere
   * @throws JournalCorruptException if a file is missing or its header is another's
   */
  public static Journal open(Path folder, JournalLimits limits) throws IOException {
    return open(folder, limits, new SegmentFiles(folder));
  }

  static Journal open(Path folder, JournalLimits limits, SegmentFiles files) throws IOException {
    Files.createDirectories(folder);
    FileChannel lockChannel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = lockChannel.tryLock();
      if (lock == null) {
        throw new JournalLockedException("another process writes to " + folder);
      }
      return new Journal(limits, files, lockChannel, lock);
    } catch (OverlappingFileLockException here) {
      lockChannel.close();
      throw new JournalLockedException("this process already writes to " + folder);
    } catch (IOException | RuntimeException failure) {
      lockChannel.close();
      throw failure;
    }
  }

  /** What opening found. */
  public Recovery recovery() {
    return recovery;
  }

  /**
   * Stores lines and waits until they are durable.
   *
   * @param sourceId the source, in the caller's numbering
   * @param receivedAt kept to the microsecond
   * @param buffer holds the lines; free again when this returns
   * @param lines where they lie; none is a block of no lines, which is stored too
   * @return the place after them
   * @throws JournalRefusedException if they are not stored; the sender must keep them
   * @throws IllegalArgumentException if one line alone exceeds {@link JournalLimits#maxRecordBytes}
   */
  public Position append(long sourceId, Instant receivedAt, byte[] buffer, LineRanges lines)
      throws IOException {
    Position end = write(sourceId, receivedAt, buffer, lines);
    force(end);
    return end;
  }

  /**
   * Stores lines without waiting; a power cut loses them until {@link #force} returns. For sources
   * that expect no answer, or that send several blocks before they wait for one.
   *
   * @return the place after them
   * @throws JournalRefusedException if they are not stored, or only in part
   * @throws IllegalArgumentException if one line alone exceeds {@link JournalLimits#maxRecordBytes}
   */
  public Position write(long sourceId, Instant receivedAt, byte[] buffer, LineRanges lines)
      throws IOException {
    int room = limits.maxRecordBytes() - RecordFormat.RECORD_HEADER - RecordFormat.BODY_HEADER;
    for (int line = 0; line < lines.count(); line++) {
      if (RecordFormat.lineBytes(lines.to(line) - lines.from(line)) > room) {
        throw new IllegalArgumentException("a line alone exceeds a record of the journal");
      }
    }
    long needed = RecordFormat.RECORD_HEADER + RecordFormat.BODY_HEADER + lines.sizeBytes();
    writing.lock();
    try {
      refuseIfOver();
      if (sizeBytes() + needed > limits.capacityBytes()) {
        throw new JournalRefusedException(
            Reason.CAPACITY, "the journal holds " + sizeBytes() + " bytes already", null);
      }
      long startSegment = segment;
      long startOffset = writtenOffset;
      try {
        int next = 0;
        do {
          next = writeRecord(sourceId, receivedAt, buffer, lines, next, room);
        } while (next < lines.count());
      } catch (IOException failure) {
        throw undo(failure, startSegment, startOffset);
      }
      return new Position(segment, writtenOffset);
    } finally {
      writing.unlock();
    }
  }

  /**
   * Cuts what was written of a block that did not fit, so that the next one does not follow
   * rubbish. If the block began in an earlier segment, its whole records there stay.
   */
  private JournalRefusedException undo(IOException failure, long startSegment, long startOffset) {
    if (refusal != null) {
      return refusal;
    }
    try {
      writtenOffset = segment == startSegment ? startOffset : writtenOffset;
      file.setLength(writtenOffset);
    } catch (IOException doubt) {
      failure.addSuppressed(doubt);
      return fail(failure);
    }
    return new JournalRefusedException(Reason.DISK_FULL, "writing failed: " + failure, failure);
  }

  private void refuseIfOver() throws JournalRefusedException {
    JournalRefusedException earlier = refusal;
    if (earlier != null) {
      throw new JournalRefusedException(earlier.reason(), "the journal is not usable", earlier);
    }
  }

  /** Writes as many lines as fit into one record; returns the first that did not. */
  private int writeRecord(
      long sourceId, Instant receivedAt, byte[] buffer, LineRanges lines, int first, int room)
      throws IOException {
    int body = 0;
    int last = first;
    while (last < lines.count()) {
      int bytes = RecordFormat.lineBytes(lines.to(last) - lines.from(last));
      if (body + bytes > room) {
        break;
      }
      body += bytes;
      last++;
    }
    int length = RecordFormat.RECORD_HEADER + RecordFormat.BODY_HEADER + body;
    if (record.length < length) {
      record = new byte[Math.max(length, Math.min(limits.maxRecordBytes(), 2 * record.length))];
    }
    int at = RecordFormat.writeBodyHead(record, sourceId, receivedAt);
    for (int line = first; line < last; line++) {
      at = RecordFormat.writeLine(record, at, buffer, lines.from(line), lines.to(line));
    }
    RecordFormat.seal(record, length);
    if (writtenOffset + length > limits.segmentBytes()
        && writtenOffset > RecordFormat.SEGMENT_HEADER) {
      beginSegment();
    }
    long offset = writtenOffset;
    file.seek(offset);
    file.write(record, 0, length);
    writtenOffset = offset + length;
    return last;
  }

  private JournalRefusedException fail(IOException cause) {
    var failed = new JournalRefusedException(Reason.FAILED, "in doubt: " + cause, cause);
    refusal = failed;
    signalWaiting();
    return failed;
  }

  private void beginSegment() throws IOException {
    try {
      files.force(file);
    } catch (IOException doubt) {
      throw fail(doubt);
    }
    long next = segment + 1;
    RandomAccessFile begun = null;
    try {
      begun = files.open(files.path(next));
      writeHeader(begun, next);
      files.forceFolder();
    } catch (IOException failure) {
      if (begun != null) {
        begun.close();
      }
      Files.deleteIfExists(files.path(next));
      throw failure;
    }
    sealed.put(segment, writtenOffset);
    sealedBytes.addAndGet(writtenOffset);
    retired.add(file); // another thread may be forcing it
    file = begun;
    segment = next;
    writtenOffset = RecordFormat.SEGMENT_HEADER;
  }

  private static void writeHeader(RandomAccessFile file, long segment) throws IOException {
    file.seek(0);
    file.write(RecordFormat.segmentHeader(segment));
  }

  /**
   * Waits until everything before a place is durable.
   *
   * @throws JournalRefusedException if it cannot be made so
   */
  public void force(Position upTo) throws IOException {
    if (durable.compareTo(upTo) >= 0) {
      return;
    }
    forcing.lock();
    try {
      if (durable.compareTo(upTo) >= 0) {
        return;
      }
      RandomAccessFile current;
      Position written;
      writing.lock();
      try {
        refuseIfOver();
        current = file;
        written = new Position(segment, writtenOffset);
        for (RandomAccessFile done : retired) {
          done.close(); // forced when it was retired; no one else forces now
        }
        retired.clear();
      } finally {
        writing.unlock();
      }
      if (upTo.compareTo(written) > 0) {
        throw new IllegalArgumentException("nothing was written up to " + upTo);
      }
      try {
        files.force(current);
      } catch (IOException doubt) {
        throw fail(doubt);
      }
      durable = written;
      signalWaiting();
    } finally {
      forcing.unlock();
    }
  }

  private void signalWaiting() {
    waiting.lock();
    try {
      moreDurable.signalAll();
    } finally {
      waiting.unlock();
    }
  }

  /** The first place that can still be read. */
  public Position start() {
    long first = sealed.isEmpty() ? segment : sealed.firstKey();
    return new Position(first, RecordFormat.SEGMENT_HEADER);
  }

  /** The place after the last durable record. */
  public Position end() {
    return durable;
  }

  /** Bytes on disk. */
  public long sizeBytes() {
    return sealedBytes.get() + writtenOffset;
  }

  /** Durable bytes after a place: what a consumer that got so far has still to read. */
  public long backlogBytes(Position consumed) {
    Position last = durable;
    if (consumed.compareTo(last) >= 0) {
      return 0;
    }
    long bytes = last.offset() - (consumed.segment() == last.segment() ? consumed.offset() : 0);
    for (var older : sealed.tailMap(consumed.segment(), true).entrySet()) {
      if (older.getKey() < last.segment()) {
        bytes += older.getValue();
        bytes -= older.getKey() == consumed.segment() ? consumed.offset() : 0;
      }
    }
    return Math.max(0, bytes);
  }

  /**
   * Deletes the files that lie wholly before a place. The file being written is never deleted.
   *
   * @return how many files went
   */
  public int delete(Position before) throws IOException {
    int deleted = 0;
    for (long old : sealed.headMap(before.segment()).keySet()) {
      if (old >= durable.segment()) {
        break;
      }
      Long size = sealed.remove(old);
      if (size != null) {
        Files.deleteIfExists(files.path(old));
        files.forceFolder(); // in this order on disk too: a hole would look like a loss
        sealedBytes.addAndGet(-size);
        deleted++;
      }
    }
    return deleted;
  }

  /**
   * Reads from a place on.
   *
   * @param from {@link #start}, {@link #end}, or a block's {@link LineBlock#next}
   * @throws IllegalArgumentException if the journal does not reach there, because it was deleted or
   *     is another journal
   */
  public JournalReader reader(Position from) {
    if (from.compareTo(start()) < 0 || from.compareTo(durable) > 0) {
      throw new IllegalArgumentException(
          "the journal runs from " + start() + " to " + durable + ", not to " + from);
    }
    return new JournalReader(this, from);
  }

  /** Durable bytes of a segment, or -1 if it does not exist yet or any more. */
  long durableBytes(long ofSegment) {
    Position last = durable;
    if (ofSegment == last.segment()) {
      return last.offset();
    }
    Long size = ofSegment < last.segment() ? sealed.get(ofSegment) : null;
    return size == null ? -1 : size;
  }

  Path path(long ofSegment) {
    return files.path(ofSegment);
  }

  /**
   * Waits until something after a place is durable.
   *
   * @return false if the time ran out, or the journal was closed
   */
  boolean awaitAfter(Position at, Duration timeout) throws InterruptedException {
    waiting.lock();
    try {
      long nanos = timeout.toNanos();
      while (durable.compareTo(at) <= 0) {
        if (nanos <= 0 || refusal != null) {
          return false;
        }
        nanos = moreDurable.awaitNanos(nanos);
      }
      return true;
    } finally {
      waiting.unlock();
    }
  }

  /** Forces what was written, lets readers finish, and gives the folder free. */
  @Override
  public void close() throws IOException {
    Position last;
    writing.lock();
    try {
      last = new Position(segment, writtenOffset);
    } finally {
      writing.unlock();
    }
    try {
      if (refusal == null) {
        force(last);
      }
    } finally {
      release();
    }
  }

  private void release() throws IOException {
    forcing.lock();
    writing.lock();
    try {
      if (refusal == null) {
        refusal = new JournalRefusedException(Reason.CLOSED, "the journal is closed", null);
      }
      signalWaiting();
      for (RandomAccessFile done : retired) {
        done.close();
      }
      retired.clear();
      file.close();
      if (lock.isValid()) {
        lock.release();
      }
      lockChannel.close();
    } finally {
      writing.unlock();
      forcing.unlock();
    }
  }
}

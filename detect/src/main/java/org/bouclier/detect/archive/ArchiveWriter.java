package org.bouclier.detect.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouclier.detect.archive.Run.Kind;
import org.bouclier.detect.log.LineRanges;
import org.jspecify.annotations.Nullable;

/**
 * Adds lines to an archive. One at a time for an archive, which a lock ensures on one machine; one
 * thread at a time.
 *
 * <p>What is added is durable, and may be hunted in, once its segment is sealed. Until then whoever
 * added it keeps it, and after a crash adds it again from {@link #sealedMark} on: a segment appears
 * whole or not at all, and carries the mark of what had been added, so that nothing is archived
 * twice nor missed.
 *
 * <p>After an {@link IOException}, such as a full disk, what was added since the last seal is
 * dropped: begin again from {@link #sealedMark}.
 */
public final class ArchiveWriter implements Closeable {

  private static final int CHUNK = 1 << 18;
  private static final String PART = ".part";

  private final Archive archive;
  private final ArchiveStore store;
  private final ArchiveLimits limits;
  private final Clock clock;
  private final RandomAccessFile lockFile;
  private @Nullable FileLock lock;
  private long nextNumber;
  private String sealedMark;
  private String mark;
  private long inputs;
  private @Nullable SegmentWriter segment;
  private Instant begun = Instant.EPOCH; // receipt of the segment's first line
  private @Nullable LocalDate lastDay; // of the newest segment
  private @Nullable IOException dayFault;
  private final Map<Long, long[]> counts = new HashMap<>();

  private ArchiveWriter(
      Archive archive, ArchiveLimits limits, Clock clock, RandomAccessFile lockFile) {
    this.archive = archive;
    this.store = archive.store();
    this.limits = limits;
    this.clock = clock;
    this.lockFile = lockFile;
    this.sealedMark = "";
    this.mark = "";
  }

  /**
   * Opens an archive for writing; unfinished segments of before are deleted.
   *
   * @throws ArchiveLockedException if another writer is at it
   */
  public static ArchiveWriter open(Archive archive, ArchiveLimits limits, Clock clock)
      throws IOException {
    Path work = archive.store().workFolder();
    DiskStore.create(work);
    var writer =
        new ArchiveWriter(
            archive, limits, clock, new RandomAccessFile(work.resolve("lock").toFile(), "rw"));
    try {
      writer.begin(work);
      return writer;
    } catch (IOException | RuntimeException failure) {
      writer.close();
      throw failure;
    }
  }

  private void begin(Path work) throws IOException {
    try {
      lock = lockFile.getChannel().tryLock();
    } catch (OverlappingFileLockException here) {
      lock = null;
    }
    if (lock == null) {
      throw new ArchiveLockedException("another program writes to this archive: " + work);
    }
    try (Stream<Path> files = Files.list(work)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().endsWith(PART)) {
          Files.delete(file);
        }
      }
    }
    List<SegmentName> segments = archive.segments();
    deleteOrphans(segments);
    lastDay = segments.isEmpty() ? null : segments.getLast().day();
    nextNumber = segments.isEmpty() ? 1 : segments.getLast().number() + 1;
    if (!segments.isEmpty()) {
      try (Segment last = Segment.open(store, segments.getLast())) {
        sealedMark = last.table().mark();
        mark = sealedMark;
      }
    }
  }

  /** Deletes indexes whose segment never followed, or was deleted without them. */
  private void deleteOrphans(List<SegmentName> segments) throws IOException {
    var expected = new HashSet<String>();
    for (SegmentName segment : segments) {
      expected.add(segment.indexKey());
      expected.add(SegmentName.dayKey(segment.day()));
    }
    for (ArchiveStore.Stored stored : store.list()) {
      if (stored.key().endsWith(SegmentName.INDEX) && !expected.contains(stored.key())) {
        store.delete(stored.key());
      }
    }
  }

  /** The mark of the newest sealed segment: up to where all is archived; empty if there is none. */
  public String sealedMark() {
    return sealedMark;
  }

  /** Raw bytes added since the last seal. */
  public long unsealedBytes() {
    SegmentWriter current = segment;
    return current == null ? 0 : current.bytes();
  }

  /** Why the index of a day could not be written last time, which only makes hunts slower. */
  public @Nullable IOException dayFault() {
    return dayFault;
  }

  /** A number for the {@link LineOrigin} of one file, that no other file of the archive has. */
  public long newInputId() {
    return nextNumber << 24 | ++inputs;
  }

  /**
   * Adds lines that were received together; they come into one segment. Seals the segment before
   * them if it is full, old, or of another day.
   *
   * @param buffer holds the lines among other bytes
   * @param lines where they lie
   * @param newMark how far the caller has got with them; at most 255 chars
   */
  public void append(
      LineOrigin origin, Instant receivedAt, byte[] buffer, LineRanges lines, String newMark)
      throws IOException {
    try {
      SegmentWriter current = segmentFor(receivedAt);
      int number = current.origin(origin);
      long micros = micros(receivedAt);
      long[] count = counts.computeIfAbsent(origin.id(), id -> new long[2]);
      for (int line = 0; line < lines.count(); line++) {
        int from = lines.from(line);
        int to = lines.to(line);
        boolean plain = LineFeed.find(buffer, from, to) == to;
        current.add(
            number,
            micros,
            plain ? Kind.LINES : Kind.WHOLE,
            buffer,
            from,
            to,
            plain,
            count[0],
            count[1]);
        count[0] += to - from + (plain ? 1 : 0);
        count[1]++;
      }
      mark = newMark;
    } catch (IOException failure) {
      abandon();
      throw failure;
    }
  }

  private SegmentWriter segmentFor(Instant receivedAt) throws IOException {
    SegmentWriter current = segment;
    if (current != null && isDue(current, receivedAt)) {
      seal();
      current = null;
    }
    if (current == null) {
      current =
          new SegmentWriter(limits, store.workFolder().resolve("segment-" + nextNumber + PART));
      segment = current;
      begun = receivedAt;
      counts.clear();
    }
    return current;
  }

  private boolean isDue(SegmentWriter current, Instant receivedAt) {
    return current.isFull()
        || Duration.between(begun, receivedAt).compareTo(limits.segmentAge()) >= 0
        || Duration.between(receivedAt, begun).compareTo(Duration.ofHours(1)) > 0
        || day(receivedAt).isAfter(day(begun));
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /** Seals the segment at hand if it is older than segments become, whether lines come or not. */
  public void sealIfOld() throws IOException {
    if (segment != null
        && Duration.between(begun, clock.instant()).compareTo(limits.segmentAge()) >= 0) {
      seal();
    }
  }

  /** Seals the segment at hand, if there is one: it is durable and in the archive afterwards. */
  public void seal() throws IOException {
    SegmentWriter current = segment;
    if (current == null) {
      return;
    }
    SegmentName name = null;
    try {
      SegmentWriter.Sealed sealed = current.seal(micros(clock.instant()), mark);
      name = SegmentName.of(day(begun), nextNumber, sealed.sha256());
      Path index = store.workFolder().resolve("index-" + nextNumber + PART);
      Files.write(index, sealed.index(name));
      store.put(name.indexKey(), index); // first: a segment without its index is slow to hunt in
      store.put(name.key(), current.path());
      current.close();
    } catch (IOException failure) {
      abandon();
      forget(name, failure);
      throw failure;
    }
    segment = null;
    sealedMark = mark;
    nextNumber++;
    try {
      refresh(name.day());
      dayFault = null;
    } catch (IOException later) {
      dayFault = later;
    }
  }

  /** Brings the union of the day at hand up to date if it is worth it, and ends that before it. */
  private void refresh(LocalDate sealedDay) throws IOException {
    LocalDate before = lastDay;
    lastDay = sealedDay;
    if (before != null && !before.equals(sealedDay)) {
      archive.refreshDay(before, true);
    }
    archive.refreshDay(sealedDay, false);
  }

  /** Brings the union of the last sealed segment's day wholly up to date: nobody will add to it. */
  public void endDay() throws IOException {
    LocalDate day = lastDay;
    if (day != null) {
      archive.refreshDay(day, true);
    }
  }

  /** Deletes the index of a segment that could not be put; the next open does it otherwise. */
  private void forget(@Nullable SegmentName name, IOException failure) {
    try {
      if (name != null) {
        store.delete(name.indexKey());
      }
    } catch (IOException left) {
      failure.addSuppressed(left);
    }
  }

  /** Drops what was added since the last seal. */
  public void abandon() {
    SegmentWriter current = segment;
    segment = null;
    mark = sealedMark;
    if (current != null) {
      try {
        current.close();
        Files.deleteIfExists(current.path());
      } catch (IOException left) {
        dayFault = left; // the next open deletes it
      }
    }
  }

  /**
   * What was archived of a file.
   *
   * @param bytes of the file, unpacked
   * @param lines of it
   * @param sha256 of its bytes
   * @param broken why it could not be read to its end; null if it was. What was read before is
   *     archived, and is then the whole of it
   */
  public record Archived(long bytes, long lines, byte[] sha256, @Nullable IOException broken) {}

  /**
   * Adds a whole file, byte for byte. It may end in another segment than it begins in; {@link
   * #seal} makes it durable.
   *
   * @param input its bytes; not closed
   * @throws IOException if the archive cannot be written: what was added since the last seal is
   *     dropped
   */
  public Archived appendFile(LineOrigin origin, Instant receivedAt, InputStream input)
      throws IOException {
    try {
      return new FileLines(origin, receivedAt, input).read();
    } catch (IOException failure) {
      abandon();
      throw failure;
    }
  }

  /** Reads a file line by line. */
  private final class FileLines {

    private final LineOrigin origin;
    private final Instant receivedAt;
    private final InputStream input;
    private final MessageDigest sha256 = Sha256.digest();
    private byte[] buffer = new byte[2 * CHUNK];
    private int filled;
    private long bytes;
    private long lines;
    private boolean inPart;
    private @Nullable IOException broken;

    FileLines(LineOrigin origin, Instant receivedAt, InputStream input) {
      this.origin = origin;
      this.receivedAt = receivedAt;
      this.input = input;
    }

    Archived read() throws IOException {
      boolean ended = false;
      while (!ended) {
        if (filled + CHUNK > buffer.length) {
          buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int more = more();
        sha256.update(buffer, filled, more);
        ended = broken != null || filled + more < buffer.length;
        filled += more;
        lines(ended);
      }
      SegmentWriter current = segment == null ? segmentFor(receivedAt) : segment;
      if (inPart) { // a line feed that never came
        current.endPart();
        lines++;
      }
      byte[] hash = sha256.digest();
      current.end(new InputEnd(current.origin(origin), bytes, lines, hash));
      return new Archived(bytes, lines, hash, broken);
    }

    /** Fills the buffer; less than that is the end. */
    private int more() {
      int read = 0;
      try {
        while (filled + read < buffer.length) {
          int count = input.read(buffer, filled + read, buffer.length - filled - read);
          if (count < 0) {
            break;
          }
          read += count;
        }
      } catch (IOException unreadable) {
        broken = unreadable;
      }
      return read;
    }

    /** Adds all whole lines of the buffer; at the end of the file, what is left too. */
    private void lines(boolean ended) throws IOException {
      int from = 0;
      for (int feed = LineFeed.find(buffer, 0, filled);
          feed < filled;
          feed = LineFeed.find(buffer, from, filled)) {
        add(from, feed, true);
        from = feed + 1;
      }
      if (from < filled && (ended || filled - from > SegmentTable.MAX_LINE || inPart)) {
        inPart |= !ended;
        add(from, filled, false);
        from = filled;
      }
      System.arraycopy(buffer, from, buffer, 0, filled - from);
      filled -= from;
    }

    private void add(int from, int to, boolean lineFeed) throws IOException {
      SegmentWriter current = inPart && segment != null ? segment : segmentFor(receivedAt);
      boolean part = inPart || to - from > SegmentTable.MAX_LINE;
      if (part) {
        parts(current, from, to + (lineFeed ? 1 : 0), lineFeed);
      } else {
        current.add(
            current.origin(origin),
            micros(receivedAt),
            Kind.LINES,
            buffer,
            from,
            to,
            lineFeed,
            bytes,
            lines);
        bytes += to - from + (lineFeed ? 1 : 0);
        lines++;
      }
      inPart = part && !lineFeed;
    }

    /** A line that is too long to be scanned: its bytes as they are, the line feed among them. */
    private void parts(SegmentWriter current, int from, int to, boolean ends) throws IOException {
      int number = current.origin(origin);
      for (int start = from; start < to; start += limits.blockBytes()) {
        int end = Math.min(to, start + limits.blockBytes());
        current.add(number, micros(receivedAt), Kind.PART, buffer, start, end, false, bytes, lines);
        bytes += end - start;
      }
      if (ends) {
        current.endPart();
        lines++;
      }
    }
  }

  /** Drops what was not sealed, and lets other writers in. */
  @Override
  public void close() throws IOException {
    abandon();
    if (lock != null && lock.isValid()) {
      lock.release();
    }
    lockFile.close();
  }
}

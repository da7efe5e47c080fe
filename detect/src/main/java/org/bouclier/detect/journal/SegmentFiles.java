package org.bouclier.detect.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The segment files of a folder: their names, how they are opened, where the last one is torn.
 *
 * <p>They are {@link RandomAccessFile}s, since interrupting a thread inside a {@link FileChannel}
 * closes the channel: one sender that gives up would take the journal from all the others.
 */
class SegmentFiles {

  private static final String SUFFIX = ".journal";

  private final Path folder;

  SegmentFiles(Path folder) {
    this.folder = folder;
  }

  Path path(long segment) {
    return folder.resolve(String.format(Locale.ROOT, "%016d%s", segment, SUFFIX));
  }

  /** Opens a file for writing; the seam at which a test fills the disk. */
  RandomAccessFile open(Path file) throws IOException {
    return new RandomAccessFile(file.toFile(), "rw");
  }

  /** Makes a file's bytes durable; the seam at which a test breaks the disk. */
  void force(RandomAccessFile file) throws IOException {
    file.getFD().sync();
  }

  /**
   * Size of each segment, by number.
   *
   * @throws JournalCorruptException if one is missing between two others
   */
  NavigableMap<Long, Long> sizes() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).toList();
    }
    var sizes = new TreeMap<Long, Long>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      String number = name.substring(0, name.length() - SUFFIX.length());
      if (number.length() == 16 && number.chars().allMatch(c -> c >= '0' && c <= '9')) {
        sizes.put(Long.parseLong(number), Files.size(file));
      }
    }
    if (!sizes.isEmpty() && sizes.lastKey() - sizes.firstKey() + 1 != sizes.size()) {
      long missing = sizes.firstKey();
      while (sizes.containsKey(missing)) {
        missing++;
      }
      throw new JournalCorruptException(
          "segment is missing",
          new Position(missing, 0),
          new Position(sizes.higherKey(missing), RecordFormat.SEGMENT_HEADER));
    }
    return sizes;
  }

  /** Makes the names of files durable. */
  void forceFolder() throws IOException {
    boolean interrupted = false;
    while (true) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
        break;
      } catch (ClosedByInterruptException again) {
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Length of the part of the last segment that consists of whole records; 0 if even its header was
   * not written before the power went.
   *
   * @throws JournalCorruptException if the header is another file's
   */
  static long intactBytes(RandomAccessFile file, long segment) throws IOException {
    long size = file.length();
    byte[] record = new byte[1 << 16];
    if (!readFully(file, record, RecordFormat.SEGMENT_HEADER, 0)) {
      return 0;
    }
    if (!RecordFormat.isSegmentHeader(record, segment)) {
      if (RecordFormat.isBlankHeader(record)) {
        return 0;
      }
      throw new JournalCorruptException(
          "not the header of this segment",
          new Position(segment, 0),
          new Position(segment + 1, RecordFormat.SEGMENT_HEADER));
    }
    long at = RecordFormat.SEGMENT_HEADER;
    while (readFully(file, record, RecordFormat.RECORD_HEADER, at)) {
      int length = RecordFormat.bodyLength(record, 0);
      if (!RecordFormat.isLength(length, size - at)) {
        return at;
      }
      if (record.length < RecordFormat.RECORD_HEADER + length) {
        record = new byte[RecordFormat.RECORD_HEADER + length];
      }
      if (!readFully(file, record, RecordFormat.RECORD_HEADER + length, at)
          || !RecordFormat.isIntact(record, 0, length)) {
        return at;
      }
      at += RecordFormat.RECORD_HEADER + length;
    }
    return at;
  }

  /** Reads exactly {@code length} bytes, or says that the file is shorter. */
  static boolean readFully(RandomAccessFile file, byte[] into, int length, long at)
      throws IOException {
    file.seek(at);
    int read = 0;
    while (read < length) {
      int more = file.read(into, read, length - read);
      if (more < 0) {
        return false;
      }
      read += more;
    }
    return true;
  }
}

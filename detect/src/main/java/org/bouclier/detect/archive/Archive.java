package org.bouclier.detect.archive;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lines kept for later questions: immutable segments, each with an index of what an indicator could
 * be in it, and one such index a day over all its segments. Safe for any number of threads; one
 * {@link ArchiveWriter} at a time.
 *
 * <pre>{@code
 * line -> block (1 MB, zstd, SHA-256) -> segment (1 GB or an hour) -> day
 *             \-> entities -> index of the segment -> union of the day
 * indicators -> union of the day -> index of the segment -> blocks -> the live matcher
 * }</pre>
 */
public final class Archive {

  private final ArchiveStore store;
  private final Map<SegmentName, Raw> contents = new ConcurrentHashMap<>();

  /**
   * @param store where its files lie, or will lie
   */
  public Archive(ArchiveStore store) {
    this.store = store;
  }

  /** Where its files lie. */
  public ArchiveStore store() {
    return store;
  }

  /** Its segments, in the order in which they were sealed. */
  public List<SegmentName> segments() throws IOException {
    var names = new ArrayList<SegmentName>();
    for (ArchiveStore.Stored stored : store.list()) {
      SegmentName.parse(stored.key()).ifPresent(names::add);
    }
    names.sort(null);
    return names;
  }

  /** Its segments by day, each day's in order. */
  Map<LocalDate, List<SegmentName>> days() throws IOException {
    var days = new TreeMap<LocalDate, List<SegmentName>>();
    for (SegmentName segment : segments()) {
      days.computeIfAbsent(segment.day(), day -> new ArrayList<>()).add(segment);
    }
    return days;
  }

  /**
   * What an archive holds.
   *
   * @param segments how many
   * @param lines in all of them
   * @param rawBytes of those lines
   * @param storedBytes of the segments
   * @param indexBytes of the indexes of segments and days
   */
  public record Size(int segments, long lines, long rawBytes, long storedBytes, long indexBytes) {}

  /** What a segment holds, which never changes. */
  private record Raw(long lines, long bytes) {}

  private Raw raw(SegmentName name) throws IOException {
    Raw known = contents.get(name);
    if (known == null) {
      try (Segment segment = Segment.open(store, name)) {
        known = new Raw(segment.table().lines(), segment.table().bytes());
      }
      contents.put(name, known);
    }
    return known;
  }

  /**
   * Counts what it holds; reads the table of every segment that was not counted before.
   *
   * @throws java.nio.file.NoSuchFileException if a segment is deleted meanwhile
   */
  public Size size() throws IOException {
    int segments = 0;
    long lines = 0;
    long raw = 0;
    long stored = 0;
    long index = 0;
    for (ArchiveStore.Stored file : store.list()) {
      var name = SegmentName.parse(file.key());
      if (name.isPresent()) {
        Raw content = raw(name.get());
        segments++;
        lines += content.lines();
        raw += content.bytes();
        stored += file.sizeBytes();
      } else if (file.key().endsWith(SegmentName.INDEX)) {
        index += file.sizeBytes();
      }
    }
    return new Size(segments, lines, raw, stored, index);
  }

  /** Brings the unions of all days up to date; reads all of them. */
  public void refreshDays() throws IOException {
    for (var day : days().entrySet()) {
      new DayUnion(store, day.getKey()).refresh(day.getValue(), true);
    }
  }

  /**
   * Brings the union of a day up to date.
   *
   * @param all whether no segment may be left out; otherwise a few may
   */
  void refreshDay(LocalDate day, boolean all) throws IOException {
    List<SegmentName> segments = days().get(day);
    if (segments != null) {
      new DayUnion(store, day).refresh(segments, all);
    }
  }

  /**
   * What was deleted.
   *
   * @param segments how many
   * @param bytes on disk that are free again
   */
  public record Pruned(int segments, long bytes) {}

  /**
   * Deletes whole segments, the oldest first: those received before a time, then as many as there
   * are too many bytes. The newest one stays whatever its age: it says how far archiving has got.
   *
   * @param now what time it is
   * @param maxAge kept this long after the day of their receipt
   * @param maxBytes most bytes that segments and indexes may take
   */
  public Pruned prune(Instant now, Duration maxAge, long maxBytes) throws IOException {
    var sizes = new HashMap<String, Long>();
    long total = 0;
    for (ArchiveStore.Stored file : store.list()) {
      sizes.put(file.key(), file.sizeBytes());
      total += file.sizeBytes();
    }
    List<SegmentName> segments = segments();
    LocalDate oldest =
        now.compareTo(Instant.EPOCH.plus(maxAge)) < 0
            ? LocalDate.EPOCH
            : LocalDate.ofInstant(now.minus(maxAge), ZoneOffset.UTC);
    int deleted = 0;
    long freed = 0;
    var touched = new TreeSet<LocalDate>();
    for (SegmentName segment : segments.subList(0, Math.max(0, segments.size() - 1))) {
      if (segment.day().isBefore(oldest) || total - freed > maxBytes) {
        store.delete(segment.key());
        store.delete(segment.indexKey());
        contents.remove(segment);
        freed += sizes.getOrDefault(segment.key(), 0L);
        freed += sizes.getOrDefault(segment.indexKey(), 0L);
        touched.add(segment.day());
        deleted++;
      }
    }
    Map<LocalDate, List<SegmentName>> left = days();
    for (LocalDate day : touched) {
      if (left.containsKey(day)) {
        new DayUnion(store, day).refresh(left.getOrDefault(day, List.of()), true);
      } else {
        store.delete(SegmentName.dayKey(day));
        freed += sizes.getOrDefault(SegmentName.dayKey(day), 0L);
      }
    }
    return new Pruned(deleted, freed);
  }
}

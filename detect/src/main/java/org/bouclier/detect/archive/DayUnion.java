package org.bouclier.detect.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The index of a day: which entities are in which of its segments. It only saves work: a segment
 * that it does not name is looked at by itself, and one that it names and that is gone is left out.
 *
 * <p>It is written anew once enough segments have come that it does not name: 4 of them, or an
 * eighth of those it names, at most 16. The last one of a day is therefore written some ten times.
 */
final class DayUnion {

  private static final int FEW = 4;
  private static final int MANY = 16;

  private final ArchiveStore store;
  private final LocalDate day;

  DayUnion(ArchiveStore store, LocalDate day) {
    this.store = store;
    this.day = day;
  }

  /**
   * Marks the segments of the day that may hold one of these entities.
   *
   * @param segments all of that day
   * @param wanted keys, ascending
   * @return for each segment whether it may
   */
  BitSet find(List<SegmentName> segments, long[] wanted) throws IOException {
    var may = new BitSet();
    EntityIndex union = read();
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; union != null && i < union.names().size(); i++) {
      numbers.put(union.names().get(i), i);
    }
    var found = new BitSet();
    if (union != null) {
      union.find(wanted, found);
    }
    for (int i = 0; i < segments.size(); i++) {
      Integer number = numbers.get(segments.get(i).text());
      may.set(i, number == null || found.get(number));
    }
    return may;
  }

  private @Nullable EntityIndex read() throws IOException {
    try {
      return EntityIndex.read(store, SegmentName.dayKey(day));
    } catch (NoSuchFileException none) {
      return null;
    } catch (ArchiveCorruptException damaged) {
      return null; // every segment has its own index
    }
  }

  /**
   * Writes the union anew if that is worth it.
   *
   * @param segments all of that day, ascending
   * @param all whether no segment may be left out; otherwise a few may
   * @return whether it was written
   */
  boolean refresh(List<SegmentName> segments, boolean all) throws IOException {
    boolean written = false;
    while (true) {
      EntityIndex union = read();
      List<String> present = segments.stream().map(SegmentName::text).toList();
      if (union != null && !present.containsAll(union.names())) {
        union = null; // some were deleted
      }
      var known = new HashSet<>(union == null ? List.<String>of() : union.names());
      List<SegmentName> missing =
          segments.stream().filter(segment -> !known.contains(segment.text())).toList();
      int worth = all ? 1 : Math.clamp(known.size() / 8, FEW, MANY);
      if (missing.size() < worth) {
        return written;
      }
      write(union, missing.subList(0, Math.min(MANY, missing.size())));
      written = true;
    }
  }

  private void write(@Nullable EntityIndex union, List<SegmentName> more) throws IOException {
    Path file = store.workFolder().resolve("day-" + day + ".part");
    Files.createDirectories(store.workFolder());
    Files.write(file, merged(union, more));
    store.put(SegmentName.dayKey(day), file);
  }

  /** The bytes of a union of another union, if there is one, and of more segments' indexes. */
  private byte[] merged(@Nullable EntityIndex union, List<SegmentName> more) throws IOException {
    var names = new ArrayList<>(union == null ? List.<String>of() : union.names());
    var parts = new ArrayList<Part>();
    if (union != null) {
      parts.add(new Part(union.walk(), -1));
    }
    for (SegmentName segment : more) {
      parts.add(new Part(EntityIndex.read(store, segment.indexKey()).walk(), names.size()));
      names.add(segment.text());
    }
    var index = new EntityIndexWriter(names, names.size());
    var queue = new PriorityQueue<>(parts);
    var ids = new BitSet();
    while (!queue.isEmpty() && queue.element().walk.key() != Long.MAX_VALUE) {
      long key = queue.element().walk.key();
      ids.clear();
      while (!queue.isEmpty() && queue.element().walk.key() == key) {
        Part part = queue.remove();
        part.walk.ids(part.number < 0 ? ids : null);
        if (part.number >= 0) {
          ids.set(part.number);
        }
        part.walk.next();
        queue.add(part);
      }
      for (int id = ids.nextSetBit(0); id >= 0; id = ids.nextSetBit(id + 1)) {
        index.add(key, id);
      }
    }
    return index.finish();
  }

  /**
   * Whether the union is what the indexes of its segments give.
   *
   * @param segments all of that day
   * @throws ArchiveCorruptException if it is damaged, or says something else
   * @throws NoSuchFileException if there is none
   */
  void verify(List<SegmentName> segments) throws IOException {
    String key = SegmentName.dayKey(day);
    EntityIndex union = EntityIndex.read(store, key);
    Map<String, SegmentName> byText = new HashMap<>();
    segments.forEach(segment -> byText.put(segment.text(), segment));
    if (!byText.keySet().containsAll(union.names())) {
      throw new ArchiveCorruptException(key, "names segments that are not there");
    }
    EntityIndex expected = null;
    for (int from = 0; from < union.names().size(); from += MANY) {
      List<SegmentName> more = new ArrayList<>();
      for (String name : union.names().subList(from, Math.min(from + MANY, union.names().size()))) {
        more.add(Objects.requireNonNull(byText.get(name)));
      }
      expected = EntityIndex.of(key, merged(expected, more));
    }
    if (expected != null && !expected.hasBytesOf(union)) {
      throw new ArchiveCorruptException(key, "does not say what the indexes of its segments do");
    }
  }

  /**
   * One index of a merge.
   *
   * @param number of its segment in the union; -1 of a union, whose ids stay what they are
   */
  private record Part(EntityIndex.Walk walk, int number) implements Comparable<Part> {
    @Override
    public int compareTo(Part other) {
      return Long.compare(walk.key(), other.walk.key());
    }
  }
}

package org.bouclier.detect;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouclier.detect.bytes.IpText;
import org.bouclier.detect.bytes.Octets;

/**
 * The indicators in force, compiled for matching. Immutable; safe for any number of threads.
 *
 * <p>A set has two levels: the table it was built with, and a small overlay that {@link #with}
 * replaces. Adding ten indicators to ten million therefore costs a table of ten, and removing one
 * costs a note that its number no longer counts. When the overlay has grown past a quarter of the
 * table, {@code with} builds one new table.
 *
 * <p>Memory: about 45 bytes an indicator beside its own text; a million takes 70 MB or less.
 */
public final class IndicatorSet {

  /** Overlay below which {@link #with} never rebuilds the table. */
  private static final int SMALL_OVERLAY = 65_536;

  private static final IndicatorSet EMPTY = builder(0).build();

  private final long seed;
  private final WordFilter filter;
  private final WordFilter surroundings;
  private final IndicatorShape shape;
  private final IndicatorTable table;
  private final Set<Long> removed; // numbers of the table, not of the overlay
  private final int removedEntries;
  private final IndicatorTable overlay;

  private IndicatorSet(
      long seed,
      WordFilter filter,
      WordFilter surroundings,
      IndicatorShape shape,
      IndicatorTable table,
      Set<Long> removed,
      int removedEntries,
      IndicatorTable overlay) {
    this.seed = seed;
    this.filter = filter;
    this.surroundings = surroundings;
    this.shape = shape;
    this.table = table;
    this.removed = removed;
    this.removedEntries = removedEntries;
    this.overlay = overlay;
  }

  /** A set that matches nothing. */
  public static IndicatorSet empty() {
    return EMPTY;
  }

  /** A set of these indicators. */
  public static IndicatorSet of(Collection<IndicatorEntry> entries) {
    Builder builder = builder();
    entries.forEach(entry -> builder.add(entry.indicator(), entry.id()));
    return builder.build();
  }

  /** Starts a set; the hash seed is drawn at random, against lists prepared to collide. */
  public static Builder builder() {
    return builder(new SecureRandom().nextLong());
  }

  /** Starts a set whose layout can be repeated. */
  static Builder builder(long seed) {
    return new Builder(seed);
  }

  /** How many (indicator, number) pairs are in force. */
  public int size() {
    return table.size() - removedEntries + overlay.size();
  }

  /** Bytes of the tables and filter. */
  public long sizeBytes() {
    return filter.sizeBytes() + surroundings.sizeBytes() + table.sizeBytes() + overlay.sizeBytes();
  }

  /**
   * The same set without some numbers and with more indicators; removal comes first, so a number
   * may be given new indicators in one call.
   *
   * <p>Takes time in proportion to the overlay (a few milliseconds), plus one pass over the numbers
   * of the table if something is removed; once the overlay exceeds 65,536 and a quarter of the
   * table, as long as building a new set.
   *
   * @param added indicators to add
   * @param removedIds numbers whose every indicator is dropped; unknown ones are ignored
   */
  public IndicatorSet with(Collection<IndicatorEntry> added, Set<Long> removedIds) {
    Set<Long> gone = removed;
    int goneEntries = removedEntries;
    if (!removedIds.isEmpty()) {
      gone = new HashSet<>(removed);
      goneEntries = 0;
      for (int entry = 0; entry < table.size(); entry++) {
        long id = table.id(entry);
        if (removedIds.contains(id)) {
          gone.add(id);
        }
        goneEntries += gone.contains(id) ? 1 : 0;
      }
    }
    int changes = overlay.size() + added.size() + goneEntries;
    boolean large = changes > SMALL_OVERLAY && changes > table.size() / 4;
    if (large || filter.isWorn() || surroundings.isWorn()) {
      Builder all = builder(seed);
      addEntries(all, table, gone);
      addEntries(all, overlay, removedIds);
      added.forEach(entry -> all.add(entry.indicator(), entry.id()));
      return all.build();
    }
    Builder small = builder(seed);
    addEntries(small, overlay, removedIds);
    added.forEach(entry -> small.add(entry.indicator(), entry.id()));
    IndicatorShape wider = shape.copy();
    IndicatorTable newOverlay = small.table(filter, surroundings, wider);
    return new IndicatorSet(
        seed, filter, surroundings, wider, table, gone, goneEntries, newOverlay);
  }

  private static void addEntries(Builder builder, IndicatorTable from, Set<Long> except) {
    for (int entry = 0; entry < from.size(); entry++) {
      if (!except.contains(from.id(entry))) {
        builder.add(from.key(entry), from.id(entry));
      }
    }
  }

  /** Every pair in force, in no particular order; allocates as many objects. */
  public List<IndicatorEntry> entries() {
    var entries = new ArrayList<IndicatorEntry>(size());
    for (int entry = 0; entry < table.size(); entry++) {
      if (!removed.contains(table.id(entry))) {
        entries.add(new IndicatorEntry(table.key(entry).indicator(), table.id(entry)));
      }
    }
    for (int entry = 0; entry < overlay.size(); entry++) {
      entries.add(new IndicatorEntry(overlay.key(entry).indicator(), overlay.id(entry)));
    }
    return entries;
  }

  long seed() {
    return seed;
  }

  IndicatorShape shape() {
    return shape;
  }

  WordFilter filter() {
    return filter;
  }

  /**
   * Holds what must stand around a key for it to be found, by which most lines are done with: the
   * last two labels of every domain, the host of every URL.
   */
  WordFilter surroundings() {
    return surroundings;
  }

  /**
   * Reports every entry filed under exactly this key.
   *
   * @return whether there was one
   */
  boolean find(Tag tag, long hash, byte[] key, int from, int to, Found found) {
    boolean any = false;
    for (int entry = table.find(tag, hash, key, from, to); entry >= 0; entry = table.next(entry)) {
      long id = table.id(entry);
      if (removed.isEmpty() || !removed.contains(id)) {
        found.entry(id, table.key(entry).indicator());
        any = true;
      }
    }
    for (int entry = overlay.find(tag, hash, key, from, to);
        entry >= 0;
        entry = overlay.next(entry)) {
      found.entry(overlay.id(entry), overlay.key(entry).indicator());
      any = true;
    }
    return any;
  }

  /** Receives the entries of {@link #find}. */
  interface Found {
    void entry(long id, Indicator indicator);
  }

  /** Collects indicators and compiles them. Not safe for threads. */
  public static final class Builder {

    private static final int MANY = 1 << 22;
    private static final int MAX_ARENA_BYTES = Integer.MAX_VALUE - 16;

    private final long seed;
    private long[] hashes = new long[64];
    private int[] offsets = new int[64];
    private long[] ids = new long[64];
    private byte[] arena = new byte[1_024];
    private int used;
    private int size;

    private Builder(long seed) {
      this.seed = seed;
    }

    /**
     * Adds an indicator under a number. The same pair added twice is reported twice.
     *
     * @throws IllegalArgumentException if the value is not in its kind's normal form
     * @throws IllegalStateException beyond 2 GB of keys
     */
    public Builder add(Indicator indicator, long id) {
      return add(IndicatorKey.of(indicator), id);
    }

    /**
     * Adds the indicator that a line of a list holds if it is in normal form and nothing is around
     * it: what {@link IndicatorText} would read from it, sooner.
     *
     * @return whether it surely was, and was added
     */
    public boolean addPlain(byte[] line, int from, int to, long id) {
      Tag tag = PlainText.tag(line, from, to);
      if (tag == null) {
        return false;
      }
      if (tag == Tag.DOMAIN) {
        long hash = Keys.domain(Keys.start(seed, tag), line, from, to);
        add(tag, false, hash, line, from, to, id);
      } else if (tag == Tag.URL) {
        int scheme = PlainText.schemeLength(line, from, to);
        long hash = Keys.forward(Keys.start(seed, tag), line, from + scheme, to);
        add(tag, scheme == "https://".length(), hash, line, from + scheme, to, id);
      } else if (tag == Tag.IPV4) {
        add(new IndicatorKey(tag, false, IpText.bytes4((int) IpText.parse4(line, from, to))), id);
      } else {
        byte[] digest = new byte[to - from >> 1];
        for (int i = 0; i < digest.length; i++) {
          digest[i] =
              (byte) (Octets.hex(line[from + 2 * i]) << 4 | Octets.hex(line[from + 2 * i + 1]));
        }
        add(new IndicatorKey(tag, false, digest), id);
      }
      return true;
    }

    private Builder add(IndicatorKey key, long id) {
      byte[] bytes = key.bytes();
      return add(key.tag(), key.https(), key.hash(seed), bytes, 0, bytes.length, id);
    }

    private Builder add(
        Tag tag, boolean https, long hash, byte[] bytes, int from, int to, long id) {
      if (size == ids.length) {
        int capacity = grown(size);
        hashes = Arrays.copyOf(hashes, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
        ids = Arrays.copyOf(ids, capacity);
      }
      int length = to - from;
      long needed = (long) used + length + 3;
      if (needed > arena.length) {
        if (needed > MAX_ARENA_BYTES) {
          throw new IllegalStateException("indicators take more than 2 GB");
        }
        arena = Arrays.copyOf(arena, Math.max((int) needed, grown(arena.length)));
      }
      hashes[size] = hash;
      offsets[size] = used;
      ids[size] = id;
      int keyFrom = IndicatorTable.writeHead(arena, used, tag, https, length);
      System.arraycopy(bytes, from, arena, keyFrom, length);
      used = keyFrom + length;
      size++;
      return this;
    }

    /** Doubled while it is small; then by an eighth, as memory is scarcer than time. */
    private static int grown(int length) {
      return (int)
          Math.min(MAX_ARENA_BYTES, length + Math.max(64L, length >> (length > MANY ? 3 : 0)));
    }

    /** How many pairs were added. */
    public int size() {
      return size;
    }

    /** Compiles the set. The builder may go on. */
    public IndicatorSet build() {
      var filter = new WordFilter(Math.max(size, SMALL_OVERLAY), 16);
      var surroundings = new WordFilter(Math.max(size, SMALL_OVERLAY), 4);
      var shape = new IndicatorShape();
      IndicatorTable table = table(filter, surroundings, shape);
      IndicatorTable none = new Builder(seed).table(filter, surroundings, shape);
      return new IndicatorSet(seed, filter, surroundings, shape, table, Set.of(), 0, none);
    }

    private IndicatorTable table(WordFilter filter, WordFilter surroundings, IndicatorShape shape) {
      // What is exactly full is never written to again: the table may have it.
      offsets = size == offsets.length ? offsets : Arrays.copyOf(offsets, size);
      ids = size == ids.length ? ids : Arrays.copyOf(ids, size);
      arena = used == arena.length ? arena : Arrays.copyOf(arena, used);
      var table = new IndicatorTable(hashes, offsets, ids, arena, size);
      for (int entry = 0; entry < size; entry++) {
        filter.add(hashes[entry]);
      }
      table.describe(seed, shape, surroundings);
      return table;
    }
  }
}

package org.bouclier.detect.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.bouclier.detect.EntityScan;
import org.jspecify.annotations.Nullable;

/**
 * Which entities are where: beside a segment, in which of its pages; beside a day, in which of its
 * segments. Immutable; safe for any number of threads.
 *
 * <pre>{@code
 * index     = "BIX1"  version  names  ids  keys  groups  bytes  directory  group*  SHA-256 (32)
 * names     = count  text*           the hash of its segment, or the names of its segments
 * directory = (step  bytes)*         first key of each group, as steps; bytes of the group
 * group     = count-1 (8 bits)  lowBits (8 bits)  key-steps in Rice code, the first one left out,
 *             then for each key: how many ids in gamma code, their gaps in Rice code
 * }</pre>
 *
 * <p>The version is {@link EntityScan}'s, with which its seed changes too: an index of another one
 * is not believed. Keys are the 40 high bits of an entity's hash, ascending. Of a million
 * indicators and a segment of 600,000 entities, every second segment gives one page by chance,
 * whose reading costs a tenth of a millisecond; 64 bits would cost a third more index.
 *
 * <p>{@link #find} is one merge of sorted keys with sorted groups that leaps on both sides: a
 * hundred indicators cost a hundred look-ups, a million one pass.
 */
final class EntityIndex {

  static final byte[] MAGIC = {'B', 'I', 'X', '1'};

  /** Keys of a group: more make a smaller file and slower look-ups. */
  static final int GROUP = 64;

  static final int MAX_BYTES = 1 << 30;
  private static final int MAX_NAMES = 1 << 20;
  private static final int PADDING = 8; // the bit reader reads eight bytes at a time

  private final String key;
  private final byte[] bytes;
  private final List<String> names;
  private final int ids;
  private final long keyCount;
  private final long[] firsts;
  private final int[] offsets; // of each group, and the end of the last

  private EntityIndex(
      String key,
      byte[] bytes,
      List<String> names,
      int ids,
      long keyCount,
      long[] firsts,
      int[] offsets) {
    this.key = key;
    this.bytes = bytes;
    this.names = names;
    this.ids = ids;
    this.keyCount = keyCount;
    this.firsts = firsts;
    this.offsets = offsets;
  }

  /** How many low bits a Rice code of numbers of this mean should leave. */
  static int lowBits(long mean) {
    return mean < 2 ? 0 : 63 - Long.numberOfLeadingZeros(mean * 11 / 16 + 1);
  }

  /** Reads a whole file of a store. */
  static EntityIndex read(ArchiveStore store, String key) throws IOException {
    try (ArchiveStore.Reader file = store.open(key)) {
      if (file.sizeBytes() > MAX_BYTES) {
        throw new ArchiveCorruptException(key, "larger than an index is");
      }
      int length = (int) file.sizeBytes();
      byte[] bytes = new byte[length + PADDING];
      file.read(0, bytes, 0, length);
      return of(key, bytes, length);
    }
  }

  /** Reads a file that is in memory. */
  static EntityIndex of(String key, byte[] file) throws ArchiveCorruptException {
    return of(key, Arrays.copyOf(file, file.length + PADDING), file.length);
  }

  /** Whether both files are the same. */
  boolean hasBytesOf(EntityIndex other) {
    return Arrays.equals(bytes, other.bytes);
  }

  private static EntityIndex of(String key, byte[] bytes, int length)
      throws ArchiveCorruptException {
    int end = length - Sha256.BYTES;
    if (end < MAGIC.length
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || !Arrays.equals(
            Sha256.of(bytes, 0, end), 0, Sha256.BYTES, bytes, end, end + Sha256.BYTES)) {
      throw new ArchiveCorruptException(key, "not the bytes that were written");
    }
    var in = new Unpacked(key, bytes, MAGIC.length, end);
    if (in.number(Integer.MAX_VALUE) != EntityScan.VERSION) {
      throw new ArchiveCorruptException(key, "an index of other entities than this program's");
    }
    int nameCount = in.count(MAX_NAMES);
    var names = new ArrayList<String>();
    for (int i = 0; i < nameCount; i++) {
      names.add(in.text(64));
    }
    int ids = in.count(1 << EntityPairs.PAGE_BITS);
    long keyCount = in.number(1L << 40);
    int groups = in.count(length);
    int groupBytes = in.count(length);
    if (2L * groups > in.left()) {
      throw in.corrupt("too many groups");
    }
    long[] firsts = new long[groups];
    int[] offsets = new int[groups + 1];
    long first = 0;
    int offset = end - groupBytes;
    for (int group = 0; group < groups; group++) {
      first += in.number(1L << EntityPairs.KEY_BITS);
      firsts[group] = first;
      offsets[group] = offset;
      offset += in.count(groupBytes);
    }
    offsets[groups] = offset;
    if (in.at() != end - groupBytes || offset != end) {
      throw in.corrupt("groups do not fill the file");
    }
    return new EntityIndex(key, bytes, names, ids, keyCount, firsts, offsets);
  }

  /** Of a segment's, its {@link SegmentName#hash}; of a day's, the {@link SegmentName#text}s. */
  List<String> names() {
    return names;
  }

  /** How many pages or segments there are. */
  int ids() {
    return ids;
  }

  /** How many entities. */
  long keyCount() {
    return keyCount;
  }

  /**
   * Marks every place of every one of these entities.
   *
   * @param wanted keys, ascending
   * @param into receives the ids
   */
  void find(long[] wanted, BitSet into) throws ArchiveCorruptException {
    var group = new Group();
    int next = 0;
    int at = 0;
    while (next < wanted.length && at < firsts.length) {
      if (wanted[next] < firsts[at]) {
        next = atOrAfter(wanted, next, firsts[at]);
      } else if (at + 1 < firsts.length && wanted[next] >= firsts[at + 1]) {
        int found = Arrays.binarySearch(firsts, at + 1, firsts.length, wanted[next]);
        at = found >= 0 ? found : -found - 2;
      } else {
        long bound = at + 1 < firsts.length ? firsts[at + 1] : Long.MAX_VALUE;
        group.load(at);
        next = group.mark(wanted, next, bound, into);
        at++;
      }
    }
  }

  private static int atOrAfter(long[] sorted, int from, long value) {
    int step = 1;
    int low = from;
    while (low + step < sorted.length && sorted[low + step] < value) {
      low += step;
      step <<= 1;
    }
    int found = Arrays.binarySearch(sorted, low, Math.min(sorted.length, low + step + 1), value);
    return found >= 0 ? found : -found - 1;
  }

  /** Receives all pairs, ascending. */
  interface Pairs {
    void accept(long key, int id);
  }

  void forEach(Pairs pairs) throws ArchiveCorruptException {
    var group = new Group();
    for (int at = 0; at < firsts.length; at++) {
      group.load(at);
      group.forEach(pairs);
    }
  }

  /** One key after the other with the ids of each, for a merge of several indexes. */
  Walk walk() throws ArchiveCorruptException {
    return new Walk();
  }

  /** A walk through the keys. One thread at a time. */
  final class Walk {

    private final Group group = new Group();
    private int nextGroup;
    private int inGroup;

    private Walk() throws ArchiveCorruptException {
      next();
    }

    /** The key at hand; {@link Long#MAX_VALUE} after the last. */
    long key() {
      return inGroup < group.count ? group.keys[inGroup] : Long.MAX_VALUE;
    }

    /** Adds the ids of the key at hand; to be called once a key, in order, wanted or not. */
    void ids(@Nullable BitSet into) throws ArchiveCorruptException {
      group.ids(into);
    }

    void next() throws ArchiveCorruptException {
      inGroup++;
      if (inGroup >= group.count && nextGroup < firsts.length) {
        group.load(nextGroup++);
        inGroup = 0;
      }
    }
  }

  /** A group while it is read. */
  private final class Group {

    private final BitReader in = new BitReader();
    private final long[] keys = new long[256];
    private final boolean[] hits = new boolean[256];
    private int count;
    private int end;

    void load(int group) throws ArchiveCorruptException {
      in.begin(bytes, offsets[group]);
      end = offsets[group + 1];
      try {
        count = (int) in.bits(8) + 1;
        int lowBits = (int) in.bits(8);
        if (lowBits > EntityPairs.KEY_BITS) {
          throw corrupt();
        }
        keys[0] = firsts[group];
        for (int i = 1; i < count; i++) {
          keys[i] = keys[i - 1] + 1 + in.rice(lowBits, EntityPairs.KEY_BITS);
        }
      } catch (IndexOutOfBoundsException past) {
        throw corrupt();
      }
      check();
    }

    /** Marks the places of the wanted keys below a bound; returns the first that is not. */
    int mark(long[] wanted, int from, long bound, BitSet into) throws ArchiveCorruptException {
      int next = from;
      int last = -1;
      for (int i = 0; i < count; i++) {
        while (next < wanted.length && wanted[next] < keys[i]) {
          next++;
        }
        hits[i] = next < wanted.length && wanted[next] == keys[i];
        last = hits[i] ? i : last;
      }
      for (int i = 0; i <= last; i++) {
        ids(hits[i] ? into : null);
      }
      while (next < wanted.length && wanted[next] < bound) {
        next++;
      }
      return next;
    }

    void ids(@Nullable BitSet into) throws ArchiveCorruptException {
      try {
        int number = in.gamma();
        if (number > ids) {
          throw corrupt();
        }
        int gapBits = lowBits(ids / number);
        long id = -1;
        for (int i = 0; i < number; i++) {
          id += 1 + in.rice(gapBits, EntityPairs.PAGE_BITS);
          if (id >= ids) {
            throw corrupt();
          }
          if (into != null) {
            into.set((int) id);
          }
        }
      } catch (IndexOutOfBoundsException past) {
        throw corrupt();
      }
      check();
    }

    void forEach(Pairs pairs) throws ArchiveCorruptException {
      var at = new BitSet();
      for (int i = 0; i < count; i++) {
        long entity = keys[i];
        at.clear();
        ids(at);
        at.stream().forEach(id -> pairs.accept(entity, id));
      }
    }

    private void check() throws ArchiveCorruptException {
      if (in.endOffset() > end) {
        throw corrupt();
      }
    }

    private ArchiveCorruptException corrupt() {
      return new ArchiveCorruptException(key, "a group of entities is not as it was written");
    }
  }
}

package org.bouclier.detect.archive;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.bouclier.detect.EntityScan;

/**
 * Writes an {@link EntityIndex} from pairs in ascending order. The same pairs give the same bytes.
 * One thread at a time.
 */
final class EntityIndexWriter {

  private final List<String> names;
  private final int ids;
  private final Packed directory = new Packed();
  private final Packed groups = new Packed();
  private final BitWriter bits = new BitWriter();
  private final long[] keys = new long[EntityIndex.GROUP];
  private final int[] counts = new int[EntityIndex.GROUP];
  private int[] postings = new int[1 << 10];
  private int posted;
  private int inGroup;
  private long keyCount;
  private int groupCount;
  private long lastFirst;

  /**
   * @param names of the segments that the index speaks of
   * @param ids how many pages or segments there are; every id is below
   */
  EntityIndexWriter(List<String> names, int ids) {
    this.names = names;
    this.ids = ids;
  }

  /** Adds a pair greater than the one before: by key, then by id. */
  void add(long key, int id) {
    if (inGroup == 0 || keys[inGroup - 1] != key) {
      if (inGroup == EntityIndex.GROUP) {
        endGroup();
      }
      keys[inGroup] = key;
      counts[inGroup] = 0;
      inGroup++;
      keyCount++;
    }
    if (posted == postings.length) {
      postings = Arrays.copyOf(postings, 2 * posted);
    }
    postings[posted++] = id;
    counts[inGroup - 1]++;
  }

  private void endGroup() {
    directory.number(keys[0] - lastFirst);
    lastFirst = keys[0];
    long span = (keys[inGroup - 1] - keys[0]) / inGroup;
    int lowBits = EntityIndex.lowBits(span);
    bits.bits(inGroup - 1, 8);
    bits.bits(lowBits, 8);
    for (int i = 1; i < inGroup; i++) {
      bits.rice(keys[i] - keys[i - 1] - 1, lowBits, EntityPairs.KEY_BITS);
    }
    int at = 0;
    for (int i = 0; i < inGroup; i++) {
      bits.gamma(counts[i]);
      int gapBits = EntityIndex.lowBits(ids / counts[i]);
      int last = -1;
      for (int end = at + counts[i]; at < end; at++) {
        bits.rice(postings[at] - last - 1, gapBits, EntityPairs.PAGE_BITS);
        last = postings[at];
      }
    }
    directory.number(bits.end(groups));
    groupCount++;
    inGroup = 0;
    posted = 0;
  }

  /** The whole file. */
  byte[] finish() {
    if (inGroup > 0) {
      endGroup();
    }
    var file = new Packed();
    file.raw(EntityIndex.MAGIC, 0, EntityIndex.MAGIC.length);
    file.number(EntityScan.VERSION);
    file.number(names.size());
    names.forEach(file::text);
    file.number(ids);
    file.number(keyCount);
    file.number(groupCount);
    file.number(groups.length());
    file.raw(directory.bytes(), 0, directory.length());
    file.raw(groups.bytes(), 0, groups.length());
    MessageDigest sha256 = Sha256.digest();
    sha256.update(file.bytes(), 0, file.length());
    byte[] hash = sha256.digest();
    file.raw(hash, 0, hash.length);
    return file.toArray();
  }
}

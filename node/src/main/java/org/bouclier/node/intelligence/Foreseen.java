package org.bouclier.node.intelligence;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a dry run would have stored so far: for each object the version and the digest, so that the
 * second line of a file that repeats the first is announced as the duplicate it will be. Open
 * addressing over arrays, 40 bytes an object, at most half full: a million objects cost about 100
 * MB for the time of the dry run, where a map of objects would cost three times that.
 */
final class Foreseen {

  private static final int WORDS =
      5; // identifier (2), digest (2), version in microseconds, and revoked (1)

  private long[] table = new long[WORDS << 10];
  private int size;

  /** A version that was seen. */
  record Seen(UUID digest, Instant modified, boolean revoked) {}

  /** Notes a version; the former one of the same object is forgotten. */
  void put(Draft draft) {
    if (2L * (size + 1) * WORDS > table.length) {
      grow();
    }
    var key = key(draft.id());
    int slot = slot(table, key.getMostSignificantBits(), key.getLeastSignificantBits());
    size += isFree(table, slot) ? 1 : 0;
    write(
        table,
        slot,
        key.getMostSignificantBits(),
        key.getLeastSignificantBits(),
        draft.digest().getMostSignificantBits(),
        draft.digest().getLeastSignificantBits(),
        micros(draft.modified()) << 1 | (draft.revoked() ? 1 : 0));
  }

  /** The version of an object that was seen last; null if none was. */
  @Nullable Seen find(String id) {
    var key = key(id);
    int slot = slot(table, key.getMostSignificantBits(), key.getLeastSignificantBits());
    return isFree(table, slot)
        ? null
        : new Seen(
            new UUID(table[slot + 2], table[slot + 3]),
            instant(table[slot + 4] >> 1),
            (table[slot + 4] & 1) != 0);
  }

  private void grow() {
    if (table.length > Integer.MAX_VALUE / 2 - WORDS) {
      throw new IllegalStateException("too many objects for a dry run: " + size);
    }
    var larger = new long[table.length * 2];
    for (int from = 0; from < table.length; from += WORDS) {
      if (!isFree(table, from)) {
        int slot = slot(larger, table[from], table[from + 1]);
        System.arraycopy(table, from, larger, slot, WORDS);
      }
    }
    table = larger;
  }

  private static int slot(long[] table, long high, long low) {
    int slots = table.length / WORDS;
    int slot = Math.floorMod(high ^ low >>> 7, slots) * WORDS;
    while (!isFree(table, slot) && (table[slot] != high || table[slot + 1] != low)) {
      slot = slot + WORDS == slots * WORDS ? 0 : slot + WORDS;
    }
    return slot;
  }

  private static boolean isFree(long[] table, int slot) {
    return table[slot] == 0 && table[slot + 1] == 0;
  }

  private static void write(long[] table, int slot, long... words) {
    System.arraycopy(words, 0, table, slot, WORDS);
  }

  /** Of the whole identifier: two types may share a UUID. */
  private static UUID key(String id) {
    return Digest.of(id);
  }

  private static long micros(Instant at) {
    return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
  }
}

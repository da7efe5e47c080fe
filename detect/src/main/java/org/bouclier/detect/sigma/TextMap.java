package org.bouclier.detect.sigma;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map from texts to objects that is asked with a range of bytes, so that no key is allocated.
 * Open addressing, at most half full. Immutable.
 */
final class TextMap<V> {

  private static final int HASHED_BYTES = 32;

  private final byte[] @Nullable [] keys;
  private final @Nullable Object[] values;
  private final int mask;

  private TextMap(int capacity) {
    this.keys = new byte[capacity][];
    this.values = new Object[capacity];
    this.mask = capacity - 1;
  }

  static <V> TextMap<V> of(Map<Key, V> entries) {
    int capacity = Integer.highestOneBit(Math.max(2, 2 * entries.size()) - 1) << 1;
    var map = new TextMap<V>(capacity);
    entries.forEach((key, value) -> map.put(key.bytes, value));
    return map;
  }

  private void put(byte[] key, V value) {
    int at = hash(key, 0, key.length) & mask;
    while (keys[at] != null) {
      at = (at + 1) & mask;
    }
    keys[at] = key;
    values[at] = value;
  }

  /** The value of a text, or null. */
  @SuppressWarnings("unchecked")
  @Nullable V get(byte[] text, int from, int to) {
    int at = hash(text, from, to) & mask;
    byte[] key;
    while ((key = keys[at]) != null) {
      if (Arrays.equals(key, 0, key.length, text, from, to)) {
        return (V) values[at];
      }
      at = (at + 1) & mask;
    }
    return null;
  }

  /** A long text by its length, beginning and end: a value of a megabyte costs no more. */
  private static int hash(byte[] text, int from, int to) {
    int hash = to - from;
    int head = Math.min(to, from + HASHED_BYTES / 2);
    for (int i = from; i < head; i++) {
      hash = 31 * hash + text[i];
    }
    for (int i = Math.max(head, to - HASHED_BYTES / 2); i < to; i++) {
      hash = 31 * hash + text[i];
    }
    hash *= 0x9E3779B9;
    return hash ^ (hash >>> 15);
  }

  /** A text as the key of a {@link HashMap}, while a map is prepared. */
  static final class Key {
    private final byte[] bytes;

    Key(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }
}

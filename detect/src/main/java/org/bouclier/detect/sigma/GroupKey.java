package org.bouclier.detect.sigma;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some values as one key: of a group, or of a tuple that is counted. Comparable, so that keys made
 * up to collide cost a hash map a logarithm and not a list.
 */
final class GroupKey implements Comparable<GroupKey> {

  private final byte[] bytes;
  private final int hash;

  GroupKey(byte[] bytes) {
    this.bytes = bytes;
    int mixed = Arrays.hashCode(bytes) * 0x9E3779B9;
    this.hash = mixed ^ (mixed >>> 15);
  }

  /**
   * A key of values, each behind its length, so that no two lists of values have the same.
   *
   * @param prefix a number that goes before, or -1 for none
   */
  static GroupKey of(int prefix, int[] places, @Nullable ObservedValue[] values) {
    int length = prefix < 0 ? 0 : 4;
    for (int place : places) {
      ObservedValue value = values[place];
      length += 2 + (value == null ? 0 : value.folded().length);
    }
    byte[] bytes = new byte[length];
    int at = 0;
    if (prefix >= 0) {
      at = putInt(bytes, prefix);
    }
    for (int place : places) {
      ObservedValue value = values[place];
      int size = value == null ? 0xFFFF : value.folded().length;
      bytes[at++] = (byte) (size >> 8);
      bytes[at++] = (byte) size;
      if (value != null) {
        System.arraycopy(value.folded(), 0, bytes, at, size);
        at += size;
      }
    }
    return new GroupKey(bytes);
  }

  private static int putInt(byte[] bytes, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[i] = (byte) (value >> (24 - 8 * i));
    }
    return 4;
  }

  /** The same values behind another number. */
  GroupKey withPrefix(int prefix) {
    byte[] copy = bytes.clone();
    putInt(copy, prefix);
    return new GroupKey(copy);
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public int compareTo(GroupKey other) {
    return Arrays.compare(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GroupKey key && hash == key.hash && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}

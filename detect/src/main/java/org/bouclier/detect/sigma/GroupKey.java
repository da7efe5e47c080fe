package org.bouclier.detect.sigma;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some values as one key: of a group, or of a tuple that is counted.
 *
 * <p>Whoever writes logs chooses the values, so the hash is keyed anew in each process: values
 * cannot be made up to collide. Comparable, which is a hash map's own defence.
 */
final class GroupKey implements Comparable<GroupKey> {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SEED = new SecureRandom().nextLong();
  private static final long MULTIPLIER = new SecureRandom().nextLong() | 1;

  private final byte[] bytes;
  private final int hash;

  GroupKey(byte[] bytes) {
    this.bytes = bytes;
    this.hash = hash(bytes);
  }

  /** Eight bytes at a time, each folded in by a product of 128 bits with the secret multiplier. */
  private static int hash(byte[] bytes) {
    long hash = SEED ^ bytes.length;
    int at = 0;
    for (; at + 8 <= bytes.length; at += 8) {
      hash = mixed(hash ^ (long) LONG.get(bytes, at));
    }
    long rest = 0;
    for (; at < bytes.length; at++) {
      rest = rest << 8 | bytes[at] & 0xFF;
    }
    hash = mixed(mixed(hash ^ rest) ^ SEED);
    return (int) (hash ^ hash >>> 32);
  }

  private static long mixed(long value) {
    return Math.unsignedMultiplyHigh(value, MULTIPLIER) ^ value * MULTIPLIER;
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

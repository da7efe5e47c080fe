package org.bouclier.detect.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes at once in a {@code long}, the first in the low bits ("SIMD within a register"). */
public final class Swar {

  /** Reads eight bytes: {@code (long) LONG.get(bytes, at)}. */
  public static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Eight dots. */
  public static final long DOTS = spread('.');

  /** Eight quotation marks. */
  public static final long QUOTES = spread('"');

  /** Eight backslashes. */
  public static final long BACKSLASHES = spread('\\');

  /** Eight line feeds. */
  public static final long LINE_FEEDS = spread('\n');

  private static final long LOWS = 0x7F7F_7F7F_7F7F_7F7FL;

  private Swar() {}

  private static long spread(char c) {
    return c * 0x0101_0101_0101_0101L;
  }

  /** The top bit of each byte that is equal in both, exactly. */
  public static long equal(long eight, long pattern) {
    long difference = eight ^ pattern;
    return ~(((difference & LOWS) + LOWS) | difference | LOWS);
  }
}

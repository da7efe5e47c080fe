package org.bouclier.detect.evtx;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Integers in byte arrays, as Windows writes them. The caller has checked the bounds. */
final class LittleEndian {

  private static final VarHandle U16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, LITTLE_ENDIAN);
  private static final VarHandle U32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);
  private static final VarHandle U64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

  private LittleEndian() {}

  static int u16(byte[] bytes, int at) {
    return (short) U16.get(bytes, at) & 0xFFFF;
  }

  static int i32(byte[] bytes, int at) {
    return (int) U32.get(bytes, at);
  }

  /** As a positive number, for sizes and offsets, which no bound then mistakes for small. */
  static long u32(byte[] bytes, int at) {
    return (int) U32.get(bytes, at) & 0xFFFF_FFFFL;
  }

  static long i64(byte[] bytes, int at) {
    return (long) U64.get(bytes, at);
  }
}

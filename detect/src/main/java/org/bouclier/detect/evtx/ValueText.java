package org.bouclier.detect.evtx;

import static java.time.ZoneOffset.UTC;
import static org.bouclier.detect.evtx.LittleEndian.i32;
import static org.bouclier.detect.evtx.LittleEndian.i64;
import static org.bouclier.detect.evtx.LittleEndian.u16;
import static org.bouclier.detect.evtx.LittleEndian.u32;

import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Writes typed values as JSON.
 *
 * <pre>{@code
 * integers, reals, booleans   17  -1  0.5  true
 * HexInt32, HexInt64, SizeT   "0x3e7"
 * GUID                        "5770385F-C22A-43E0-BF4C-06F5698FFBD9"
 * SID                         "S-1-5-18"
 * FILETIME, SYSTEMTIME        "2026-04-17T05:24:53.088849Z"
 * binary, and what is wrong   "DEADBEEF"
 * array                       each element as above, with commas between
 * }</pre>
 */
final class ValueText {

  /**
   * Which code page wrote a text is not in the file; Windows' Western one has all others' ASCII.
   */
  private static final char[] ANSI = western();

  private static final long TICKS_PER_SECOND = 10_000_000;
  private static final long SECONDS_1601_TO_1970 = 11_644_473_600L;

  private final FaultCounter faults;
  private byte[] chunk = new byte[0];

  ValueText(FaultCounter faults) {
    this.faults = faults;
  }

  /** Says which chunk the next values are in. */
  void startChunk(byte[] bytes) {
    chunk = bytes;
  }

  /** Whether a value is written without quotation marks. */
  private boolean isBare(int type, int at, int size) {
    return switch (type) {
      case ValueType.INT8,
          ValueType.UINT8,
          ValueType.INT16,
          ValueType.UINT16,
          ValueType.INT32,
          ValueType.UINT32,
          ValueType.INT64,
          ValueType.UINT64 ->
          size == ValueType.bytes(type);
      case ValueType.REAL32 -> size == 4 && Float.isFinite(Float.intBitsToFloat(i32(chunk, at)));
      case ValueType.REAL64 ->
          size == 8 && Double.isFinite(Double.longBitsToDouble(i64(chunk, at)));
      case ValueType.BOOL -> isBoolean(size);
      default -> false;
    };
  }

  /** Four bytes says the grammar; providers are known that write one, two or eight. */
  private static boolean isBoolean(int size) {
    return size == 1 || size == 2 || size == 4 || size == 8;
  }

  /** Writes one value that is not an array as a JSON value. */
  void writeScalar(JsonBytes out, int type, int at, int size) {
    boolean bare = isBare(type, at, size);
    if (!bare) {
      out.add('"');
    }
    writeText(out, type, at, size);
    if (!bare) {
      out.add('"');
    }
  }

  /** Writes a value as the inside of a JSON string, the elements of an array with commas. */
  void writeText(JsonBytes out, int type, int at, int size) {
    if (ValueType.isArray(type)) {
      writeItems(out, type, at, size, false);
      return;
    }
    int expected = ValueType.bytes(type);
    if (expected != 0 && expected != size && !(type == ValueType.BOOL && isBoolean(size))) {
      malformed(out, at, size);
      return;
    }
    switch (type) {
      case ValueType.STRING -> out.addUtf16(chunk, at, size);
      case ValueType.ANSI_STRING -> ansi(out, at, size);
      case ValueType.POINT -> out.addPoint(at);
      case ValueType.INT8 -> out.addNumber(chunk[at]);
      case ValueType.UINT8 -> out.addNumber(chunk[at] & 0xFF);
      case ValueType.INT16 -> out.addNumber((short) u16(chunk, at));
      case ValueType.UINT16 -> out.addNumber(u16(chunk, at));
      case ValueType.INT32 -> out.addNumber(i32(chunk, at));
      case ValueType.UINT32 -> out.addNumber(u32(chunk, at));
      case ValueType.INT64 -> out.addNumber(i64(chunk, at));
      case ValueType.UINT64 -> out.addUnsigned(i64(chunk, at), 1);
      case ValueType.REAL32 -> real(out, Float.intBitsToFloat(i32(chunk, at)), true);
      case ValueType.REAL64 -> real(out, Double.longBitsToDouble(i64(chunk, at)), false);
      case ValueType.BOOL -> out.addAscii(isZero(at, size) ? "false" : "true");
      case ValueType.BINARY -> out.addHex(chunk, at, size);
      case ValueType.GUID -> out.addGuid(chunk, at);
      case ValueType.SIZE -> size(out, at, size);
      case ValueType.FILETIME -> filetime(out, at);
      case ValueType.SYSTEMTIME -> systemtime(out, at);
      case ValueType.SID -> sid(out, at, size);
      case ValueType.HEX32 -> out.addHex(u32(chunk, at));
      case ValueType.HEX64 -> out.addHex(i64(chunk, at));
      default -> {
        faults.add(EvtxFaultKind.VALUE_TYPE);
        out.addHex(chunk, at, size);
      }
    }
  }

  /** Writes the elements of an array, as JSON values, with commas; returns how many. */
  int writeItems(JsonBytes out, int type, int at, int size) {
    return writeItems(out, type, at, size, true);
  }

  /** How many elements an array has, if no more than two; enough to know whether it is a list. */
  int countItems(int type, int at, int size) {
    int first = item(type & ~ValueType.ARRAY, at, size);
    return size == 0 ? 0 : first >= size ? 1 : 2;
  }

  private int writeItems(JsonBytes out, int arrayType, int at, int size, boolean values) {
    int type = arrayType & ~ValueType.ARRAY;
    int count = 0;
    int done = 0;
    while (done < size && (count == 0 || !out.isFull())) {
      if (count++ > 0) {
        out.add(',');
      }
      int from = at + done;
      int length = item(type, from, size - done);
      int content = length - terminator(type, from, length);
      if (values) {
        writeScalar(out, type, from, content);
      } else {
        writeText(out, type, from, content);
      }
      done += length;
    }
    if (done < size) {
      faults.add(EvtxFaultKind.TOO_LARGE);
    }
    return count;
  }

  /** Bytes of the element at {@code at}, its terminator included; all that is left if unknown. */
  private int item(int type, int at, int left) {
    int bytes =
        switch (type) {
          case ValueType.STRING -> {
            int i = 0;
            while (i + 2 <= left && u16(chunk, at + i) != 0) {
              i += 2;
            }
            yield i + 2;
          }
          case ValueType.ANSI_STRING -> {
            int i = 0;
            while (i < left && chunk[at + i] != 0) {
              i++;
            }
            yield i + 1;
          }
          case ValueType.SID -> left < 8 ? left : 8 + 4 * (chunk[at + 1] & 0xFF);
          case ValueType.SIZE -> left % 8 == 0 ? 8 : 4;
          default -> ValueType.bytes(type);
        };
    return bytes == 0 || bytes > left ? left : bytes;
  }

  private int terminator(int type, int at, int length) {
    if (type == ValueType.STRING) {
      return length >= 2 && u16(chunk, at + length - 2) == 0 ? 2 : 0;
    }
    return type == ValueType.ANSI_STRING && length > 0 && chunk[at + length - 1] == 0 ? 1 : 0;
  }

  private void malformed(JsonBytes out, int at, int size) {
    faults.add(EvtxFaultKind.VALUE_SIZE);
    out.addHex(chunk, at, size);
  }

  private void ansi(JsonBytes out, int at, int size) {
    for (int i = at; i < at + size; i++) {
      out.addPoint(ANSI[chunk[i] & 0xFF]);
    }
  }

  private static char[] western() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    return new String(all, Charset.forName("windows-1252")).toCharArray();
  }

  private boolean isZero(int at, int size) {
    for (int i = at; i < at + size; i++) {
      if (chunk[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Numbers as Java writes them, which JSON takes; the rest in the words of Windows. */
  private static void real(JsonBytes out, double number, boolean single) {
    if (Double.isNaN(number)) {
      out.addAscii("-1.#IND");
    } else if (Double.isInfinite(number)) {
      out.addAscii(number > 0 ? "1.#INF" : "-1.#INF");
    } else {
      out.addAscii(single ? Float.toString((float) number) : Double.toString(number));
    }
  }

  private void size(JsonBytes out, int at, int size) {
    if (size == 4) {
      out.addHex(u32(chunk, at));
    } else if (size == 8) {
      out.addHex(i64(chunk, at));
    } else {
      malformed(out, at, size);
    }
  }

  /** {@code S-revision-authority-sub-...}, MS-DTYP section 2.4.2.1. */
  private void sid(JsonBytes out, int at, int size) {
    if (size < 8 || size != 8 + 4 * (chunk[at + 1] & 0xFF)) {
      malformed(out, at, size);
      return;
    }
    out.addAscii("S-");
    out.addNumber(chunk[at] & 0xFF);
    long authority = 0;
    for (int i = 2; i < 8; i++) {
      authority = authority << 8 | (chunk[at + i] & 0xFF);
    }
    out.add('-');
    out.addNumber(authority);
    for (int i = 8; i < size; i += 4) {
      out.add('-');
      out.addNumber(u32(chunk, at + i));
    }
  }

  private void filetime(JsonBytes out, int at) {
    long ticks = i64(chunk, at);
    if (ticks < 0) {
      malformed(out, at, 8);
      return;
    }
    long second = ticks / TICKS_PER_SECOND - SECONDS_1601_TO_1970;
    time(out, LocalDateTime.ofEpochSecond(second, 0, UTC), ticks % TICKS_PER_SECOND / 10);
  }

  private void systemtime(JsonBytes out, int at) {
    int milliseconds = u16(chunk, at + 14);
    LocalDateTime time = systemtime(at);
    if (time == null || milliseconds > 999) {
      malformed(out, at, 16);
    } else {
      time(out, time, milliseconds * 1_000L);
    }
  }

  private @Nullable LocalDateTime systemtime(int at) {
    try {
      return LocalDateTime.of(
          u16(chunk, at),
          u16(chunk, at + 2),
          u16(chunk, at + 6),
          u16(chunk, at + 8),
          u16(chunk, at + 10),
          u16(chunk, at + 12));
    } catch (DateTimeException noSuchTime) {
      return null;
    }
  }

  private static void time(JsonBytes out, LocalDateTime time, long microseconds) {
    out.addUnsigned(time.getYear(), 4);
    out.add('-');
    out.addUnsigned(time.getMonthValue(), 2);
    out.add('-');
    out.addUnsigned(time.getDayOfMonth(), 2);
    out.add('T');
    out.addUnsigned(time.getHour(), 2);
    out.add(':');
    out.addUnsigned(time.getMinute(), 2);
    out.add(':');
    out.addUnsigned(time.getSecond(), 2);
    out.add('.');
    out.addUnsigned(microseconds, 6);
    out.add('Z');
  }
}

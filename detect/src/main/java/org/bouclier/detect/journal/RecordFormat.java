package org.bouclier.detect.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.zip.CRC32C;
import org.bouclier.detect.log.LineRanges;

/**
 * The bytes of a segment file. Numbers are big-endian.
 *
 * <pre>{@code
 * segment  = header record*
 * header   = "BJL1" (4)  zero (4)  number of the segment (8)
 * record   = length (4)  checksum (4)  body
 * body     = source (8)  received-at (8)  line*
 * line     = size (7 bits a byte, low bits first, top bit = more)  bytes
 * }</pre>
 *
 * <p>{@code length} counts the body; {@code checksum} is the CRC-32C of length and body, so that a
 * zeroed block is no record. Received-at is in microseconds since 1970. A line costs one byte, two
 * from 128 bytes on, and a block 24.
 */
final class RecordFormat {

  static final int SEGMENT_HEADER = 16;
  static final int RECORD_HEADER = 8;
  static final int BODY_HEADER = 16;

  /** Whatever the limits in force were when it was written. */
  static final int MAX_BODY = 1 << 28;

  private static final int MAGIC = 0x424A4C31;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private RecordFormat() {}

  static byte[] segmentHeader(long segment) {
    byte[] header = new byte[SEGMENT_HEADER];
    INT.set(header, 0, MAGIC);
    LONG.set(header, 8, segment);
    return header;
  }

  static boolean isSegmentHeader(byte[] header, long segment) {
    return (int) INT.get(header, 0) == MAGIC
        && (int) INT.get(header, 4) == 0
        && (long) LONG.get(header, 8) == segment;
  }

  /** Whether the header was never written: the power went between the file and its first bytes. */
  static boolean isBlankHeader(byte[] header) {
    return (int) INT.get(header, 0) == 0 && (long) LONG.get(header, 8) == 0;
  }

  /** Whether a record's body may be so long, with {@code left} bytes of file from its start. */
  static boolean isLength(int bodyLength, long left) {
    return bodyLength >= BODY_HEADER
        && bodyLength <= MAX_BODY
        && RECORD_HEADER + bodyLength <= left;
  }

  /** Bytes that a line takes in a body. */
  static int lineBytes(int size) {
    int bytes = size + 1;
    for (int rest = size >>> 7; rest != 0; rest >>>= 7) {
      bytes++;
    }
    return bytes;
  }

  /** Writes the head of a body, at {@link #RECORD_HEADER}; returns where the lines go. */
  static int writeBodyHead(byte[] record, long sourceId, Instant receivedAt) {
    LONG.set(record, RECORD_HEADER, sourceId);
    long micros =
        Math.addExact(
            Math.multiplyExact(receivedAt.getEpochSecond(), 1_000_000L),
            receivedAt.getNano() / 1_000);
    LONG.set(record, RECORD_HEADER + 8, micros);
    return RECORD_HEADER + BODY_HEADER;
  }

  /** Appends a line; returns where the next one goes. */
  static int writeLine(byte[] record, int at, byte[] buffer, int from, int to) {
    int i = at;
    int rest = to - from;
    while (rest >= 128) {
      record[i++] = (byte) (rest | 128);
      rest >>>= 7;
    }
    record[i++] = (byte) rest;
    System.arraycopy(buffer, from, record, i, to - from);
    return i + to - from;
  }

  /** Fills in length and checksum of a record that ends at {@code to}. */
  static void seal(byte[] record, int to) {
    INT.set(record, 0, to - RECORD_HEADER);
    INT.set(record, 4, checksum(record, 0, to));
  }

  /** Length of the body, as the record's first bytes say; anything at all in a torn file. */
  static int bodyLength(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  /** Whether the record is what was written. */
  static boolean isIntact(byte[] bytes, int at, int bodyLength) {
    return (int) INT.get(bytes, at + 4) == checksum(bytes, at, at + RECORD_HEADER + bodyLength);
  }

  private static int checksum(byte[] bytes, int at, int to) {
    var crc = new CRC32C();
    crc.update(bytes, at, 4);
    crc.update(bytes, at + RECORD_HEADER, to - at - RECORD_HEADER);
    return (int) crc.getValue();
  }

  /** Reads the body of an intact record, which starts at {@link #RECORD_HEADER} of the array. */
  static LineBlock read(byte[] record, int bodyLength, Position position, Position next) {
    long sourceId = (long) LONG.get(record, RECORD_HEADER);
    long micros = (long) LONG.get(record, RECORD_HEADER + 8);
    var receivedAt =
        Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    var lines = new LineRanges();
    int end = RECORD_HEADER + bodyLength;
    int i = RECORD_HEADER + BODY_HEADER;
    while (i < end) {
      int size = 0;
      int shift = 0;
      byte b;
      do {
        b = record[i++];
        size |= (b & 127) << shift;
        shift += 7;
      } while (b < 0);
      lines.add(i, i + size);
      i += size;
    }
    return new LineBlock(position, next, sourceId, receivedAt, record, lines);
  }
}

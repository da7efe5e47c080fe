package org.bouclier.detect.scan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.bouclier.detect.log.LogFormat;

/** Collects records that are written anew as lines of JSON. Not safe for threads. */
final class BlockBuilder {

  private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);

  private byte[] bytes = new byte[Records.BLOCK_BYTES + (Records.BLOCK_BYTES >> 2)];
  private int length;
  private int recordFrom;
  private long[] offsets = new long[1_024];
  private int records;

  /** Begins a record that stands at this byte of the input. */
  void begin(long offset) {
    if (records == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * records);
    }
    offsets[records] = offset;
    recordFrom = length;
  }

  /** Ends the record. */
  void end() {
    add('\n');
    records++;
  }

  /** Forgets what was added since {@link #begin}. */
  void drop() {
    length = recordFrom;
  }

  /** How long the record is so far. */
  int recordBytes() {
    return length - recordFrom;
  }

  /** Whether it is time to hand the records on. */
  boolean isFull() {
    return length >= Records.BLOCK_BYTES;
  }

  boolean isEmpty() {
    return records == 0;
  }

  /** What was collected; a new collection begins. */
  Block take() {
    var block =
        new Block(bytes, length, LogFormat.NDJSON, offsets[0], Arrays.copyOf(offsets, records));
    bytes = new byte[Records.BLOCK_BYTES + (Records.BLOCK_BYTES >> 2)];
    length = 0;
    records = 0;
    return block;
  }

  void add(int b) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = (byte) b;
  }

  void add(byte[] from, int start, int end) {
    if (length + end - start > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + end - start));
    }
    System.arraycopy(from, start, bytes, length, end - start);
    length += end - start;
  }

  /** Adds {@code "name":}, after a comma unless it is the first of its object. */
  void name(byte[] quotedName) {
    if (bytes[length - 1] != '{') {
      add(',');
    }
    add(quotedName, 0, quotedName.length);
    add(':');
  }

  /** Adds a text as a JSON string. Bytes that are not UTF-8 are passed on as they are. */
  void string(byte[] from, int start, int end) {
    add('"');
    for (int i = start; i < end; i++) {
      stringByte(from[i]);
    }
    add('"');
  }

  /** Adds one byte of a JSON string. */
  void stringByte(byte b) {
    switch (b) {
      case '"', '\\' -> {
        add('\\');
        add(b);
      }
      case '\n' -> {
        add('\\');
        add('n');
      }
      case '\r' -> {
        add('\\');
        add('r');
      }
      case '\t' -> {
        add('\\');
        add('t');
      }
      default -> {
        if (b >= 0 && b < ' ') {
          add('\\');
          add('u');
          add('0');
          add('0');
          add(HEX[b >> 4]);
          add(HEX[b & 15]);
        } else {
          add(b);
        }
      }
    }
  }

  /** A name as {@link #name} wants it. */
  static byte[] quoted(String name) {
    var builder = new BlockBuilder();
    byte[] text = name.getBytes(UTF_8);
    builder.string(text, 0, text.length);
    return Arrays.copyOf(builder.bytes, builder.length);
  }
}

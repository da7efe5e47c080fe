package org.bouclier.detect.evtx;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/** Writes small EVTX files by hand, right or wrong, so that tests need no file of Windows. */
final class EvtxWriter {

  static final int FILE_HEADER = 4_096;
  static final int CHUNK = 65_536;

  private byte[] file = new byte[FILE_HEADER];
  private int chunks;

  /** Adds a chunk with these records. */
  EvtxWriter chunk(Consumer<Chunk> records) {
    var chunk = new Chunk();
    records.accept(chunk);
    return raw(chunk.bytes());
  }

  /** Adds 64 KiB of anything. */
  EvtxWriter raw(byte[] chunk) {
    int end = file.length;
    file = Arrays.copyOf(file, end + CHUNK);
    System.arraycopy(chunk, 0, file, end, chunk.length);
    chunks++;
    return this;
  }

  /** The file, with its header. */
  byte[] bytes() {
    return bytes(0);
  }

  /** The file, with these flags in its header. */
  byte[] bytes(int flags) {
    var header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    header.put(0, "ElfFile\0".getBytes(US_ASCII));
    header.putInt(32, 128).putShort(36, (short) 1).putShort(38, (short) 3);
    header.putShort(40, (short) FILE_HEADER).putShort(42, (short) chunks).putInt(120, flags);
    header.putInt(124, crc(file, 0, 120, 0, 0));
    return file.clone();
  }

  static int crc(byte[] bytes, int from, int to, int secondFrom, int secondTo) {
    var crc = new CRC32();
    crc.update(bytes, from, to - from);
    crc.update(bytes, secondFrom, secondTo - secondFrom);
    return (int) crc.getValue();
  }

  /** Puts right the checksums of a chunk that a test has changed. */
  static void sign(byte[] file, int chunk) {
    var header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int end = header.getInt(chunk + 48);
    header.putInt(chunk + 52, crc(file, chunk + 512, chunk + end, 0, 0));
    header.putInt(chunk + 124, crc(file, chunk, chunk + 120, chunk + 128, chunk + 512));
  }

  /** A value of a template instance. */
  record Value(int type, Consumer<Xml> content) {

    static Value string(String text) {
      return typed(ValueType.STRING, text.getBytes(UTF_16LE));
    }

    static Value nothing() {
      return typed(ValueType.NULL);
    }

    static Value typed(int type, byte... bytes) {
      return new Value(type, xml -> xml.put(bytes));
    }

    static Value u16(int number) {
      return typed(ValueType.UINT16, (byte) number, (byte) (number >> 8));
    }

    static Value xml(Consumer<Xml> fragment) {
      return new Value(ValueType.BINARY_XML, fragment);
    }
  }

  /** A chunk under construction. */
  static final class Chunk {

    private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    private final Map<String, Integer> names = new HashMap<>();
    private final Map<Integer, Integer> templates = new HashMap<>();
    private long first = Long.MAX_VALUE;
    private long last;

    Chunk() {
      bytes.position(512);
    }

    /** Where the next record will start. */
    int position() {
      return bytes.position();
    }

    /** Adds a record; what was written at a FILETIME. */
    Chunk record(long number, long filetime, Consumer<Xml> content) {
      int start = bytes.position();
      bytes.putInt(0x2A2A).putInt(0).putLong(number).putLong(filetime);
      content.accept(new Xml(this));
      while (bytes.position() % 8 != 4) {
        bytes.put((byte) 0);
      }
      int size = bytes.position() + 4 - start;
      bytes.putInt(size).putInt(start + 4, size);
      first = Math.min(first, number);
      last = Math.max(last, number);
      return this;
    }

    byte[] bytes() {
      int end = bytes.position();
      bytes.put(0, "ElfChnk\0".getBytes(US_ASCII));
      bytes.putLong(8, first).putLong(16, last).putLong(24, first).putLong(32, last);
      bytes.putInt(40, 128).putInt(48, end);
      byte[] chunk = bytes.array().clone();
      sign(chunk, 0);
      return chunk;
    }
  }

  /** Binary XML at the end of a chunk. */
  static final class Xml {

    private final Chunk chunk;
    private final ByteBuffer out;
    private final Deque<Integer> sizes = new ArrayDeque<>();
    private int attributes;
    private boolean template;

    Xml(Chunk chunk) {
      this.chunk = chunk;
      this.out = chunk.bytes;
    }

    int position() {
      return out.position();
    }

    Xml put(byte... bytes) {
      out.put(bytes);
      return this;
    }

    Xml put(int... bytes) {
      for (int b : bytes) {
        out.put((byte) b);
      }
      return this;
    }

    Xml header() {
      return put(0x0F, 1, 1, 0);
    }

    Xml eof() {
      return put(0);
    }

    Xml open(String name) {
      return open(name, false);
    }

    /** Opens an element that has attributes, which follow until {@link #content}. */
    Xml openWith(String name) {
      return open(name, true);
    }

    private Xml open(String name, boolean with) {
      put(with ? 0x41 : 0x01);
      if (template) {
        out.putShort((short) -1);
      }
      sizes.push(out.position());
      out.putInt(0);
      name(name);
      if (with) {
        attributes = out.position();
        out.putInt(0);
      } else {
        put(0x02);
      }
      return this;
    }

    Xml attribute(String name) {
      put(0x06);
      return name(name);
    }

    /** Ends the attributes; content follows. */
    Xml content() {
      out.putInt(attributes, out.position() - attributes - 4);
      return put(0x02);
    }

    /** Ends the attributes and the element, which is empty. */
    Xml empty() {
      out.putInt(attributes, out.position() - attributes - 4);
      return ended(0x03);
    }

    Xml end() {
      return ended(0x04);
    }

    private Xml ended(int token) {
      int size = sizes.pop();
      put(token);
      out.putInt(size, out.position() - size - 4);
      return this;
    }

    Xml text(String text) {
      put(0x05, ValueType.STRING);
      return counted(text);
    }

    Xml cdata(String text) {
      put(0x07);
      return counted(text);
    }

    Xml instruction(String target, String data) {
      put(0x0A);
      name(target);
      put(0x0B);
      return counted(data);
    }

    Xml character(int code) {
      put(0x08);
      out.putShort((short) code);
      return this;
    }

    Xml entity(String name) {
      put(0x09);
      return name(name);
    }

    Xml value(int number, int type) {
      put(0x0D);
      out.putShort((short) number);
      return put(type);
    }

    Xml optional(int number, int type) {
      put(0x0E);
      out.putShort((short) number);
      return put(type);
    }

    /** An element of one value. */
    Xml element(String name, int number, int type) {
      return open(name).optional(number, type).end();
    }

    /** A field of {@code EventData}. */
    Xml data(String field, int number, int type) {
      return openWith("Data").attribute("Name").text(field).content().optional(number, type).end();
    }

    Xml name(String name) {
      Integer known = chunk.names.get(name);
      if (known != null) {
        out.putInt(known);
        return this;
      }
      out.putInt(out.position() + 4);
      chunk.names.put(name, out.position());
      out.putInt(0).putShort((short) name.hashCode());
      counted(name);
      out.putShort((short) 0);
      return this;
    }

    private Xml counted(String text) {
      out.putShort((short) text.length());
      return put(text.getBytes(UTF_16LE));
    }

    /** A template instance; its definition stands with the first that has this id. */
    Xml instance(int id, Consumer<Xml> definition, Value... values) {
      put(0x0C, 1);
      out.putInt(id);
      Integer known = chunk.templates.get(id);
      if (known == null) {
        out.putInt(out.position() + 4);
        chunk.templates.put(id, out.position());
        out.putInt(0).putInt(id).putLong(0).putInt(0);
        int size = out.position();
        out.putInt(0);
        var inside = new Xml(chunk);
        inside.template = true;
        inside.header();
        definition.accept(inside);
        inside.eof();
        out.putInt(size, out.position() - size - 4);
      } else {
        out.putInt(known);
      }
      return values(values);
    }

    /** A template instance whose definition is wherever the test says. */
    Xml instanceAt(int id, int offset, Value... values) {
      put(0x0C, 1);
      out.putInt(id).putInt(offset);
      return values(values);
    }

    private Xml values(Value... values) {
      out.putInt(values.length);
      int descriptors = out.position();
      for (Value value : values) {
        out.putInt(value.type << 16);
      }
      for (int i = 0; i < values.length; i++) {
        int start = out.position();
        values[i].content.accept(new Xml(chunk));
        out.putShort(descriptors + 4 * i, (short) (out.position() - start));
      }
      return this;
    }
  }
}

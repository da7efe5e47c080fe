package org.bouclier.detect.sigma;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The state of a {@link Correlator} as bytes.
 *
 * <pre>{@code
 * snapshot    = "BCOR" version:1 newest correlations groups crc32c:4
 * correlations= count { fingerprint:16 kind:1 }     kind of value: 0 none, 1 tuple, 2 number
 * groups      = count { group }                    the one used longest ago first
 * group       = correlation key holding:1 [toldAt] events
 * key         = length bytes                       values of group-by, see GroupKey
 * events      = count { time reference leg value } in order of time
 * value       =                                    nothing, if the kind is none
 *             | index                              into the group's values, from 0 ...
 *             | index length bytes                 ... or one more: a value not met before
 *             | scale length bytes                 a number, its digits in two's complement
 * }</pre>
 *
 * <p>Numbers are in the variable length of seven bits a byte, lowest first; those that may be
 * negative with the sign in the lowest bit; {@code time} is the difference to the one before, and
 * {@code toldAt} to the newest. The checksum is of all that goes before it.
 */
final class CorrelationSnapshot {

  private static final int MAGIC = 0x42434F52;
  private static final byte VERSION = 1;
  private static final int FINGERPRINT_BYTES = 16;
  private static final int CHECKSUM_BYTES = 4;
  private static final int MAX_KEY_BYTES = 16 * (ObservedValue.MAX_COMPARED + 2) + 4;
  private static final int MAX_DIGIT_BYTES = 64;
  private static final int MAX_SCALE = 999; // as NumberTest reads numbers
  private static final long MAX_TIME = 1L << 53;

  private CorrelationSnapshot() {}

  /** What events have beside their time, by number in the bytes. */
  private enum Kind {
    NONE(0),
    TUPLE(1),
    NUMBER(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    static Kind of(Correlation correlation) {
      return !correlation.type().hasField()
          ? NONE
          : correlation.type().isNumeric() ? NUMBER : TUPLE;
    }
  }

  /**
   * A correlation as a snapshot names it.
   *
   * @param kind what its events have
   * @param inForce the one that means the same; null if there is none
   */
  private record Named(Kind kind, @Nullable Correlation inForce) {}

  /**
   * What a snapshot holds.
   *
   * @param newest time of the newest event
   * @param groups those of correlations that are in force
   * @param forgotten how many are not
   */
  record Restored(long newest, Map<GroupKey, Group> groups, long forgotten) {}

  // Writing

  static byte[] write(long newest, Map<GroupKey, Group> groups) {
    Map<Integer, Correlation> used = new LinkedHashMap<>(); // by index
    groups.values().forEach(group -> used.put(group.correlation().index(), group.correlation()));
    Map<Integer, Integer> places = new HashMap<>();
    used.keySet().forEach(index -> places.put(index, places.size()));
    var bytes = new ByteArrayOutputStream(64 + 48 * groups.size());
    var out = new DataOutputStream(bytes);
    try {
      out.writeInt(MAGIC);
      out.writeByte(VERSION);
      writeSigned(out, newest);
      write(out, used.size());
      for (Correlation correlation : used.values()) {
        out.write(HexFormat.of().parseHex(correlation.fingerprint()));
        out.writeByte(Kind.of(correlation).code);
      }
      write(out, groups.size());
      for (var entry : groups.entrySet()) {
        Group group = entry.getValue();
        write(out, places.getOrDefault(group.correlation().index(), 0));
        write(out, entry.getKey().bytes());
        write(out, group);
      }
      out.writeInt(0); // place of the checksum
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    byte[] snapshot = bytes.toByteArray();
    int end = snapshot.length - CHECKSUM_BYTES;
    var checksum = new CRC32C();
    checksum.update(snapshot, 0, end);
    ByteBuffer.wrap(snapshot).putInt(end, (int) checksum.getValue());
    return snapshot;
  }

  private static void write(DataOutputStream out, Group group) throws IOException {
    Window window = group.window();
    out.writeByte(group.holding ? 1 : 0);
    if (group.holding) {
      write(out, window.newest() - group.toldAt);
    }
    write(out, window.size());
    Map<Object, Integer> values = new HashMap<>();
    long before = 0;
    for (int i = 0; i < window.size(); i++) {
      writeSigned(out, window.time(i) - before);
      before = window.time(i);
      writeSigned(out, window.reference(i));
      write(out, window.leg(i));
      switch (window.value(i)) {
        case null -> {}
        case ValueTally.Distinct value -> {
          Integer index = values.putIfAbsent(value, values.size());
          write(out, index == null ? values.size() - 1 : index);
          if (index == null) {
            write(out, value.key().bytes());
          }
        }
        case BigDecimal number -> {
          writeSigned(out, number.scale());
          write(out, number.unscaledValue().toByteArray());
        }
        case Object other -> throw new IllegalStateException("unknown value: " + other);
      }
    }
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    write(out, bytes.length);
    out.write(bytes);
  }

  private static void writeSigned(DataOutputStream out, long value) throws IOException {
    write(out, (value << 1) ^ (value >> 63));
  }

  private static void write(DataOutputStream out, long value) throws IOException {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  // Reading: the bytes may have been damaged, or made up.

  /** Something that {@link #write} does not write. */
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  /** What the bytes hold, or null if they are not what {@link #write} gives. */
  static @Nullable Restored read(byte[] bytes, Map<String, Correlation> inForce) {
    try {
      int end = bytes.length - CHECKSUM_BYTES;
      check(end > 0, "too short");
      var checksum = new CRC32C();
      checksum.update(bytes, 0, end);
      check(ByteBuffer.wrap(bytes).getInt(end) == (int) checksum.getValue(), "checksum");
      var in = ByteBuffer.wrap(bytes, 0, end);
      check(in.getInt() == MAGIC && in.get() == VERSION, "version");
      Restored restored = read(in, inForce);
      check(!in.hasRemaining(), "bytes left over");
      return restored;
    } catch (BufferUnderflowException | Malformed refused) {
      return null;
    }
  }

  private static void check(boolean fine, String message) throws Malformed {
    if (!fine) {
      throw new Malformed(message);
    }
  }

  private static Restored read(ByteBuffer in, Map<String, Correlation> inForce) throws Malformed {
    long newest = readTime(in);
    List<Named> named = new ArrayList<>();
    for (int i = readCount(in, FINGERPRINT_BYTES + 1); i > 0; i--) {
      byte[] fingerprint = new byte[FINGERPRINT_BYTES];
      in.get(fingerprint);
      Kind kind = readKind(in);
      Correlation known = inForce.get(HexFormat.of().formatHex(fingerprint));
      check(known == null || Kind.of(known) == kind, "kind");
      named.add(new Named(kind, known));
    }
    Map<GroupKey, Group> groups = new LinkedHashMap<>();
    long forgotten = 0;
    for (int i = readCount(in, 8); i > 0; i--) {
      long which = read(in);
      check(which >= 0 && which < named.size(), "correlation");
      Named correlation = named.get((int) which);
      byte[] key = readBytes(in, MAX_KEY_BYTES);
      check(key.length >= 4, "key");
      Group group = correlation.inForce == null ? null : new Group(correlation.inForce);
      readGroup(in, correlation.kind, group);
      if (group == null) {
        forgotten++;
      } else {
        GroupKey placed = new GroupKey(key).withPrefix(group.correlation().index());
        check(groups.put(placed, group) == null, "group twice");
      }
    }
    return new Restored(newest, groups, forgotten);
  }

  private static Kind readKind(ByteBuffer in) throws Malformed {
    int code = in.get();
    for (Kind kind : Kind.values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new Malformed("kind");
  }

  /** Reads a group's events into it, or past them if it is null. */
  private static void readGroup(ByteBuffer in, Kind kind, @Nullable Group group) throws Malformed {
    int holding = in.get();
    check(holding == 0 || holding == 1, "holding");
    long toldBefore = holding == 0 ? 0 : read(in);
    check(toldBefore >= 0 && toldBefore <= MAX_TIME, "told");
    int count = readCount(in, 3);
    check(count > 0, "empty group");
    int legs = group == null ? Integer.MAX_VALUE : group.correlation().legs().size();
    List<GroupKey> tuples = new ArrayList<>();
    long time = 0;
    for (int i = 0; i < count; i++) {
      long step = readTime(in);
      check(i == 0 || step >= 0, "order");
      time += step;
      check(Math.abs(time) <= MAX_TIME, "time");
      long reference = readSigned(in);
      long leg = read(in);
      check(leg >= 0 && leg < legs, "leg");
      Object value =
          switch (kind) {
            case NONE -> null;
            case TUPLE -> readTuple(in, tuples);
            case NUMBER -> readNumber(in);
          };
      if (group != null) {
        group.add(time, reference, (int) leg, value);
      }
    }
    if (group != null) {
      group.holding = holding == 1;
      group.toldAt = time - toldBefore;
    }
  }

  private static GroupKey readTuple(ByteBuffer in, List<GroupKey> tuples) throws Malformed {
    long index = read(in);
    check(index >= 0 && index <= tuples.size(), "tuple");
    if (index == tuples.size()) {
      tuples.add(new GroupKey(readBytes(in, MAX_KEY_BYTES)));
    }
    return tuples.get((int) index);
  }

  private static BigDecimal readNumber(ByteBuffer in) throws Malformed {
    long scale = readSigned(in);
    check(Math.abs(scale) <= MAX_SCALE, "scale");
    byte[] digits = readBytes(in, MAX_DIGIT_BYTES);
    check(digits.length > 0, "digits");
    return new BigDecimal(new BigInteger(digits), (int) scale);
  }

  private static byte[] readBytes(ByteBuffer in, int most) throws Malformed {
    int length = readCount(in, 1);
    check(length <= most, "length");
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  /** A number of things that take at least so many bytes each. */
  private static int readCount(ByteBuffer in, int bytesEach) throws Malformed {
    long count = read(in);
    check(count >= 0 && count <= in.remaining() / bytesEach, "count");
    return (int) count;
  }

  private static long readTime(ByteBuffer in) throws Malformed {
    long time = readSigned(in);
    check(Math.abs(time) <= MAX_TIME, "time");
    return time;
  }

  private static long readSigned(ByteBuffer in) throws Malformed {
    long value = read(in);
    return (value >>> 1) ^ -(value & 1);
  }

  private static long read(ByteBuffer in) throws Malformed {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new Malformed("number");
  }
}

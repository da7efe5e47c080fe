package org.bouclier.detect.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one event, flat: names of nested objects are joined by dots, the elements of an
 * array are fields of the same name.
 *
 * <p>Filled again for each line without allocating. A value without escapes is a range of the
 * line's own buffer, so fields are valid as long as that buffer is unchanged and no other line was
 * decoded. Bytes are UTF-8 as far as the sender wrote UTF-8; nothing is repaired. Not safe for
 * threads.
 */
public final class EventFields {

  /** Most fields of an event. */
  public static final int MAX_FIELDS = 4_096;

  /** Longest name, in bytes, dots included. */
  public static final int MAX_NAME_BYTES = 1_024;

  private byte[] line = new byte[0];
  private byte[] names = new byte[1_024];
  private int namesUsed;
  private byte[] decoded = new byte[1_024];
  private int decodedUsed;

  private int count;
  private int[] bounds = new int[4 * 64]; // name from, name to, value from, value to
  private FieldKind[] kinds = new FieldKind[64];
  private boolean[] inLine = new boolean[64];

  /** No fields. */
  public EventFields() {}

  /** Forgets all fields and begins those of a line in this buffer. */
  void begin(byte[] buffer) {
    line = buffer;
    count = 0;
    namesUsed = 0;
    decodedUsed = 0;
  }

  /** How many fields. */
  public int count() {
    return count;
  }

  /** Holds the names. */
  public byte[] names() {
    return names;
  }

  /** First byte of a field's name in {@link #names}. */
  public int nameFrom(int field) {
    return bounds[4 * field];
  }

  /** One past the last byte of a field's name. */
  public int nameTo(int field) {
    return bounds[4 * field + 1];
  }

  /** Holds a field's value. */
  public byte[] values(int field) {
    return inLine[field] ? line : decoded;
  }

  /** Whether a field's value is a range of the line's own buffer: it has no escapes. */
  public boolean isInLine(int field) {
    return inLine[field];
  }

  /** First byte of a field's value in {@link #values}. */
  public int valueFrom(int field) {
    return bounds[4 * field + 2];
  }

  /** One past the last byte of a field's value. */
  public int valueTo(int field) {
    return bounds[4 * field + 3];
  }

  /** The kind of a field's value. */
  public FieldKind kind(int field) {
    return kinds[field];
  }

  /** A field's name. Allocates. */
  public String name(int field) {
    return new String(names, nameFrom(field), nameTo(field) - nameFrom(field), UTF_8);
  }

  /** A field's value as text, empty for null. Allocates. */
  public String value(int field) {
    return new String(values(field), valueFrom(field), valueTo(field) - valueFrom(field), UTF_8);
  }

  /** The value of the first field of this name, or null if there is none. Allocates. */
  public @Nullable String value(String name) {
    byte[] bytes = name.getBytes(UTF_8);
    for (int field = 0; field < count; field++) {
      if (Arrays.equals(names, nameFrom(field), nameTo(field), bytes, 0, bytes.length)) {
        return value(field);
      }
    }
    return null;
  }

  // What decoders use. A name is built first, then the value that belongs to it is added.

  /** How much of the name buffer is in use. */
  int namesUsed() {
    return namesUsed;
  }

  byte[] reserveNames(int more) {
    if (namesUsed + more > names.length) {
      names = Arrays.copyOf(names, Math.max(2 * names.length, namesUsed + more));
    }
    return names;
  }

  void namesUsed(int to) {
    namesUsed = to;
  }

  byte[] reserveDecoded(int more) {
    if (decodedUsed + more > decoded.length) {
      decoded = Arrays.copyOf(decoded, Math.max(2 * decoded.length, decodedUsed + more));
    }
    return decoded;
  }

  int decodedUsed() {
    return decodedUsed;
  }

  void decodedUsed(int to) {
    decodedUsed = to;
  }

  /**
   * Adds a field.
   *
   * @return false if there are too many
   */
  boolean add(
      int nameFrom, int nameTo, FieldKind kind, boolean valueInLine, int valueFrom, int valueTo) {
    if (count == MAX_FIELDS) {
      return false;
    }
    if (count == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * count);
      inLine = Arrays.copyOf(inLine, 2 * count);
      bounds = Arrays.copyOf(bounds, 8 * count);
    }
    bounds[4 * count] = nameFrom;
    bounds[4 * count + 1] = nameTo;
    bounds[4 * count + 2] = valueFrom;
    bounds[4 * count + 3] = valueTo;
    kinds[count] = kind;
    inLine[count] = valueInLine;
    count++;
    return true;
  }

  /** Adds a field whose value is a range of the line, under an ASCII name. */
  boolean add(String name, int valueFrom, int valueTo) {
    int from = namesUsed;
    byte[] into = reserveNames(name.length());
    for (int i = 0; i < name.length(); i++) {
      into[from + i] = (byte) name.charAt(i);
    }
    namesUsed = from + name.length();
    return add(from, namesUsed, FieldKind.STRING, true, valueFrom, valueTo);
  }

  /** Adds a field whose name and value are ranges of the line. */
  boolean add(int nameFrom, int nameTo, int valueFrom, int valueTo) {
    int length = nameTo - nameFrom;
    if (length > MAX_NAME_BYTES) {
      return false;
    }
    int from = namesUsed;
    System.arraycopy(line, nameFrom, reserveNames(length), from, length);
    namesUsed = from + length;
    return add(from, namesUsed, FieldKind.STRING, true, valueFrom, valueTo);
  }
}

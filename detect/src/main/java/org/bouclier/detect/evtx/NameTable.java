package org.bouclier.detect.evtx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.bouclier.detect.evtx.LittleEndian.u16;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers for names of elements, attributes and fields, with their JSON text ready to be written.
 * Events of a chunk repeat the same few names at the same places, so a name is read once for each
 * place in a chunk, and afterwards found by its offset.
 *
 * <pre>{@code
 * BinXmlName:  next name u32 | hash u16 | characters u16 | UTF-16 ... | 0 u16
 * }</pre>
 *
 * <p>The chain of next names, by which Windows finds names when it writes, is never followed: it
 * may have cycles, and each use of a name has its offset. Bounded: when full, it starts anew with
 * the next record.
 */
final class NameTable {

  /** Stands for a name that cannot be read. */
  static final int UNREADABLE = 0;

  /** {@code Data}. */
  static final int DATA = 1;

  /** {@code Name}. */
  static final int NAME = 2;

  /** {@code Event}. */
  static final int EVENT = 3;

  /** What precedes the characters of a name. */
  static final int HEADER_BYTES = 8;

  /** What surrounds them. */
  static final int FRAME_BYTES = HEADER_BYTES + 2;

  private static final int MAX_NAME_UNITS = 256;

  /** Longest name as the inside of a JSON string. */
  static final int MAX_JSON_BYTES = 6 * MAX_NAME_UNITS;

  private static final int MAX_NAMES = 4_096;
  private static final int UNKNOWN = -1;

  private final Map<String, Integer> ids = new HashMap<>();
  private final List<byte[]> texts = new ArrayList<>();
  private final JsonBytes scratch = new JsonBytes();
  private final int[] nameAt = new int[ChunkSource.CHUNK_BYTES];
  private final int[] literalAt = new int[ChunkSource.CHUNK_BYTES];
  private final int[] literalBytes = new int[ChunkSource.CHUNK_BYTES];

  NameTable() {
    reset();
  }

  private void reset() {
    ids.clear();
    texts.clear();
    number("?".getBytes(US_ASCII));
    number("Data".getBytes(US_ASCII));
    number("Name".getBytes(US_ASCII));
    number("Event".getBytes(US_ASCII));
    startChunk();
  }

  /** Forgets where names are, not the names. */
  void startChunk() {
    Arrays.fill(nameAt, UNKNOWN);
    Arrays.fill(literalAt, UNKNOWN);
  }

  /** Between records, numbers may change. */
  void startRecord() {
    if (texts.size() > MAX_NAMES) {
      reset();
    }
  }

  /** How many numbers there are. */
  int count() {
    return texts.size();
  }

  /** A name as a JSON string, with its quotation marks. */
  byte[] json(int id) {
    return texts.get(id);
  }

  /**
   * The name at an offset of a chunk.
   *
   * @param limit how many bytes of the chunk are there
   */
  int at(byte[] chunk, int limit, long offset) {
    if (offset > limit - FRAME_BYTES) {
      return UNREADABLE;
    }
    int at = (int) offset;
    int known = nameAt[at];
    if (known == UNKNOWN) {
      int units = u16(chunk, at + 6);
      int from = at + HEADER_BYTES;
      known =
          units == 0 || units > MAX_NAME_UNITS || from + 2 * units > limit
              ? UNREADABLE
              : read(chunk, from, 2 * units);
      nameAt[at] = known;
    }
    return known;
  }

  /** The name that a text in a chunk is, such as that of a field in {@code EventData}. */
  int literal(byte[] chunk, int from, int size) {
    if (literalAt[from] == UNKNOWN || literalBytes[from] != size) {
      literalAt[from] = size > 2 * MAX_NAME_UNITS ? UNREADABLE : read(chunk, from, size);
      literalBytes[from] = size;
    }
    return literalAt[from];
  }

  private int read(byte[] chunk, int from, int size) {
    scratch.clear(Integer.MAX_VALUE);
    scratch.addUtf16(chunk, from, size);
    return of(scratch);
  }

  /** The number of a name that is given as the inside of a JSON string. */
  int of(JsonBytes text) {
    if (text.length() == 0
        || text.length() > MAX_JSON_BYTES
        || text.bytes()[0] == '#') { // no XML name starts so, but "#text" and "#attributes" of ours
      return UNREADABLE;
    }
    return number(Arrays.copyOf(text.bytes(), text.length()));
  }

  private int number(byte[] text) {
    return ids.computeIfAbsent(
        new String(text, ISO_8859_1),
        name -> {
          byte[] quoted = new byte[text.length + 2];
          quoted[0] = '"';
          System.arraycopy(text, 0, quoted, 1, text.length);
          quoted[quoted.length - 1] = '"';
          texts.add(quoted);
          return texts.size() - 1;
        });
  }
}

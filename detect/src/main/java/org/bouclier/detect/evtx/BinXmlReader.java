package org.bouclier.detect.evtx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.bouclier.detect.evtx.LittleEndian.i32;
import static org.bouclier.detect.evtx.LittleEndian.u16;
import static org.bouclier.detect.evtx.LittleEndian.u32;

import java.util.Arrays;

/**
 * Reads binary XML into an {@link EventTree}.
 *
 * <p>Sources: MS-EVEN6, section 2.2.12 (grammar), and the notes of libevtx, "Windows XML Event Log
 * (EVTX) format", on what differs in files: names and templates are found by offsets from the start
 * of the chunk.
 *
 * <pre>{@code
 * fragment  := 0F 01 01 00, then element or template instance, ... 00
 * element   := 01|41, dependency u16 (in templates only), size u32, name
 *              41 only: size of attributes u32, attribute ...
 *              03 | 02 content ... 04
 * attribute := 06|46, name, content
 * content   := 05|45 01 characters u16, UTF-16 ...     text
 *            | 07|47 characters u16, UTF-16 ...        CDATA section
 *            | 08|48 code u16 | 09|49 name             references
 *            | 0D|0E number u16, type u8               value of the template instance
 *            | element | template instance
 * name      := offset u32, and the name itself if the offset is that of the next byte
 * instance  := 0C, 01, id u32, offset u32, [definition if the offset is that of the next byte],
 *              count u32, (size u16, type u8, 00) * count, value * count
 * definition:= next u32, GUID 16 that starts with the id, size u32, fragment
 * }</pre>
 *
 * <p>A template is not compiled: it is walked where it lies, once for each record that uses it. Its
 * names are found by their offsets in a table ({@link NameTable}), so a walk costs a few
 * nanoseconds for each token, and nothing is kept from one chunk that could be wrong in another.
 *
 * <p>Hostile input: nesting is bounded, tokens and values are counted for the record and for its
 * chunk, sizes are checked against the bytes that are there, and the sizes of elements, which say
 * nothing that the tokens do not say, are not used. What is wrong ends its fragment, not the
 * record: what was read stays.
 */
final class BinXmlReader {

  /** Deepest nesting of elements; in JSON at most 64 containers, which is what decoders take. */
  static final int MAX_ELEMENTS_DEEP = 20;

  /** Deepest nesting of templates and fragments. Windows uses three. */
  static final int MAX_FRAGMENTS_DEEP = 12;

  /** Most tokens of a record: templates may be used many times, and templates inside them. */
  static final int MAX_RECORD_TOKENS = 65_536;

  /** Most tokens for each byte of a chunk: two million for a whole one. Real ones have 20,000. */
  static final int MAX_TOKENS_PER_BYTE = 30;

  /** A value costs a token more for each so many bytes, since it may be used many times. */
  private static final int TEXT_BYTES_PER_TOKEN = 16;

  private static final int EOF = 0x00;
  private static final int OPEN = 0x01;
  private static final int CLOSE_START = 0x02;
  private static final int CLOSE_EMPTY = 0x03;
  private static final int END = 0x04;
  private static final int VALUE = 0x05;
  private static final int ATTRIBUTE = 0x06;
  private static final int CDATA = 0x07;
  private static final int CHARACTER_REFERENCE = 0x08;
  private static final int ENTITY_REFERENCE = 0x09;
  private static final int PI_TARGET = 0x0A;
  private static final int PI_DATA = 0x0B;
  private static final int TEMPLATE_INSTANCE = 0x0C;
  private static final int SUBSTITUTION = 0x0D;
  private static final int OPTIONAL_SUBSTITUTION = 0x0E;
  private static final int FRAGMENT_HEADER = 0x0F;
  private static final int MORE = 0x40; // on tokens 01, 05, 06, 07, 08, 09

  private static final int DEFINITION_HEADER_BYTES = 24;
  private static final int BROKEN = -1;

  private final NameTable names;
  private final EventTree tree;
  private final FaultCounter faults;

  private byte[] chunk = new byte[0];
  private int limit;
  private int recordTokens;
  private int chunkTokens;
  private boolean stopped;

  // The values of the template instances that are open, one after the other.
  private int[] valueAt = new int[256];
  private int[] valueSize = new int[256];
  private int[] valueType = new int[256];
  private int values;

  // The fragment being read: its place in the tree, and the values of its template.
  private int current;
  private int attribute;
  private int deep;

  BinXmlReader(NameTable names, EventTree tree, FaultCounter faults) {
    this.names = names;
    this.tree = tree;
    this.faults = faults;
  }

  /**
   * Says which chunk the next records are in.
   *
   * @param bytes starts with the chunk
   * @param available how many of its bytes are there
   */
  void startChunk(byte[] bytes, int available) {
    chunk = bytes;
    limit = available;
    chunkTokens = 0;
  }

  /** Reads a record's binary XML, which lies in {@code [from, to)} of the chunk, into the tree. */
  void read(int from, int to) {
    tree.clear();
    values = 0;
    recordTokens = 0;
    stopped = false;
    current = EventTree.DOCUMENT;
    attribute = EventTree.NONE;
    deep = 0;
    fragment(from, to, 0, false, 0, 0);
  }

  /** Reads a fragment at the present place in the tree, to which it returns. */
  private void fragment(
      int from, int to, int nesting, boolean template, int firstValue, int valueCount) {
    int owner = current;
    int ownerDeep = deep;
    int at = from;
    while (at < to && !stopped) {
      if (!spend(1)) {
        break;
      }
      int token = chunk[at] & 0xFF;
      if (token == EOF) {
        break;
      }
      int next =
          switch (token) {
            case OPEN, OPEN | MORE -> open(at, to, template);
            case CLOSE_START -> {
              attribute = EventTree.NONE;
              yield at + 1;
            }
            case CLOSE_EMPTY, END -> close(at, owner);
            case VALUE, VALUE | MORE -> value(at, to);
            case ATTRIBUTE, ATTRIBUTE | MORE -> attribute(at, to);
            case CDATA, CDATA | MORE -> characters(at + 1, to);
            case CHARACTER_REFERENCE, CHARACTER_REFERENCE | MORE -> characterReference(at, to);
            case ENTITY_REFERENCE, ENTITY_REFERENCE | MORE -> entityReference(at, to);
            case PI_TARGET -> named(at + 1, to);
            case PI_DATA -> at + 3 > to ? BROKEN : at + 3 + 2 * u16(chunk, at + 1);
            case TEMPLATE_INSTANCE -> instance(at, to, nesting);
            case SUBSTITUTION, OPTIONAL_SUBSTITUTION ->
                template ? substitution(at, to, nesting, firstValue, valueCount) : BROKEN;
            case FRAGMENT_HEADER -> at + 4;
            default -> BROKEN;
          };
      if (next == BROKEN) {
        faults.add(EvtxFaultKind.TOKEN);
        break;
      }
      at = next;
    }
    if (current != owner) {
      faults.add(EvtxFaultKind.STRUCTURE);
    }
    current = owner;
    deep = ownerDeep;
    attribute = EventTree.NONE;
  }

  /** Counts work; false, once and for all, if it is more than a record or chunk may cost. */
  private boolean spend(int tokens) {
    recordTokens += tokens;
    chunkTokens += tokens;
    if (recordTokens > MAX_RECORD_TOKENS || chunkTokens > MAX_TOKENS_PER_BYTE * limit) {
      stop();
    }
    return !stopped;
  }

  private void stop() {
    stopped = true;
    faults.add(EvtxFaultKind.TOO_LARGE);
  }

  private int open(int at, int to, boolean template) {
    int nameAt = at + 1 + (template ? 2 : 0) + 4;
    int next = named(nameAt, to);
    if (next == BROKEN || deep == MAX_ELEMENTS_DEEP) {
      if (next != BROKEN) {
        faults.add(EvtxFaultKind.TOO_DEEP);
      }
      return BROKEN;
    }
    current = added(tree.element(current, name(nameAt)));
    attribute = EventTree.NONE;
    deep++;
    boolean hasAttributes = (chunk[at] & MORE) != 0;
    return hasAttributes ? next + 4 : next;
  }

  private int close(int at, int owner) {
    if (current == owner) {
      faults.add(EvtxFaultKind.STRUCTURE);
      return BROKEN;
    }
    current = tree.parent(current);
    attribute = EventTree.NONE;
    deep--;
    return at + 1;
  }

  private int attribute(int at, int to) {
    int next = named(at + 1, to);
    if (next != BROKEN) {
      attribute = added(tree.attribute(current, name(at + 1)));
      expectElement();
    }
    return next;
  }

  /** The node itself, or, if there were too many, the document while reading stops. */
  private int added(int node) {
    if (node == EventTree.NONE) {
      stop();
      return EventTree.DOCUMENT;
    }
    return node;
  }

  /** One past a reference to a name at {@code at}, or BROKEN if it is not all there. */
  private int named(int at, int to) {
    int next = at + 4;
    if (next > to) {
      return BROKEN;
    }
    if (u32(chunk, at) != next) {
      return next;
    }
    return next + NameTable.FRAME_BYTES > to
        ? BROKEN
        : next + NameTable.FRAME_BYTES + 2 * u16(chunk, next + 6);
  }

  private int name(int at) {
    int id = names.at(chunk, limit, u32(chunk, at));
    if (id == NameTable.UNREADABLE) {
      faults.add(EvtxFaultKind.NAME);
    }
    return id;
  }

  private int value(int at, int to) {
    if (at + 4 > to) {
      return BROKEN;
    }
    int type = chunk[at + 1] & 0xFF;
    if (type == ValueType.STRING) {
      return characters(at + 2, to);
    }
    int size = ValueType.bytes(type); // the grammar has texts only; harmless to read others
    if (size == 0 || at + 2 + size > to) {
      return BROKEN;
    }
    text(type, at + 2, size);
    return at + 2 + size;
  }

  private int characters(int at, int to) {
    if (at + 2 > to) {
      return BROKEN;
    }
    int size = 2 * u16(chunk, at);
    if (at + 2 + size > to) {
      return BROKEN;
    }
    text(ValueType.STRING, at + 2, size);
    return at + 2 + size;
  }

  private int characterReference(int at, int to) {
    if (at + 3 > to) {
      return BROKEN;
    }
    addText(ValueType.POINT, u16(chunk, at + 1), 0);
    return at + 3;
  }

  private int entityReference(int at, int to) {
    int next = named(at + 1, to);
    if (next != BROKEN) {
      int point =
          switch (new String(names.json(name(at + 1)), UTF_8)) {
            case "\"lt\"" -> '<';
            case "\"gt\"" -> '>';
            case "\"amp\"" -> '&';
            case "\"quot\"" -> '"';
            case "\"apos\"" -> '\'';
            default -> BROKEN;
          };
      if (point == BROKEN) {
        faults.add(EvtxFaultKind.NAME);
      } else {
        addText(ValueType.POINT, point, 0);
      }
    }
    return next;
  }

  /** Reads the values of an instance, then its template; returns where the values end. */
  private int instance(int at, int to, int nesting) {
    int next = at + 10;
    if (next + 4 > to) {
      return BROKEN;
    }
    long definition = u32(chunk, at + 6);
    if (definition == next) {
      if (next + DEFINITION_HEADER_BYTES > to) {
        return BROKEN;
      }
      long end = next + DEFINITION_HEADER_BYTES + u32(chunk, next + 20);
      if (end + 4 > to) {
        faults.add(EvtxFaultKind.TEMPLATE);
        return BROKEN;
      }
      next = (int) end;
    }
    long count = u32(chunk, next);
    next += 4;
    if (count > (to - next) / 4) {
      faults.add(EvtxFaultKind.TEMPLATE);
      return BROKEN;
    }
    if (!spend((int) count)) {
      return to;
    }
    int firstValue = values;
    next = values(next, (int) count, to);
    int nodes = tree.count();
    if (definition + DEFINITION_HEADER_BYTES > limit
        || i32(chunk, (int) definition + 4) != i32(chunk, at + 2)) {
      faults.add(EvtxFaultKind.TEMPLATE); // another's would put values under wrong names
    } else if (nesting == MAX_FRAGMENTS_DEEP) {
      faults.add(EvtxFaultKind.TOO_DEEP);
    } else {
      int start = (int) definition + DEFINITION_HEADER_BYTES;
      long end = start + u32(chunk, (int) definition + 20);
      if (end > limit) {
        faults.add(EvtxFaultKind.TEMPLATE);
      }
      fragment(start, (int) Math.min(end, limit), nesting + 1, true, firstValue, (int) count);
    }
    if (tree.count() == nodes && nesting < MAX_FRAGMENTS_DEEP && !stopped) {
      faults.add(EvtxFaultKind.TEMPLATE);
      valuesAlone(firstValue, nesting);
    }
    values = firstValue;
    return next;
  }

  /**
   * Keeps the values of an instance whose template is lost, as fields without names: an indicator
   * may be among them, and fragments among them may have templates that are not lost.
   */
  private void valuesAlone(int firstValue, int nesting) {
    int owner = current;
    if (owner == EventTree.DOCUMENT) {
      current = added(tree.element(owner, NameTable.EVENT));
    }
    int event = current;
    int end = values;
    for (int i = firstValue; i < end && !stopped; i++) {
      if (valueType[i] == ValueType.BINARY_XML) {
        fragment(valueAt[i], valueAt[i] + valueSize[i], nesting + 1, false, 0, 0);
      } else if (valueType[i] != ValueType.NULL) {
        current = added(tree.element(event, NameTable.DATA));
        text(valueType[i], valueAt[i], valueSize[i]);
      }
      current = event;
    }
    current = owner;
  }

  private int values(int descriptors, int count, int to) {
    int need = values + count;
    if (need > valueAt.length) {
      int larger = Math.max(need, 2 * valueAt.length);
      valueAt = Arrays.copyOf(valueAt, larger);
      valueSize = Arrays.copyOf(valueSize, larger);
      valueType = Arrays.copyOf(valueType, larger);
    }
    int at = descriptors + 4 * count;
    for (int i = 0; i < count; i++) {
      int size = u16(chunk, descriptors + 4 * i);
      if (size > to - at) {
        faults.add(EvtxFaultKind.RECORD_TRUNCATED);
        size = to - at;
      }
      valueAt[values] = at;
      valueSize[values] = size;
      valueType[values++] = chunk[descriptors + 4 * i + 2] & 0xFF;
      at += size;
    }
    return at;
  }

  private int substitution(int at, int to, int nesting, int firstValue, int valueCount) {
    if (at + 4 > to) {
      return BROKEN;
    }
    int number = u16(chunk, at + 1);
    if (number >= valueCount) {
      faults.add(EvtxFaultKind.SUBSTITUTION);
      return at + 4;
    }
    int from = valueAt[firstValue + number];
    int size = valueSize[firstValue + number];
    int type = valueType[firstValue + number]; // what the value is; the token says what it was for
    if (type == ValueType.BINARY_XML && attribute == EventTree.NONE) {
      if (nesting == MAX_FRAGMENTS_DEEP) {
        faults.add(EvtxFaultKind.TOO_DEEP);
      } else {
        fragment(from, from + size, nesting + 1, false, 0, 0);
      }
    } else {
      text(type, from, size);
    }
    return at + 4;
  }

  /** Adds a value, unless it is empty. */
  private void text(int type, int from, int size) {
    if (!spend(size / TEXT_BYTES_PER_TOKEN)) {
      return;
    }
    int used =
        switch (type) {
          case ValueType.NULL -> 0;
          case ValueType.STRING -> untilNull(from, size & ~1);
          case ValueType.ANSI_STRING -> untilNullByte(from, size);
          default -> size;
        };
    if (used > 0) {
      addText(type, from, used);
    }
  }

  private void addText(int type, int from, int size) {
    expectElement();
    int owner = attribute == EventTree.NONE ? current : attribute;
    if (tree.text(owner, type, from, size) == EventTree.NONE) {
      stop();
    }
  }

  /** Attributes and texts belong to elements; a document has no place for them. */
  private void expectElement() {
    if (current == EventTree.DOCUMENT) {
      faults.add(EvtxFaultKind.STRUCTURE);
    }
  }

  /** Windows shows a text up to its first null character; what follows is not text. */
  private int untilNull(int from, int size) {
    int i = 0;
    while (i + 4 <= size) {
      int two = i32(chunk, from + i);
      if ((two & 0xFFFF) == 0) {
        return i;
      }
      if (two >>> 16 == 0) {
        return i + 2;
      }
      i += 4;
    }
    return i < size && u16(chunk, from + i) != 0 ? size : i;
  }

  private int untilNullByte(int from, int size) {
    int i = 0;
    while (i < size && chunk[from + i] != 0) {
      i++;
    }
    return i;
  }
}

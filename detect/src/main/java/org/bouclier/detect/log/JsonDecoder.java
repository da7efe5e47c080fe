package org.bouclier.detect.log;

import org.bouclier.detect.bytes.Swar;
import org.bouclier.detect.bytes.Utf8;

/**
 * Reads a JSON object into flat fields, straight from its bytes.
 *
 * <p>Ours rather than a library's, for three reasons that all come from logs: a byte that is not
 * UTF-8 must not cost the whole event, a value without escapes must not be copied, and no object
 * may be allocated for a line. It is as strict as RFC 8259 about structure, numbers and escapes,
 * and lenient about what is inside strings: control characters and any bytes above 127 pass as they
 * are. Its twin in the tests is Jackson.
 *
 * <p>Holds scratch memory: one thread at a time.
 */
final class JsonDecoder {

  /** Deepest nesting. */
  static final int MAX_DEPTH = 64;

  private final boolean[] isArray = new boolean[MAX_DEPTH];
  private final int[] prefixFrom = new int[MAX_DEPTH];
  private final int[] prefixTo = new int[MAX_DEPTH];

  private byte[] line = new byte[0];
  private int at;
  private int to;
  private EventFields fields = new EventFields();
  private int nameFrom;
  private int nameTo;
  private int depth;

  /**
   * Adds the fields of the object in {@code [from, to)}, under a prefix that is empty or ends by a
   * dot.
   *
   * @return DECODED, MALFORMED_JSON, TOO_DEEP or TOO_MANY_FIELDS
   */
  Decoding decode(byte[] buffer, int from, int end, EventFields into) {
    line = buffer;
    at = from;
    to = end;
    fields = into;
    depth = 0;
    nameFrom = into.namesUsed();
    nameTo = nameFrom;
    skipBlanks();
    if (at == to || line[at] != '{') {
      return Decoding.MALFORMED_JSON;
    }
    Decoding outcome = value();
    while (outcome == Decoding.DECODED && depth > 0) {
      outcome = next();
    }
    if (outcome == Decoding.DECODED) {
      skipBlanks();
      return at == to ? Decoding.DECODED : Decoding.MALFORMED_JSON;
    }
    return outcome;
  }

  /** What follows a value inside a container. */
  private Decoding next() {
    skipBlanks();
    if (at == to) {
      return Decoding.MALFORMED_JSON;
    }
    byte b = line[at++];
    boolean array = isArray[depth - 1];
    if (b == ',') {
      return array ? element() : member();
    }
    if (b != (array ? ']' : '}')) {
      return Decoding.MALFORMED_JSON;
    }
    depth--;
    return Decoding.DECODED;
  }

  private Decoding element() {
    nameFrom = prefixFrom[depth - 1];
    nameTo = prefixTo[depth - 1];
    return value();
  }

  private Decoding member() {
    skipBlanks();
    if (at == to || line[at] != '"') {
      return Decoding.MALFORMED_JSON;
    }
    int start = at + 1;
    int end = endOfString(start);
    if (end < 0) {
      return Decoding.MALFORMED_JSON;
    }
    int prefix = prefixTo[depth - 1] - prefixFrom[depth - 1];
    if (prefix + 1 + end - start > EventFields.MAX_NAME_BYTES) {
      return Decoding.TOO_MANY_FIELDS;
    }
    int name = fields.namesUsed();
    byte[] names = fields.reserveNames(prefix + 1 + end - start);
    int used = name;
    if (prefix > 0) {
      System.arraycopy(names, prefixFrom[depth - 1], names, used, prefix);
      used += prefix;
      names[used++] = '.';
    }
    if (escaped) {
      used = unescape(start, end, names, used);
      if (used < 0) {
        return Decoding.MALFORMED_JSON;
      }
    } else {
      System.arraycopy(line, start, names, used, end - start);
      used += end - start;
    }
    fields.namesUsed(used);
    nameFrom = name;
    nameTo = used;
    at = end + 1;
    skipBlanks();
    if (at == to || line[at] != ':') {
      return Decoding.MALFORMED_JSON;
    }
    at++;
    return value();
  }

  private Decoding value() {
    skipBlanks();
    if (at == to) {
      return Decoding.MALFORMED_JSON;
    }
    return switch (line[at]) {
      case '"' -> string();
      case '{' -> container(false);
      case '[' -> container(true);
      case 't' -> word("true", FieldKind.BOOLEAN);
      case 'f' -> word("false", FieldKind.BOOLEAN);
      case 'n' -> word("null", FieldKind.NULL);
      default -> number();
    };
  }

  private Decoding container(boolean array) {
    at++;
    skipBlanks();
    if (at < to && line[at] == (array ? ']' : '}')) {
      at++;
      return add(FieldKind.EMPTY, true, at, at);
    }
    if (depth == MAX_DEPTH) {
      return Decoding.TOO_DEEP;
    }
    isArray[depth] = array;
    prefixFrom[depth] = nameFrom;
    prefixTo[depth] = nameTo;
    depth++;
    return array ? element() : member();
  }

  private Decoding word(String word, FieldKind kind) {
    int end = at + word.length();
    if (end > to) {
      return Decoding.MALFORMED_JSON;
    }
    for (int i = 0; i < word.length(); i++) {
      if (line[at + i] != word.charAt(i)) {
        return Decoding.MALFORMED_JSON;
      }
    }
    int start = at;
    at = end;
    return kind == FieldKind.NULL ? add(kind, true, end, end) : add(kind, true, start, end);
  }

  private Decoding number() {
    int start = at;
    if (line[at] == '-') {
      at++;
    }
    int digits = at;
    skipDigits();
    boolean valid = at > digits && (line[digits] != '0' || at == digits + 1);
    if (at < to && line[at] == '.') {
      int fraction = ++at;
      skipDigits();
      valid &= at > fraction;
    }
    if (at < to && (line[at] | 0x20) == 'e') {
      at++;
      if (at < to && (line[at] == '+' || line[at] == '-')) {
        at++;
      }
      int exponent = at;
      skipDigits();
      valid &= at > exponent;
    }
    return valid ? add(FieldKind.NUMBER, true, start, at) : Decoding.MALFORMED_JSON;
  }

  private void skipDigits() {
    while (at < to && line[at] >= '0' && line[at] <= '9') {
      at++;
    }
  }

  private Decoding string() {
    int start = at + 1;
    int end = endOfString(start);
    if (end < 0) {
      return Decoding.MALFORMED_JSON;
    }
    at = end + 1;
    if (!escaped) {
      return add(FieldKind.STRING, true, start, end);
    }
    int from = fields.decodedUsed();
    int used = unescape(start, end, fields.reserveDecoded(end - start), from);
    if (used < 0) {
      return Decoding.MALFORMED_JSON;
    }
    fields.decodedUsed(used);
    return add(FieldKind.STRING, false, from, used);
  }

  private Decoding add(FieldKind kind, boolean inLine, int from, int end) {
    return fields.add(nameFrom, nameTo, kind, inLine, from, end)
        ? Decoding.DECODED
        : Decoding.TOO_MANY_FIELDS;
  }

  private boolean escaped; // by endOfString

  /** Where the closing quote is, or -1; says in {@code escaped} whether a backslash precedes it. */
  private int endOfString(int from) {
    escaped = false;
    int i = from;
    while (true) {
      while (i + 8 <= to) {
        long eight = (long) Swar.LONG.get(line, i);
        long found = Swar.equal(eight, Swar.QUOTES) | Swar.equal(eight, Swar.BACKSLASHES);
        if (found != 0) {
          i += Long.numberOfTrailingZeros(found) >>> 3;
          break;
        }
        i += 8;
      }
      while (i < to && line[i] != '"' && line[i] != '\\') {
        i++;
      }
      if (i >= to) {
        return -1;
      }
      if (line[i] == '"') {
        return i;
      }
      escaped = true;
      i += 2;
    }
  }

  /**
   * Writes a string's bytes with its escapes undone, never more than it had; -1 if one is wrong.
   */
  private int unescape(int from, int end, byte[] into, int intoFrom) {
    int out = intoFrom;
    int i = from;
    while (i < end) {
      if (i + 8 <= end) { // as many are left to write as to read
        long eight = (long) Swar.LONG.get(line, i);
        long found = Swar.equal(eight, Swar.BACKSLASHES);
        int plain = Long.numberOfTrailingZeros(found) >>> 3; // 8 if there is none
        Swar.LONG.set(into, out, eight);
        i += plain;
        out += plain;
        if (found == 0) {
          continue;
        }
      }
      byte b = line[i++];
      if (b != '\\') {
        into[out++] = b;
        continue;
      }
      byte letter = line[i++]; // endOfString saw that one follows
      switch (letter) {
        case '"', '\\', '/' -> into[out++] = letter;
        case 'n' -> into[out++] = '\n';
        case 't' -> into[out++] = '\t';
        case 'r' -> into[out++] = '\r';
        case 'b' -> into[out++] = '\b';
        case 'f' -> into[out++] = '\f';
        case 'u' -> {
          int unit = unit(i, end);
          i += 4;
          if (unit < 0) {
            return -1;
          }
          int point = unit;
          if (Character.isHighSurrogate((char) unit)
              && i + 6 <= end
              && line[i] == '\\'
              && line[i + 1] == 'u') {
            int low = unit(i + 2, end);
            if (low >= 0 && Character.isLowSurrogate((char) low)) {
              point = Character.toCodePoint((char) unit, (char) low);
              i += 6;
            }
          }
          out =
              Utf8.write(
                  Character.isBmpCodePoint(point) && Character.isSurrogate((char) point)
                      ? 0xFFFD
                      : point,
                  into,
                  out);
        }
        default -> {
          return -1;
        }
      }
    }
    return out;
  }

  private int unit(int from, int end) {
    if (from + 4 > end) {
      return -1;
    }
    int unit = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = Character.digit(line[i], 16);
      if (digit < 0) {
        return -1;
      }
      unit = (unit << 4) | digit;
    }
    return unit;
  }

  private void skipBlanks() {
    while (at < to
        && (line[at] == ' ' || line[at] == '\t' || line[at] == '\r' || line[at] == '\n')) {
      at++;
    }
  }
}

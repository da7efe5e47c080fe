package org.bouclier.detect.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Set;
import org.bouclier.detect.log.LogFormat;
import org.jspecify.annotations.Nullable;

/**
 * Zeek's tab-separated logs as the objects that its JSON writer would give: the header lines name
 * the fields and their types, {@code _path} is the name of the log, unset fields are left out, sets
 * and vectors are arrays. Headers may come again, as when logs are put end to end.
 */
final class ZeekRecords implements Records {

  private static final Set<String> NUMBERS =
      Set.of("count", "int", "double", "interval", "time", "port");

  private final RawLines raw;
  private final BlockBuilder lines = new BlockBuilder();
  private byte separator = '\t';
  private byte setSeparator = ',';
  private byte[] unset = {'-'};
  private byte[] empty = "(empty)".getBytes(UTF_8);
  private byte[] path = new byte[0];
  private byte[][] names = {};
  private String[] types = {};
  private long malformed;

  ZeekRecords(InputStream input, EndAtBreak source) {
    this.raw = new RawLines(input, source, LogFormat.TEXT);
  }

  @Override
  public @Nullable Block next() throws IOException {
    while (!lines.isFull()) {
      var block = raw.next();
      if (block == null) {
        break;
      }
      byte[] bytes = block.bytes();
      for (int from = 0; from < block.length(); ) {
        int to = from;
        while (to < block.length() && bytes[to] != '\n') {
          to++;
        }
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        line(bytes, from, end, block.offset() + from);
        from = to + 1;
      }
    }
    return lines.isEmpty() ? null : lines.take();
  }

  private void line(byte[] bytes, int from, int to, long offset) {
    if (from == to) {
      return;
    }
    if (bytes[from] == '#') {
      header(new String(bytes, from, to - from, UTF_8));
    } else if (names.length == 0) {
      malformed++;
    } else {
      record(bytes, from, to, offset);
    }
  }

  private void header(String line) {
    int cut = line.startsWith("#separator ") ? 10 : line.indexOf(separator);
    if (cut < 0) {
      return;
    }
    String value = line.substring(cut + 1);
    String[] words = value.split(String.valueOf((char) separator), -1);
    switch (line.substring(0, cut)) {
      case "#separator" -> separator = (byte) one(value, '\t');
      case "#set_separator" -> setSeparator = (byte) one(value, ',');
      case "#empty_field" -> empty = value.getBytes(UTF_8);
      case "#unset_field" -> unset = value.getBytes(UTF_8);
      case "#path" -> path = BlockBuilder.quoted(value);
      case "#fields" -> {
        names = Arrays.stream(words).map(BlockBuilder::quoted).toArray(byte[][]::new);
        types = new String[names.length];
        Arrays.fill(types, "string");
      }
      case "#types" -> System.arraycopy(words, 0, types, 0, Math.min(words.length, types.length));
      default -> {
        // #open, #close
      }
    }
  }

  /** A separator, written as itself or as {@code \x09}. */
  private static int one(String value, char other) {
    if (value.startsWith("\\x") && value.length() == 4) {
      try {
        return Integer.parseInt(value.substring(2), 16);
      } catch (NumberFormatException none) {
        return other;
      }
    }
    return value.isEmpty() ? other : value.charAt(0);
  }

  private void record(byte[] bytes, int start, int to, long offset) {
    lines.begin(offset);
    lines.add('{');
    if (path.length > 0) {
      lines.name(PATH);
      lines.add(path, 0, path.length);
    }
    int from = start;
    for (int field = 0; field < names.length && from <= to; field++) {
      int end = from;
      while (end < to && bytes[end] != separator) {
        end++;
      }
      if (!Arrays.equals(bytes, from, end, unset, 0, unset.length)) {
        lines.name(names[field]);
        value(types[field], bytes, from, end);
      }
      from = end + 1;
    }
    lines.add('}');
    lines.end();
  }

  private static final byte[] PATH = BlockBuilder.quoted("_path");

  private void value(String type, byte[] bytes, int from, int to) {
    boolean many = type.startsWith("set[") || type.startsWith("vector[");
    if (!many) {
      scalar(type, bytes, from, to);
      return;
    }
    String inner = type.substring(type.indexOf('[') + 1, type.length() - 1);
    lines.add('[');
    if (!Arrays.equals(bytes, from, to, empty, 0, empty.length)) {
      int start = from;
      for (int i = from; i <= to; i++) {
        if (i == to || bytes[i] == setSeparator) {
          if (start > from) {
            lines.add(',');
          }
          scalar(inner, bytes, start, i);
          start = i + 1;
        }
      }
    }
    lines.add(']');
  }

  private void scalar(String type, byte[] bytes, int from, int to) {
    if (type.equals("bool") && to - from == 1) {
      byte[] word = (bytes[from] == 'T' ? "true" : "false").getBytes(ISO_8859_1);
      lines.add(word, 0, word.length);
    } else if (NUMBERS.contains(type) && isNumber(bytes, from, to)) {
      lines.add(bytes, from, to);
    } else {
      text(bytes, from, to);
    }
  }

  /** Whether JSON would take it for a number. */
  private static boolean isNumber(byte[] bytes, int from, int to) {
    int i = from < to && bytes[from] == '-' ? from + 1 : from;
    int digits = i;
    while (i < to && bytes[i] >= '0' && bytes[i] <= '9') {
      i++;
    }
    if (i == digits || (i - digits > 1 && bytes[digits] == '0')) {
      return false;
    }
    if (i < to && bytes[i] == '.') {
      int fraction = ++i;
      while (i < to && bytes[i] >= '0' && bytes[i] <= '9') {
        i++;
      }
      if (i == fraction) {
        return false;
      }
    }
    return i == to;
  }

  /** Zeek writes bytes that it cannot show, and its separators, as {@code \x09}. */
  private void text(byte[] bytes, int from, int to) {
    if (Arrays.equals(bytes, from, to, empty, 0, empty.length)) {
      lines.string(bytes, from, from);
      return;
    }
    lines.add('"');
    for (int i = from; i < to; i++) {
      int high = i + 3 < to && bytes[i] == '\\' && bytes[i + 1] == 'x' ? hex(bytes[i + 2]) : -1;
      int low = high < 0 ? -1 : hex(bytes[i + 3]);
      if (low >= 0) {
        lines.stringByte((byte) (high << 4 | low));
        i += 3;
      } else {
        lines.stringByte(bytes[i]);
      }
    }
    lines.add('"');
  }

  private static int hex(byte digit) {
    return Character.digit(digit, 16);
  }

  @Override
  public long tooLong() {
    return raw.tooLong();
  }

  @Override
  public long malformed() {
    return malformed + raw.malformed();
  }
}

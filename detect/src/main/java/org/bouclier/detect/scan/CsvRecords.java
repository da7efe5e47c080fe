package org.bouclier.detect.scan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table (RFC 4180) as objects: the first row names the columns. The separator is the
 * one of comma, semicolon, tab and bar that the first row holds most often. Empty cells are left
 * out; cells beyond the named columns are named {@code column7}. A quoted cell may hold line
 * breaks.
 */
final class CsvRecords implements Records {

  private static final int MAX_COLUMNS = 4_096;
  private static final int END = -1;

  private final ByteSource source;
  private final EndAtBreak broken;
  private final BlockBuilder lines = new BlockBuilder();
  private final Cell cell = new Cell();
  private List<byte[]> names = List.of();
  private int separator;
  private long tooLong;
  private long cut; // the row in which the input broke
  private boolean started;
  private boolean ended;

  /**
   * @param broken what {@code input} reads from, which knows whether it broke
   */
  CsvRecords(InputStream input, EndAtBreak broken) {
    this.broken = broken;
    this.source = new ByteSource(input);
  }

  /** One cell, grown as needed. */
  private static final class Cell {
    private byte[] bytes = new byte[256];
    private int length;

    private void add(int b) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * length);
      }
      if (length < MAX_RECORD_BYTES) {
        bytes[length++] = (byte) b;
      }
    }
  }

  @Override
  public @Nullable Block next() throws IOException {
    if (!started) {
      header();
      started = true;
    }
    while (!ended && !lines.isFull()) {
      row();
    }
    return lines.isEmpty() ? null : lines.take();
  }

  private void header() throws IOException {
    var line = new Cell();
    int b = source.next();
    while (b != END && b != '\n') {
      line.add(b);
      b = source.next();
    }
    ended = b == END;
    String text = new String(line.bytes, 0, line.length, UTF_8).replace("\uFEFF", "").strip();
    separator = ',';
    for (char candidate : new char[] {';', '\t', '|'}) {
      if (count(text, candidate) > count(text, (char) separator)) {
        separator = candidate;
      }
    }
    var found = new ArrayList<byte[]>();
    for (String name : text.split(Pattern.quote("" + (char) separator), -1)) {
      String bare = name.strip();
      boolean quoted = bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"");
      found.add(BlockBuilder.quoted(quoted ? bare.substring(1, bare.length() - 1) : bare));
    }
    names = found.subList(0, Math.min(found.size(), MAX_COLUMNS));
  }

  private static long count(String text, char c) {
    return text.chars().filter(each -> each == c).count();
  }

  private void row() throws IOException {
    lines.begin(source.offset());
    lines.add('{');
    int column = 0;
    int stopped;
    do {
      stopped = cell();
      if (cell.length > 0 && column < MAX_COLUMNS) {
        lines.name(
            column < names.size()
                ? names.get(column)
                : BlockBuilder.quoted("column" + (column + 1)));
        lines.string(cell.bytes, 0, cell.length);
      }
      column++;
    } while (stopped == separator);
    ended = stopped == END;
    lines.add('}');
    if (ended && broken.broken() != null) {
      cut += lines.recordBytes() == 2 ? 0 : 1;
      lines.drop();
    } else if (lines.recordBytes() == 2) {
      lines.drop(); // an empty line
    } else if (lines.recordBytes() > MAX_RECORD_BYTES) {
      tooLong++;
      lines.drop();
    } else {
      lines.end();
    }
  }

  /** Reads one cell; returns what ended it: the separator, a line feed or {@link #END}. */
  private int cell() throws IOException {
    cell.length = 0;
    int b = source.next();
    if (b == '"') {
      b = quoted();
    }
    while (b != END && b != '\n' && b != separator) {
      if (b != '\r') {
        cell.add(b);
      }
      b = source.next();
    }
    return b;
  }

  /** Reads to after the closing quotation mark; returns the byte there. */
  private int quoted() throws IOException {
    while (true) {
      int b = source.next();
      if (b == END) {
        return END;
      }
      if (b == '"') {
        int after = source.next();
        if (after != '"') {
          return after;
        }
      }
      cell.add(b);
    }
  }

  @Override
  public long malformed() {
    return cut;
  }

  @Override
  public long tooLong() {
    return tooLong;
  }
}

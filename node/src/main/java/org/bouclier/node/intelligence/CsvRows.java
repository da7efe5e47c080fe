package org.bouclier.node.intelligence;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table in CSV (RFC 4180): cells between quotes may hold separators, doubled quotes
 * and line breaks. Not thread-safe.
 *
 * <p>A quote that is never closed would swallow the rest of the file. Here it spoils its own line:
 * after {@value #MAX_LINES} lines without a closing quote, that line is refused and the reading
 * takes up again at the next one.
 */
final class CsvRows {

  private static final int MAX_LINES = 50;
  private static final int MAX_CELLS = 200;

  private final TextLines lines;
  private final char separator;
  private final Deque<TextLines.Line> again = new ArrayDeque<>();

  /** What stands at one place of the table. */
  sealed interface Row {

    /** The line on which it starts. */
    long line();
  }

  /** A row. */
  record Cells(long line, List<String> cells) implements Row {

    Cells {
      cells = List.copyOf(cells);
    }

    /** A cell by its place; empty if the row is too short. */
    String cell(int place) {
      return place >= 0 && place < cells.size() ? cells.get(place) : "";
    }
  }

  /** A line that is no row. */
  record Bad(long line, Refusal refusal, String text) implements Row {}

  CsvRows(TextLines lines, char separator) {
    this.lines = lines;
    this.separator = separator;
  }

  /** One line as a row by itself. */
  static Cells one(TextLines.Line line, char separator) {
    return new Cells(line.number(), cells(line.text(), separator));
  }

  /** The separator that a heading line uses: the one that parts it most often. */
  static char separator(String heading) {
    char best = ',';
    long most = 0;
    for (char candidate : new char[] {',', ';', '\t', '|'}) {
      long count = heading.chars().filter(c -> c == candidate).count();
      if (count > most) {
        most = count;
        best = candidate;
      }
    }
    return best;
  }

  /** The next row that is not blank; null after the last. */
  @Nullable Row next() throws IOException {
    var first = line();
    while (first != null && first.text().isBlank()) {
      first = line();
    }
    if (first == null) {
      return null;
    }
    if (first.cut()) {
      return new Bad(
          first.number(),
          new Refusal("intelligence.line-too-long", "ligne de plus de 64 Kio"),
          first.text());
    }
    var text = new StringBuilder(first.text());
    var following = new ArrayDeque<TextLines.Line>();
    while (isOpen(text)) {
      var next =
          following.size() < MAX_LINES && text.length() < TextLines.MAX_CHARS ? line() : null;
      if (next == null) {
        following.descendingIterator().forEachRemaining(again::addFirst);
        return new Bad(
            first.number(),
            new Refusal("intelligence.quote", "guillemet ouvert et jamais fermé"),
            first.text());
      }
      following.add(next);
      text.append('\n').append(next.text());
    }
    var cells = cells(text, separator);
    return cells.size() > MAX_CELLS
        ? new Bad(
            first.number(),
            new Refusal("intelligence.cells", "plus de " + MAX_CELLS + " colonnes"),
            first.text())
        : new Cells(first.number(), cells);
  }

  private TextLines.@Nullable Line line() throws IOException {
    return again.isEmpty() ? lines.next() : again.removeFirst();
  }

  private boolean isOpen(CharSequence text) {
    boolean quoted = false;
    boolean start = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        quoted = c != '"' || doubled(text, i);
        i += c == '"' && quoted ? 1 : 0;
      } else {
        quoted = start && c == '"';
        start = c == separator || (start && c == ' ');
      }
    }
    return quoted;
  }

  private static List<String> cells(CharSequence text, char separator) {
    var cells = new ArrayList<String>();
    var cell = new StringBuilder();
    boolean quoted = false;
    boolean start = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '"' && doubled(text, i)) {
        cell.append('"');
        i++;
      } else if (quoted && c == '"') {
        quoted = false;
      } else if (!quoted && start && c == '"') {
        quoted = true;
        start = false;
        cell.setLength(0);
      } else if (!quoted && c == separator) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
        start = true;
      } else {
        start &= c == ' ';
        cell.append(c);
      }
    }
    cells.add(cell.toString().strip());
    return cells;
  }

  private static boolean doubled(CharSequence text, int at) {
    return at + 1 < text.length() && text.charAt(at + 1) == '"';
  }
}

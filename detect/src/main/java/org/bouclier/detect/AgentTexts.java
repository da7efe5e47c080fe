package org.bouclier.detect;

/**
 * Finds the texts of a line that may be a user agent: whole ones.
 *
 * <ul>
 *   <li>what stands between two quotation marks ({@code "}), escapes undone;
 *   <li>in a line that is no JSON, what stands between tabs or the ends of the line, and what
 *       follows an equals sign up to a blank, unless it begins by a quotation mark.
 * </ul>
 *
 * <p>Blanks around it do not count. Holds scratch memory: one thread at a time.
 */
final class AgentTexts {

  private static final int MAX_BYTES = 6 * Indicator.MAX_CHARS;

  private final long start;
  private final FileNames.Sink sink;
  private final TextBytes undone = new TextBytes();

  AgentTexts(long start, FileNames.Sink sink) {
    this.start = start;
    this.sink = sink;
  }

  void scan(byte[] line, int from, int to, boolean json) {
    quoted(line, from, to);
    if (!json) {
      cells(line, from, to);
      values(line, from, to);
    }
  }

  private void quoted(byte[] line, int lineFrom, int lineTo) {
    int i = lineFrom;
    while (i < lineTo) {
      if (line[i] != '"') {
        i++;
        continue;
      }
      int from = i + 1;
      int to = from;
      boolean escaped = false;
      while (to < lineTo && line[to] != '"') {
        escaped |= line[to] == '\\';
        to += line[to] == '\\' ? 2 : 1;
      }
      if (to >= lineTo) {
        return;
      }
      text(line, from, to, escaped);
      i = to + 1;
    }
  }

  private void cells(byte[] line, int lineFrom, int lineTo) {
    int from = lineFrom;
    boolean many = false;
    for (int i = lineFrom; i <= lineTo; i++) {
      if (i == lineTo || line[i] == '\t') {
        many |= i < lineTo;
        if (many) {
          text(line, from, i, false);
        }
        from = i + 1;
      }
    }
  }

  private void values(byte[] line, int lineFrom, int lineTo) {
    int i = lineFrom;
    while (i < lineTo) {
      if (line[i] != '=' || i + 1 == lineTo || line[i + 1] == '"') {
        i++;
        continue;
      }
      int to = i + 1;
      while (to < lineTo && (line[to] & 0xFF) > ' ') {
        to++;
      }
      text(line, i + 1, to, false);
      i = to;
    }
  }

  private void text(byte[] line, int textFrom, int textTo, boolean escaped) {
    if (textTo - textFrom > MAX_BYTES) {
      return;
    }
    byte[] bytes = line;
    int from = textFrom;
    int to = textTo;
    if (escaped) {
      undone.read(line, textFrom, textTo);
      bytes = undone.bytes();
      from = 0;
      to = undone.length();
    }
    while (from < to && bytes[from] == ' ') {
      from++;
    }
    while (to > from && bytes[to - 1] == ' ') {
      to--;
    }
    if (from < to) {
      sink.text(
          Keys.forward(start, bytes, from, to),
          bytes,
          from,
          to,
          escaped ? textFrom : from,
          escaped ? textTo : to);
    }
  }
}

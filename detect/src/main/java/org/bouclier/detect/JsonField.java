package org.bouclier.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** Names the field of a JSON line in which a byte stands. Runs only when something was found. */
final class JsonField {

  private static final int MAX_DEPTH = 32;

  private final byte[] line;
  private final int to;
  private final int[] nameFrom = new int[MAX_DEPTH];
  private final int[] nameTo = new int[MAX_DEPTH];
  private int depth;

  private JsonField(byte[] line, int to) {
    this.line = line;
    this.to = to;
  }

  /**
   * The names that lead to the byte at {@code offset}, joined by dots; positions in arrays are left
   * out. A byte inside a name belongs to the field so named.
   *
   * @return null if the line is cut, nested deeper than 32, or no object
   */
  static @Nullable String at(byte[] line, int from, int to, int offset) {
    return new JsonField(line, to).find(from, offset);
  }

  private @Nullable String find(int from, int offset) {
    int i = from;
    while (i < to && i <= offset) {
      byte b = line[i];
      if (b == '"') {
        int end = stringEnd(i + 1);
        if (isName(end)) {
          nameFrom[depth - 1] = i + 1;
          nameTo[depth - 1] = end;
        }
        if (offset <= end) {
          return path();
        }
        i = end;
      } else if (b == '{' || b == '[') {
        if (depth == MAX_DEPTH) {
          return null;
        }
        nameFrom[depth] = 0;
        nameTo[depth] = 0;
        depth++;
      } else if (b == '}' || b == ']') {
        if (depth == 0) {
          return null;
        }
        depth--;
      }
      i++;
    }
    return path();
  }

  private int stringEnd(int from) {
    int i = from;
    while (i < to && line[i] != '"') {
      i += line[i] == '\\' ? 2 : 1;
    }
    return Math.min(i, to);
  }

  private boolean isName(int closingQuote) {
    int i = closingQuote + 1;
    while (i < to && (line[i] == ' ' || line[i] == '\t')) {
      i++;
    }
    return depth > 0 && i < to && line[i] == ':';
  }

  private @Nullable String path() {
    var path = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      if (nameTo[i] > nameFrom[i]) {
        path.append(path.isEmpty() ? "" : ".");
        path.append(new String(line, nameFrom[i], nameTo[i] - nameFrom[i], UTF_8));
      }
    }
    return path.isEmpty() ? null : path.toString();
  }
}

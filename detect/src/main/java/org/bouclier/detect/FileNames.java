package org.bouclier.detect;

import org.bouclier.detect.bytes.Octets;

/**
 * Finds the file names of a line: the last parts of paths. A part is a maximal run of bytes that
 * are neither {@code /}, {@code \}, quotation marks ({@code " ' `}), blanks nor controls; it is a
 * last one unless a {@code /} or {@code \} follows.
 *
 * <pre>{@code
 * C:\Temp\Evil.EXE -x "/tmp/a/b.sh"     Evil.EXE  -x  b.sh
 * }</pre>
 *
 * <p>In a JSON line escapes are what they stand for: {@code \\} and {@code \/} separate, {@code \n}
 * ends. A name that itself holds an escape ({@code \u00e9}) is handed on undone. Holds scratch
 * memory: one thread at a time.
 */
final class FileNames {

  /** Longest name, in bytes. */
  static final int MAX_BYTES = 255;

  private static final boolean[] ENDS = new boolean[256];

  static {
    for (int b = 0; b <= ' '; b++) {
      ENDS[b] = true;
    }
    for (int b : new int[] {0x7F, '/', '\\', '"', '\'', '`'}) {
      ENDS[b] = true;
    }
  }

  private final long start;
  private final Sink sink;
  private final TextBytes undone = new TextBytes();

  /**
   * @param start of the hashes of names
   */
  FileNames(long start, Sink sink) {
    this.start = start;
    this.sink = sink;
  }

  /** Receives what is found. */
  interface Sink {

    /**
     * A text that may be listed.
     *
     * @param hash of the key in {@code [keyFrom, keyTo)} of {@code bytes}
     * @param from where it stands in the line
     */
    void text(long hash, byte[] bytes, int keyFrom, int keyTo, int from, int to);
  }

  /** Whether a byte ends a name. */
  static boolean isEnd(byte b) {
    return ENDS[b & 0xFF];
  }

  void scan(byte[] line, int lineFrom, int lineTo, boolean json) {
    int from = lineFrom;
    boolean escaped = false;
    int i = lineFrom;
    while (i < lineTo) {
      if (!ENDS[line[i] & 0xFF]) {
        i++;
        continue;
      }
      int unit = json && line[i] == '\\' ? TextBytes.escape(line, i, lineTo) : -1;
      if (unit < 0) { // no escape
        end(line, from, i, escaped, line[i] == '/' || line[i] == '\\');
        i++;
        from = i;
        escaped = false;
      } else if (unit < 128 && ENDS[unit]) {
        end(line, from, i, escaped, unit == '/' || unit == '\\');
        i += TextBytes.escapeBytes(line, i);
        from = i;
        escaped = false;
      } else {
        escaped = true;
        i += TextBytes.escapeBytes(line, i);
      }
    }
    end(line, from, lineTo, escaped, false);
  }

  private void end(byte[] line, int from, int to, boolean escaped, boolean separated) {
    if (separated || from == to || to - from > 6 * MAX_BYTES) {
      return;
    }
    byte[] bytes = line;
    int keyFrom = from;
    int keyTo = to;
    if (escaped) {
      undone.read(line, from, to);
      bytes = undone.bytes();
      keyFrom = 0;
      keyTo = undone.length();
    }
    if (keyTo - keyFrom > MAX_BYTES) {
      return;
    }
    long state = start;
    for (int i = keyFrom; i < keyTo; i++) {
      state = Keys.step(state, Octets.LOWER[bytes[i] & 0xFF]);
    }
    sink.text(Keys.finish(state), bytes, keyFrom, keyTo, from, to);
  }
}

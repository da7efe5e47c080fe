package org.bouclier.detect.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;

/**
 * Which format an input is in: its first bytes say it, and its name where they do not.
 *
 * <ul>
 *   <li>{@code ElfFile} or {@code ElfChnk}: a Windows event log;
 *   <li>{@code #separator} or {@code #fields}: Zeek's own;
 *   <li>a bracket and then a brace: an array of objects;
 *   <li>a brace whose line does not close it: objects on several lines; else NDJSON;
 *   <li>a name that ends by {@code .csv} or {@code .tsv}: a table;
 *   <li>else each line is looked at by itself.
 * </ul>
 */
final class FormatGuess {

  /** How much of an input is looked at. */
  static final int HEAD_BYTES = 1 << 16;

  private FormatGuess() {}

  static ScanFormat of(byte[] head, String name) {
    String text = new String(head, ISO_8859_1);
    int from = text.startsWith("\u00EF\u00BB\u00BF") ? 3 : 0;
    while (from < text.length() && text.charAt(from) <= ' ') {
      from++;
    }
    if (text.startsWith("ElfFile\0") || text.startsWith("ElfChnk\0")) {
      return ScanFormat.EVTX;
    }
    if (text.startsWith("#separator", from) || text.startsWith("#fields", from)) {
      return ScanFormat.ZEEK;
    }
    if (text.startsWith("[", from) && firstInside(text, from + 1) == '{') {
      return ScanFormat.JSON;
    }
    if (text.startsWith("{", from)) {
      return closesOnItsLine(text, from) ? ScanFormat.NDJSON : ScanFormat.JSON;
    }
    String bare = name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst|xz)$", "");
    return bare.endsWith(".csv") || bare.endsWith(".tsv") ? ScanFormat.CSV : ScanFormat.AUTO;
  }

  private static char firstInside(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) > ' ') {
        return text.charAt(i);
      }
    }
    return 0;
  }

  /** A line longer than what is looked at counts as closed: pretty printers break lines. */
  private static boolean closesOnItsLine(String text, int from) {
    int depth = 0;
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        return depth == 0;
      }
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth--;
      }
    }
    return true;
  }
}

package org.bouclier.node.intelligence;

/** Cells of a table in CSV (RFC 4180). */
final class Csv {

  private Csv() {}

  /**
   * A cell. Quoted where it must be; a text that a spreadsheet would take for a formula gets an
   * apostrophe before it.
   */
  static String cell(String text) {
    String safe = text;
    if (!text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0) {
      safe = "'" + text;
    }
    boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}

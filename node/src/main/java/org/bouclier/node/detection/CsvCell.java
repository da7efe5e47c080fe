package org.bouclier.node.detection;

/** Text as a cell of CSV (RFC 4180), which no spreadsheet takes for a formula. */
public final class CsvCell {

  private CsvCell() {}

  /** The cell, quoted if it must be; an apostrophe stands before what would start a formula. */
  public static String of(String text) {
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    String safe = formula ? "'" + text : text;
    boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}

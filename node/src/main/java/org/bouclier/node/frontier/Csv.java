package org.bouclier.node.frontier;

import java.util.List;
import java.util.stream.Collectors;

/** Rows of a table for spreadsheets: RFC 4180, section 2. */
final class Csv {

  private Csv() {}

  /** One row with its line end; what a spreadsheet would take for a formula comes out as text. */
  static String row(List<String> fields) {
    return fields.stream().map(Csv::field).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String field(String value) {
    boolean formula = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0;
    return "\"" + (formula ? "'" : "") + value.replace("\"", "\"\"") + "\"";
  }
}

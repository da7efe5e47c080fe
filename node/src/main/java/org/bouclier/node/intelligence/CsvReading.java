package org.bouclier.node.intelligence;

import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bouclier.detect.IndicatorReading;
import org.bouclier.detect.IndicatorText;
import org.bouclier.node.intelligence.CsvColumns.Role;
import org.bouclier.node.web.Severity;
import org.bouclier.stix.Tlp;
import org.jspecify.annotations.Nullable;

/** Reads a table: a heading line, then one indicator a row. */
record CsvReading(ImportOrder order, HouseSource house, Instant now) {

  private static final int MAX_NAME = 200;
  private static final int MAX_COMMENT = 2_000;

  private static final Map<String, Severity> FRENCH =
      Map.ofEntries(
          Map.entry("information", Severity.INFORMATIONAL),
          Map.entry("informative", Severity.INFORMATIONAL),
          Map.entry("info", Severity.INFORMATIONAL),
          Map.entry("faible", Severity.LOW),
          Map.entry("moyenne", Severity.MEDIUM),
          Map.entry("moyen", Severity.MEDIUM),
          Map.entry("élevée", Severity.HIGH),
          Map.entry("elevee", Severity.HIGH),
          Map.entry("haute", Severity.HIGH),
          Map.entry("critique", Severity.CRITICAL));

  /**
   * Reads a table to its end.
   *
   * @throws IOException if the file breaks before its end, or has no column of values
   */
  void read(InputStream input, ImportSink sink) throws IOException {
    var lines = TextLines.open(input, order.charset());
    var heading = lines.next();
    while (heading != null && isComment(heading.text())) {
      heading = lines.next(); // feeds put their licence first
    }
    if (heading == null) {
      throw new BrokenFileException("intelligence.empty", "le fichier est vide");
    }
    char separator = CsvRows.separator(heading.text());
    var rows = new CsvRows(lines, separator);
    var first = CsvRows.one(heading, separator);
    Deque<CsvRows.Row> waiting = new ArrayDeque<>();
    CsvColumns columns = columns(first, waiting);
    for (var row = next(rows, waiting); row != null; row = next(rows, waiting)) {
      switch (row) {
        case CsvRows.Bad(var line, var refusal, var text) ->
            sink.refuse(Outcome.rejected(line, refusal, text));
        case CsvRows.Cells cells -> row(cells, columns, sink);
      }
    }
  }

  private CsvColumns columns(CsvRows.Cells first, Deque<CsvRows.Row> waiting)
      throws BrokenFileException {
    if (!order.columns().isBlank()) {
      return CsvColumns.told(order.columns(), first.cells());
    }
    var found = CsvColumns.ofHeadings(first.cells());
    if (found.isPresent()) {
      return found.get();
    }
    // No heading: if the first row holds an indicator, its column is where the others are.
    for (int i = 0; i < first.cells().size(); i++) {
      if (IndicatorText.read(first.cell(i)) instanceof IndicatorReading.Listed) {
        waiting.add(first);
        return new CsvColumns(Map.of(Role.VALUE, i));
      }
    }
    throw new BrokenFileException(
        "intelligence.columns",
        "aucune colonne « value », « ioc », « indicator »... ; indiquez la correspondance des colonnes");
  }

  private static CsvRows.@Nullable Row next(CsvRows rows, Deque<CsvRows.Row> waiting)
      throws IOException {
    return waiting.isEmpty() ? rows.next() : waiting.removeFirst();
  }

  private void row(CsvRows.Cells row, CsvColumns columns, ImportSink sink) {
    String value = columns.cell(row, Role.VALUE);
    if (row.cell(0).startsWith("#")) {
      return;
    }
    switch (IndicatorText.read(value)) {
      case IndicatorReading.Listed(var indicator) -> {
        try {
          String name = columns.cell(row, Role.NAME);
          house.take(
              new HouseSource.Listed(
                  order.name(),
                  indicator,
                  name.isBlank() ? HouseSource.nameOf(indicator) : cut(name, MAX_NAME),
                  cut(columns.cell(row, Role.COMMENT), MAX_COMMENT),
                  tlp(columns.cell(row, Role.TLP)),
                  null,
                  severity(columns.cell(row, Role.SEVERITY)),
                  confidence(columns.cell(row, Role.CONFIDENCE)),
                  time(columns.cell(row, Role.VALID_FROM)),
                  time(columns.cell(row, Role.VALID_UNTIL))),
              row.line(),
              now,
              sink);
        } catch (Refusal.Refused bad) {
          sink.refuse(Outcome.rejected(row.line(), bad.refusal(), value));
        }
      }
      case IndicatorReading.Blank blank ->
          sink.refuse(
              Outcome.rejected(
                  row.line(),
                  new Refusal("intelligence.no-value", "la cellule de la valeur est vide"),
                  String.join(" ", row.cells())));
      case IndicatorReading.Refused(var reason, var text) ->
          sink.refuse(Outcome.rejected(row.line(), ListedReading.refusal(reason), value));
    }
  }

  private static boolean isComment(String text) {
    return text.isBlank()
        || (text.startsWith("#")
            && CsvColumns.ofHeadings(List.of(text.split("[,;\t|]", -1))).isEmpty());
  }

  private Tlp tlp(String cell) throws Refusal.Refused {
    if (cell.isBlank()) {
      return order.tlp();
    }
    String label = cell.toUpperCase(Locale.ROOT).replace(' ', '+');
    Optional<Tlp> said = Tlp.ofLabel(label.startsWith("TLP:") ? label : "TLP:" + label);
    if (said.isEmpty() || (said.get() == Tlp.RED && !label.contains("RED"))) {
      throw new Refusal.Refused("intelligence.tlp", "marquage TLP inconnu : " + cut(cell, 40));
    }
    return said.get();
  }

  private Severity severity(String cell) throws Refusal.Refused {
    if (cell.isBlank()) {
      return order.severity();
    }
    String plain = cell.strip().toLowerCase(Locale.ROOT);
    Severity french = FRENCH.get(plain);
    if (french != null) {
      return french;
    }
    try {
      return Severity.of(plain);
    } catch (IllegalArgumentException unknown) {
      throw new Refusal.Refused("intelligence.severity", "gravité inconnue : " + cut(cell, 40));
    }
  }

  private static @Nullable Integer confidence(String cell) throws Refusal.Refused {
    if (cell.isBlank()) {
      return null;
    }
    String digits = cell.replace("%", "").strip();
    if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > 100) {
      throw new Refusal.Refused(
          "intelligence.confidence", "confiance de 0 à 100 : " + cut(cell, 40));
    }
    return Integer.valueOf(digits);
  }

  /** ISO 8601 in its usual spellings, or a French date; a time without zone is UTC. */
  private static @Nullable Instant time(String cell) throws Refusal.Refused {
    String text = cell.strip();
    if (text.isEmpty()) {
      return null;
    }
    try {
      if (text.matches("\\d{2}/\\d{2}/\\d{4}")) {
        return LocalDate.parse(text, DateTimeFormatter.ofPattern("dd/MM/uuuu", Locale.ROOT))
            .atStartOfDay()
            .toInstant(ZoneOffset.UTC);
      }
      if (text.matches("\\d{4}-\\d{2}-\\d{2}")) {
        return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
      }
      String iso = text.replace(' ', 'T').replaceFirst("TUTC$", "Z");
      return iso.matches(".*(Z|[+-]\\d{2}:?\\d{2})$")
          ? OffsetDateTime.parse(iso).toInstant()
          : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException unreadable) {
      throw new Refusal.Refused("intelligence.date", "date illisible : " + cut(cell, 40));
    }
  }

  private static String cut(String text, int most) {
    String printable = text.replaceAll("\\p{Cntrl}", " ").strip();
    return printable.length() > most ? printable.substring(0, most) : printable;
  }
}

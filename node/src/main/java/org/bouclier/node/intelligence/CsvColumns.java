package org.bouclier.node.intelligence;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which column of a table is what. Found from the headings, in the words that feeds and people use,
 * or told by whoever imports.
 */
record CsvColumns(Map<Role, Integer> places) {

  /** What a column may be. */
  enum Role {
    VALUE,
    NAME,
    COMMENT,
    SEVERITY,
    TLP,
    CONFIDENCE,
    VALID_FROM,
    VALID_UNTIL
  }

  /** What feeds and people write above each. */
  private static final Map<Role, Set<String>> HEADINGS =
      Map.of(
          Role.VALUE,
          Set.of(
              "value",
              "valeur",
              "indicator",
              "indicateur",
              "ioc",
              "observable",
              "domain",
              "domaine",
              "hostname",
              "host",
              "fqdn",
              "ip",
              "ip address",
              "adresse ip",
              "adresse",
              "dst ip",
              "src ip",
              "url",
              "hash",
              "md5",
              "sha1",
              "sha256",
              "sha256 hash",
              "md5 hash",
              "email"),
          Role.NAME,
          Set.of(
              "name", "nom", "title", "titre", "malware", "threat", "menace", "malware printable"),
          Role.COMMENT,
          Set.of(
              "comment", "commentaire", "description", "notes", "note", "info", "remarque", "tags"),
          Role.SEVERITY,
          Set.of("severity", "gravité", "gravite", "niveau", "level", "criticité", "criticite"),
          Role.TLP,
          Set.of("tlp", "marking", "marquage"),
          Role.CONFIDENCE,
          Set.of("confidence", "confiance", "confidence level", "score"),
          Role.VALID_FROM,
          Set.of(
              "valid from",
              "valide depuis",
              "first seen",
              "first seen utc",
              "vu le",
              "date",
              "début",
              "debut"),
          Role.VALID_UNTIL,
          Set.of(
              "valid until",
              "expires",
              "expiration",
              "expire",
              "valide jusqu’au",
              "valide jusqu'au",
              "fin",
              "échéance",
              "echeance"));

  /** Copies the map. */
  CsvColumns {
    places = Map.copyOf(places);
  }

  /** Finds the columns from a heading line; empty if none of its cells names a value. */
  static Optional<CsvColumns> ofHeadings(List<String> headings) {
    var places = new EnumMap<Role, Integer>(Role.class);
    for (int i = 0; i < headings.size(); i++) {
      String heading = plain(headings.get(i));
      for (Role role : Role.values()) {
        if (HEADINGS.getOrDefault(role, Set.of()).contains(heading)) {
          places.putIfAbsent(role, i);
        }
      }
    }
    return places.containsKey(Role.VALUE) ? Optional.of(new CsvColumns(places)) : Optional.empty();
  }

  /**
   * Reads a mapping as people write it: {@code value=IOC;comment=Notes}, or places from 1, {@code
   * value=2}.
   *
   * @param headings the table's first line
   * @throws BrokenFileException if it names a role or a column that is not there
   */
  static CsvColumns told(String mapping, List<String> headings) throws BrokenFileException {
    var places = new EnumMap<Role, Integer>(Role.class);
    for (String part : mapping.split("[;\n]", -1)) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      Role role = role(equals < 0 ? part : part.substring(0, equals));
      places.put(role, place(equals < 0 ? "" : part.substring(equals + 1), headings));
    }
    if (!places.containsKey(Role.VALUE)) {
      throw new BrokenFileException(
          "intelligence.columns", "la correspondance des colonnes ne dit pas où est « value »");
    }
    return new CsvColumns(places);
  }

  /** The cell of a role; empty if the table has none. */
  String cell(CsvRows.Cells row, Role role) {
    Integer place = places.get(role);
    return place == null ? "" : row.cell(place);
  }

  private static Role role(String name) throws BrokenFileException {
    String plain = plain(name);
    for (Role role : Role.values()) {
      if (plain(role.name()).equals(plain)) {
        return role;
      }
    }
    throw new BrokenFileException(
        "intelligence.columns",
        "« "
            + name.strip()
            + " » : value, name, comment, severity, tlp, confidence, valid_from ou valid_until");
  }

  private static int place(String column, List<String> headings) throws BrokenFileException {
    String plain = plain(column);
    for (int i = 0; i < headings.size(); i++) {
      if (plain(headings.get(i)).equals(plain)) {
        return i;
      }
    }
    if (plain.matches("[0-9]{1,3}") && !plain.equals("0")) {
      return Integer.parseInt(plain) - 1;
    }
    throw new BrokenFileException(
        "intelligence.columns", "aucune colonne ne s’appelle « " + column.strip() + " »");
  }

  private static String plain(String heading) {
    return heading
        .replace("\uFEFF", "")
        .strip()
        .toLowerCase(Locale.ROOT)
        .replace('_', ' ')
        .replace('-', ' ')
        .replaceFirst("^# *", "");
  }
}
